// What the rules of a verdict look at, and the questions that several of them share.
#pragma once

#include <algorithm>
#include <optional>

#include "ilert-bridge/core/verdict.hpp"

namespace ilert_bridge {

struct Case {
  const Sighting& sighting;
  const Observation& seen;
  const Report& report;
  const Route& route;
  const Policy& policy;
  const Circumstances& at;
  std::optional<Time> alert_worthy_since;
  std::optional<HostReturn> host_return;
  std::optional<Time> over_since;
  std::optional<Time> downtime_over_since;
};

// With everything that is the same for all rules.
Case case_of(const Sighting& sighting, const Report& report, const Route& route, const Circumstances& at);

// What of the site's own clock says when, on ours; a difference that cannot be right never leads into the
// future.
inline Time on_our_clock(Time server, const Circumstances& at) {
  return std::min(server - at.clock_ahead, at.now);
}

// What the site's own clock says now: no time of its can be later.
inline Time present_there(const Circumstances& at) { return at.now + at.clock_ahead; }

// No server tells of that: its clock was set back since. How far ahead it is may not be known for some looks.
inline bool is_to_come(Time server, const Circumstances& at) {
  return server > present_there(at) + std::chrono::seconds{90};
}

inline bool is_unclear(State state) { return state == State::unreachable || state == State::unknown; }
inline bool in_alert_on(State state, const Route& route) { return route.alert_on.contains(state); }
inline bool is_open(const Report& report) {
  return report.told == Told::open || report.told == Told::accepted;
}

// What stays in ilert when its object left the monitoring: nothing can be closed by accident there.
inline bool outlives_its_object(const Report& report, const Policy& policy) {
  return policy.removed_object == RemovedObject::keep && is_open(report);
}

// It is told, and its route's rules are those that matched it: so it is what the site shows that changed. Of
// what an older version told nobody knows the rules.
inline bool stopped_matching(const Report& report, const Route& route, const Circumstances& at) {
  return report.told != Told::none && !at.routed && !at.leaves &&
         (report.matched_by == 0 || report.matched_by == route.rules);
}
inline bool is_held_unrouted(const Report& report, const Route& route, const Circumstances& at) {
  return stopped_matching(report, route, at) && (report.many_unrouted || at.many_unrouted);
}
// Which is believed after a minute, as an absence is.
inline Time mismatch_believed_at(const Report& report, const Circumstances& at) {
  return mismatch_of(report, at).since + absence_confirmed_after;
}
// Asked of what is seen.
inline bool counts_as_matched(const Report& report, const Route& route, const Circumstances& at) {
  return at.routed || is_held_unrouted(report, route, at) ||
         (stopped_matching(report, route, at) && at.now < mismatch_believed_at(report, at));
}

// Whether its host's state can say all there is to say.
inline bool hides_with_host(const Case& it) {
  return it.policy.host_down_hides_services && it.at.route_takes_host && it.sighting.subject.is_service() &&
         it.seen.host_checked && it.seen.host_state != State::unknown;
}

// A downtime runs, but a core that has just started does not count it yet.
inline bool downtime_is_to_count(const Case& it) {
  return !it.seen.in_downtime && !it.seen.downtime.empty() && it.policy.downtime != Downtime::alert;
}

// How long it must last before it is told.
inline Span delay_of(const Observation& seen, const Route& route, const Circumstances& at) {
  if (route.policy.first_notification_delay == FirstNotificationDelay::ignore) return route.delay;
  return std::max(route.delay, at.interval_length * seen.first_notification_delay);
}

// UP, OK, or a state that is known and not worth an alert here.
inline bool may_clear(const Case& it) {
  const State state = it.seen.state;
  if (is_good(state)) return true;
  if (is_unclear(state) || in_alert_on(state, it.route)) return false;
  return it.seen.hard || it.policy.soft_states;
}

inline bool is_flapping(const Case& it) { return it.seen.flapping && it.policy.flapping == Flapping::hold; }

// In alert_on, or unclear: what a route may have to tell of, now or later.
inline bool is_problem_here(const Case& it) {
  return in_alert_on(it.seen.state, it.route) || is_unclear(it.seen.state);
}

inline bool is_in_downtime(const Case& it) { return it.seen.in_downtime || downtime_is_to_count(it); }

// After a crash the core comes back with the states it saved last.
inline bool is_fresh(const Case& it) {
  return it.report.told == Told::none || it.at.program == it.report.program ||
         it.seen.last_check > it.report.checked_at;
}

// By a fresh answer that is to be believed.
inline bool is_over(const Case& it) { return may_clear(it) && !is_flapping(it) && is_fresh(it); }

}  // namespace ilert_bridge
