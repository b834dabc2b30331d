#include "ilert-bridge/core/pace.hpp"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

#include "ilert-bridge/core/verdict.hpp"

namespace ilert_bridge {
namespace {

constexpr int rests_per_effort = 19;  // one part of twenty

// Mixes `value` into `print`, so that neighbours end up far apart (the finalizer of splitmix64).
std::uint64_t mixed(std::uint64_t print, std::uint64_t value) {
  std::uint64_t z = print + 0x9e3779b97f4a7c15U + value;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

std::uint64_t mixed(std::uint64_t print, std::string_view text) {
  return mixed(print, std::hash<std::string_view>{}(text));
}

std::uint64_t print_of(const Subject& subject, std::uint64_t of_state) {
  return mixed(mixed(of_state, subject.host), subject.service);
}

std::uint64_t print_of_state(const Sighting& sighting) {
  const State state = hard_state(sighting.observation);
  return is_good(state) ? 0 : print_of(sighting.subject, static_cast<std::uint64_t>(state));
}

std::uint64_t print_of(const Sighting& sighting) {
  const Observation& seen = sighting.observation;
  const std::uint64_t flags =
      std::uint64_t{seen.hard} | std::uint64_t{seen.checked} << 1 | std::uint64_t{seen.acknowledged} << 2 |
      std::uint64_t{seen.in_downtime} << 3 | std::uint64_t{seen.flapping} << 4 |
      std::uint64_t{seen.notifications_enabled} << 5 | std::uint64_t{seen.in_notification_period} << 6 |
      std::uint64_t{static_cast<unsigned char>(seen.state)} << 8 |
      std::uint64_t{static_cast<unsigned char>(seen.host_state)} << 16;
  std::uint64_t print = print_of(sighting.subject, flags);
  for (const Remark* remark : {&seen.acknowledgement, &seen.downtime})
    if (!remark->empty()) print = mixed(mixed(print, remark->author), remark->text);
  return print;
}

}  // namespace

Span rest_after(Effort effort) {
  const auto rest = std::chrono::ceil<Span>(effort * rests_per_effort);
  return std::clamp<Span>(rest, Span{0}, longest_rest);
}

Span rest_owed(Span owed, Span passed, Effort effort) {
  const auto more = std::chrono::ceil<Span>(effort * rests_per_effort);
  return std::min(std::max(owed - passed, Span{0}) + more, rest_on_credit + longest_rest);
}

void Pace::began() { asked_for_ = std::exchange(woken_, false); }

void Pace::ended(Moment at, Effort effort, bool found_news) {
  const auto since = std::chrono::floor<Span>(at - ended_at_ - effort);
  owed_ = rest_owed(owed_, std::max(since, Span{0}), effort);
  rest_ = std::max(owed_ - rest_on_credit, Span{0});
  ended_at_ = at;
  effort_ = effort;
  if (found_news)
    spacing_ = least_spacing;
  else if (asked_for_)
    spacing_ = std::min(spacing_ * 2, widest_spacing);
}

Pace::Moment Pace::next(Span pause) const {
  return ended_at_ + std::max(rest_, woken_ ? std::min(spacing_, pause) : pause);
}

Print print_of(const Look& look) {
  Print print{.all = look.notifications_enabled ? 1U : 2U};
  for (const Sighting& sighting : look.sightings) {
    if (sighting.presence != Presence::seen || is_good(sighting.observation.state)) continue;
    print.all += print_of(sighting);
    print.states += print_of_state(sighting);
  }
  return print;
}

News news_between(const Print& before, const Print& after) {
  if (before.states != after.states) return News::states;
  return before == after ? News::none : News::others;
}

}  // namespace ilert_bridge
