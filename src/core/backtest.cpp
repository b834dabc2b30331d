#include "ilert-bridge/core/backtest.hpp"

#include <algorithm>
#include <numeric>

#include "past_host.hpp"

namespace ilert_bridge {
namespace {

void put_in_order(PastCalls& past) {
  std::vector<std::uint32_t> order(past.problems.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t one, std::uint32_t other) {
    return past.problems[one].began < past.problems[other].began;
  });
  std::vector<std::uint32_t> place(order.size());
  std::vector<PastProblem> problems;
  problems.reserve(order.size());
  for (const std::uint32_t index : order) {
    place[index] = static_cast<std::uint32_t>(problems.size());
    problems.push_back(past.problems[index]);
  }
  past.problems = std::move(problems);
  for (PastCall& call : past.calls) call.problem = place[call.problem];
  std::stable_sort(past.calls.begin(), past.calls.end(),
                   [](const PastCall& one, const PastCall& other) { return one.at < other.at; });
}

}  // namespace

// Hosts have nothing to do with each other: each is played for itself, with a memory of its own.
PastCalls calls_in(const Chronicle& chronicle, const Today& today, const std::vector<Route>& routes,
                   Time until) {
  PastCalls past;
  for (const auto& [host, as_it_came] : chronicle.by_host()) {
    Chronicle::Story story = as_it_came;
    std::sort(story.begin(), story.end());
    PastHost{chronicle, today, routes}.play(story, until, past);
  }
  put_in_order(past);
  return past;
}

}  // namespace ilert_bridge
