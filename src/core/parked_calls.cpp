#include "ilert-bridge/core/parked_calls.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ilert_bridge {

Span pause_of_parked(int times, bool own) {
  constexpr std::chrono::minutes pauses[] = {std::chrono::minutes{1}, std::chrono::minutes{5},
                                             std::chrono::minutes{15}, std::chrono::minutes{60}};
  const int most = static_cast<int>(std::size(pauses)) - (own ? 1 : 0);
  return pauses[std::clamp(times, 1, most) - 1];
}

Time ParkedCalls::Parked::due() const { return at_once ? since : since + pause_of_parked(times, own); }

void ParkedCalls::park(const std::string& key, EventId event, bool own, Time now) {
  Parked& parked = keys_[key];
  if (parked.event != event) parked = {.event = event, .own = own};
  ++parked.times;
  parked.since = now;
  parked.at_once = false;
}

void ParkedCalls::found(const std::string& key, EventId event, bool own, int times, Time parked_at) {
  Parked& parked = keys_[key];
  if (parked.event < event) parked = {.event = event, .own = own, .times = times, .since = parked_at};
}

std::optional<EventId> ParkedCalls::event_of(const std::string& key) const {
  const auto found = keys_.find(key);
  if (found == keys_.end()) return std::nullopt;
  return found->second.event;
}

std::vector<std::pair<std::string, EventId>> ParkedCalls::calls() const {
  std::vector<std::pair<std::string, EventId>> calls;
  for (const auto& [key, parked] : keys_)
    if (!parked.own) calls.emplace_back(key, parked.event);
  return calls;
}

void ParkedCalls::another_was_taken(const std::string& key) {
  for (auto& [other, parked] : keys_)
    if (other != key && !parked.had_extra_try) parked.at_once = parked.had_extra_try = true;
}

std::vector<std::string> ParkedCalls::take_due(Time now) {
  std::vector<std::string> due;
  for (auto& [key, parked] : keys_) {
    parked.since = std::min(parked.since, now);
    if (parked.due() > now) continue;
    due.push_back(key);
    parked.since = now;
    parked.at_once = false;
  }
  return due;
}

std::optional<Time> ParkedCalls::next_due() const {
  std::optional<Time> next;
  for (const auto& [key, parked] : keys_) next = std::min(next.value_or(parked.due()), parked.due());
  return next;
}

}  // namespace ilert_bridge
