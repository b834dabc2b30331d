#include "ilert-bridge/core/order.hpp"

#include <algorithm>
#include <iterator>

#include "ilert-bridge/core/names.hpp"

namespace ilert_bridge {
namespace {

constexpr Words<3> kinds{"acknowledge", "comment", "unacknowledge"};
constexpr Words<3> ends{"done", "pointless", "given_up"};

constexpr int most_tries = 6;
constexpr Span first_pause = std::chrono::seconds{10};
constexpr Span longest_pause = std::chrono::minutes{5};
// Cores take commands from a queue, LMD asks its servers every few seconds, and clocks are cut to seconds.
constexpr Span takes_effect_within = std::chrono::seconds{10};

Span pause_after(int tries) {
  Span pause = first_pause;
  for (int i = 1; i < tries && pause < longest_pause; ++i) pause *= 2;
  return std::min(pause, longest_pause);
}

// A look has had the chance to show what was tried. After a clock was set back nobody can tell; then it is
// rather said twice than in an hour.
bool was_looked_at_since(const Order& order, std::optional<Time> last_look_began, Time now) {
  if (*order.tried_at > now + takes_effect_within) return last_look_began.has_value();
  return last_look_began && *last_look_began >= *order.tried_at + takes_effect_within;
}

OrderStep again(const Order& order, std::optional<Time> last_look_began, Time now) {
  const Span since = now - *order.tried_at;
  if (since >= Span{0} && since < pause_after(order.tries)) return OrderStep::wait;
  if (!was_looked_at_since(order, last_look_began, now)) return OrderStep::wait;
  return order.tries < most_tries ? OrderStep::carry_out : OrderStep::give_up;
}

// Nothing: Checkmk does not show what was ordered yet.
std::optional<OrderStep> end_shown(const Order& order, const Report& report) {
  if (order.kind == OrderKind::unacknowledge) {
    if (report.told != Told::open) return OrderStep::pointless;
    return report.overruled.empty() ? std::optional{OrderStep::done} : std::nullopt;
  }
  if (report.told != Told::accepted) return OrderStep::pointless;
  return report.acceptance != Acceptance::ilert ? std::optional{OrderStep::done} : std::nullopt;
}

// What takes anybody's acknowledgement away waits for a look that would show another one.
bool may_be_tried(const Order& order, Time last_look_began) {
  return order.kind != OrderKind::unacknowledge || last_look_began > order.ordered_at;
}

using IsLetter = bool (*)(char c);

bool is_of_ascii(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_of_any_script(char c) { return is_of_ascii(c) || static_cast<unsigned char>(c) >= 0x80; }

std::string letters_of(const Remark& remark, IsLetter is_letter) {
  std::string letters;
  std::copy_if(remark.author.begin(), remark.author.end(), std::back_inserter(letters), is_letter);
  letters += '/';
  std::copy_if(remark.text.begin(), remark.text.end(), std::back_inserter(letters), is_letter);
  return letters;
}

}  // namespace

std::string_view name(OrderKind kind) { return name_in(kinds, kind); }
std::optional<OrderKind> order_kind_named(std::string_view name) { return named_in<OrderKind>(kinds, name); }
std::string_view name(OrderEnd end) { return name_in(ends, end); }
std::optional<OrderEnd> order_end_named(std::string_view name) { return named_in<OrderEnd>(ends, name); }

OrderStep next_for(const Order& order, const Report& report, std::optional<Time> last_look_began, Time now) {
  if (const std::optional<OrderStep> end = end_shown(order, report)) return *end;
  if (!last_look_began || !may_be_tried(order, *last_look_began)) return OrderStep::wait;
  return order.tried_at ? again(order, last_look_began, now) : OrderStep::carry_out;
}

bool is_same_remark(const Remark& shown, const Remark& written) {
  return shown == written || letters_of(shown, is_of_ascii) == letters_of(written, is_of_ascii);
}

bool is_same_text(const Remark& one, const Remark& other) {
  return letters_of(one, is_of_any_script) == letters_of(other, is_of_any_script);
}

}  // namespace ilert_bridge
