#include "ilert-bridge/core/backtest.hpp"

#include <algorithm>
#include <tuple>

#include "past_host.hpp"

namespace ilert_bridge {
namespace {

bool earlier(const PastCall& one, const PastCall& other) {
  return std::tie(one.at, one.problem, one.route) < std::tie(other.at, other.problem, other.route);
}

}  // namespace

// Hosts have nothing to do with each other: each is played for itself, with a memory of its own.
PastCalls calls_in(const Chronicle& chronicle, const Today& today, const std::vector<Route>& routes,
                   Time until) {
  PastCalls past;
  for (const auto& [host, story] : chronicle.by_host())
    PastHost{chronicle, today, routes}.play(story, until, past);
  std::sort(past.calls.begin(), past.calls.end(), earlier);
  return past;
}

}  // namespace ilert_bridge
