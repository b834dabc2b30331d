// Which calls a configuration would have made in the past: the daemon's own rules, steps and collapse, over
// what a site's log tells. Pure.
//
// Left out, because the log does not tell it: notification periods and notifications that were off, groups
// and labels of then (today's count), acknowledgements where the core does not log them. Left out on purpose:
// the budget of a route. Objects count as checked once a minute.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "ilert-bridge/core/assess.hpp"
#include "ilert-bridge/core/chronicle.hpp"
#include "ilert-bridge/core/today.hpp"

namespace ilert_bridge {

// From a bad state to the next good one: confirmed, called for or notified in between. The same whatever the
// routes are, but for what they make of it.
struct PastProblem {
  Time began{};
  std::optional<Time> ended;  // nothing: it lasts beyond the log
  Chronicle::SubjectNumber subject = 0;
  std::uint32_t calls = 0;     // on all routes
  std::uint32_t notified = 0;  // problem notifications of Checkmk's own
  State worst = State::critical;
  // Of the alert of the one before, where that stood open when it began (`resolve_delay`, or it flapped): no
  // call of its own, and no silence.
  std::optional<Priority> carried;
  // What kept it from a call, as far as it got: of the route that came closest. Nothing: no route takes it.
  std::optional<Reason> why_not;
};

// An ALERT that ilert would have got.
struct PastCall {
  Time at{};
  std::optional<Time> over;  // when its RESOLVE would have come
  const Route* route = nullptr;
  std::uint32_t problem = 0;  // index
  State state = State::critical;
  Priority priority = Priority::high;
  // `verdict` for the first of a problem; else why it calls again.
  Because because = Because::verdict;
  bool end_not_logged = false;  // the site shows today that it is over, and no line says since when
};

// Of one site.
struct PastCalls {
  std::deque<PastProblem> problems;  // host by host; hundreds of thousands, they grow without being copied
  std::deque<PastCall> calls;        // in the order of their times; likewise
  // Notifications of Checkmk that belong to none of the problems.
  std::uint32_t stray_notifications = 0;
};

// `from` and `until` by the server's clock; what lasts at `until` has no end. The routes must outlive the
// answer. The chronicle may tell of more than these routes take.
PastCalls calls_in(const Chronicle& chronicle, const Today& today, const std::vector<Route>& routes,
                   Time until);

}  // namespace ilert_bridge
