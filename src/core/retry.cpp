#include "ilert-bridge/core/retry.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ilert_bridge {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr Span first_probe = seconds{1};
constexpr Span longest_probe = seconds{60};
constexpr Span first_hold = seconds{60};
constexpr Span longest_hold = minutes{15};
constexpr Span first_spare = seconds{5};
constexpr Span limiter_window =
    seconds{60};  // ilert counts in fixed minutes and says nothing of when one ends

constexpr std::array<std::pair<Outcome, std::string_view>, 7> names{{{Outcome::delivered, "delivered"},
                                                                     {Outcome::not_sent, "not_sent"},
                                                                     {Outcome::unknown, "unknown"},
                                                                     {Outcome::failed, "failed"},
                                                                     {Outcome::limited, "limited"},
                                                                     {Outcome::route_held, "route_held"},
                                                                     {Outcome::refused, "refused"}}};

}  // namespace

std::string_view name(Outcome outcome) {
  const auto* const found =
      std::find_if(names.begin(), names.end(), [&](const auto& it) { return it.first == outcome; });
  return found == names.end() ? "unknown" : found->second;
}

std::optional<Outcome> outcome_named(std::string_view name) {
  const auto* const found =
      std::find_if(names.begin(), names.end(), [&](const auto& it) { return it.second == name; });
  return found == names.end() ? std::nullopt : std::optional{found->first};
}

Span growing_pause(int failures, Span first, Span limit, double chance) {
  Span pause = std::min(first, limit);
  for (int i = 1; i < failures && pause < limit; ++i) pause = std::min(2 * pause, limit);
  const double spread = 2.0 / 3.0 * (1.0 + std::clamp(chance, 0.0, 1.0));
  return std::chrono::round<Span>(std::chrono::duration<double, std::milli>(pause) * spread);
}

void Circuit::saw(Outcome outcome, Time now, double chance, std::optional<Span> retry_after) {
  switch (outcome) {
    case Outcome::delivered:
    case Outcome::refused:
      failures_ = holds_ = spares_ = 0;
      probe_ = spare_ = {};
      return;
    case Outcome::limited:
      window_ = {now, std::max<Span>(retry_after.value_or(limiter_window), seconds{1})};
      return;
    case Outcome::route_held:
      if (held() && is_pausing(now)) return;
      if (!held()) held_since_ = now;
      probe_ = {now, growing_pause(++holds_, first_hold, longest_hold, chance)};
      return;
    case Outcome::not_sent:
    case Outcome::unknown:
    case Outcome::failed:
      if (is_pausing(now)) return;
      probe_ = {now, growing_pause(++failures_, first_probe, longest_probe, chance)};
      return;
  }
}

Time Circuit::not_before() const { return std::max(probe_.ends(), window_.ends()); }

Time Circuit::not_before(Time now) { return std::max(probe_.ends(now), window_.ends(now)); }

Time Circuit::spare_not_before(Time now) { return std::max(spare_.ends(now), window_.ends(now)); }

void Circuit::take_spare(Time now, double chance) {
  spare_ = {now, growing_pause(++spares_, first_spare, longest_hold, chance)};
}

}  // namespace ilert_bridge
