#include "ilert-bridge/core/local_hours.hpp"

#include <iterator>
#include <utility>

namespace ilert_bridge {
namespace {

constexpr int night_begins = 22, night_ends = 6;

}  // namespace

LocalHours::LocalHours(std::map<Time, Span> ahead) : ahead_(std::move(ahead)) {}

Time LocalHours::local(Time time) const {
  if (ahead_.empty()) return time;
  const auto next = ahead_.upper_bound(time);
  return time + (next == ahead_.begin() ? next : std::prev(next))->second;
}

std::int64_t LocalHours::day(Time time) const {
  return std::chrono::floor<std::chrono::days>(local(time)).time_since_epoch().count();
}

int LocalHours::hour(Time time) const {
  const Time there = local(time);
  return static_cast<int>(
      std::chrono::floor<std::chrono::hours>(there - std::chrono::floor<std::chrono::days>(there)).count());
}

bool LocalHours::is_night(Time time) const {
  const int at = hour(time);
  return at >= night_begins || at < night_ends;
}

}  // namespace ilert_bridge
