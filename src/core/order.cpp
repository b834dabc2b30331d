#include "ilert-bridge/core/order.hpp"

#include <algorithm>

#include "ilert-bridge/core/names.hpp"

namespace ilert_bridge {
namespace {

constexpr Words<2> kinds{"acknowledge", "comment"};
constexpr Words<3> ends{"done", "pointless", "given_up"};

constexpr int most_tries = 6;
constexpr Span first_pause = std::chrono::seconds{10};
constexpr Span longest_pause = std::chrono::minutes{5};
// Cores take commands from a queue, and two clocks of one machine are cut to seconds.
constexpr Span takes_effect_within = std::chrono::seconds{3};

Span pause_after(int tries) {
  Span pause = first_pause;
  for (int i = 1; i < tries && pause < longest_pause; ++i) pause *= 2;
  return std::min(pause, longest_pause);
}

// A look has had the chance to show what was tried. A clock that was set back does not keep it waiting.
bool was_looked_at_since(const Order& order, std::optional<Time> last_look_began, Time now) {
  const Time tried = std::min(*order.tried_at, now);
  return last_look_began && *last_look_began >= tried + takes_effect_within;
}

OrderStep again(const Order& order, std::optional<Time> last_look_began, Time now) {
  const Span since = now - *order.tried_at;
  if (since >= Span{0} && since < pause_after(order.tries)) return OrderStep::wait;
  if (!was_looked_at_since(order, last_look_began, now)) return OrderStep::wait;
  return order.tries < most_tries ? OrderStep::carry_out : OrderStep::give_up;
}

void add_letters(std::string& letters, std::string_view text) {
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (plain) letters += c;
  }
}

std::string letters_of(const Remark& remark) {
  std::string letters;
  add_letters(letters, remark.author);
  letters += '/';
  add_letters(letters, remark.text);
  return letters;
}

}  // namespace

std::string_view name(OrderKind kind) { return name_in(kinds, kind); }
std::optional<OrderKind> order_kind_named(std::string_view name) { return named_in<OrderKind>(kinds, name); }
std::string_view name(OrderEnd end) { return name_in(ends, end); }
std::optional<OrderEnd> order_end_named(std::string_view name) { return named_in<OrderEnd>(ends, name); }

OrderStep next_for(const Order& order, const Report& report, std::optional<Time> last_look_began, Time now) {
  if (report.told != Told::accepted) return OrderStep::pointless;
  if (report.acceptance != Acceptance::ilert) return OrderStep::done;
  if (!last_look_began) return OrderStep::wait;
  return order.tried_at ? again(order, last_look_began, now) : OrderStep::carry_out;
}

bool is_same_remark(const Remark& shown, const Remark& written) {
  return shown == written || letters_of(shown) == letters_of(written);
}

}  // namespace ilert_bridge
