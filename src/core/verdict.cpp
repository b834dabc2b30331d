#include "ilert-bridge/core/verdict.hpp"

#include <algorithm>

#include "ilert-bridge/core/names.hpp"

namespace ilert_bridge {
namespace {

constexpr Words<4> all_shows{"hold", "clear", "alerting", "accepted"};
constexpr Words<21> reasons{
    "site_unsure", "pending",           "removed",   "missing",         "many_missing",
    "not_visible", "unrouted",          "recovered", "below_threshold", "unclear_state",
    "downtime",    "not_fresh",         "soft",      "acknowledged",    "flapping",
    "host_down",   "notifications_off", "delay",     "problem",         "own",
    "imported"};

// What a rule looks at.
struct Case {
  const Sighting& sighting;
  const Observation& seen;
  const Report& report;
  const Route& route;
  const Policy& policy;
  const Circumstances& at;
  std::optional<Time> alert_worthy_since;
};

using Ruling = std::optional<Verdict>;

Ruling ruling(Shows shows, Reason reason) {
  Ruling ruling{std::in_place};
  ruling->shows = shows;
  ruling->reason = reason;
  return ruling;
}

Ruling hold(Reason reason, std::optional<Time> due = {}) {
  Ruling held = ruling(Shows::hold, reason);
  held->due = due;
  return held;
}

Ruling clear(Reason reason) { return ruling(Shows::clear, reason); }

Ruling accepted(Reason reason, const Remark& by) {
  Ruling accepted = ruling(Shows::accepted, reason);
  accepted->remark = by;
  return accepted;
}

// What of the site's own clock says when, on ours; a difference that cannot be right never leads into the
// future.
Time on_our_clock(Time server, const Circumstances& at) { return std::min(server - at.clock_ahead, at.now); }

bool is_unclear(State state) { return state == State::unreachable || state == State::unknown; }
bool in_alert_on(State state, const Route& route) { return route.alert_on.contains(state); }
bool is_open(const Report& report) { return report.told == Told::open || report.told == Told::accepted; }

// UP, OK, or a state that is known and not worth an alert here.
bool may_clear(const Case& it) {
  const State state = it.seen.state;
  if (is_good(state)) return true;
  if (is_unclear(state) || in_alert_on(state, it.route)) return false;
  return it.seen.hard || it.policy.soft_states;
}

bool is_flapping(const Case& it) { return it.seen.flapping && it.policy.flapping == Flapping::hold; }

// After a crash the core comes back with the states it saved last.
bool is_fresh(const Case& it) {
  return it.report.told == Told::none || it.at.program == it.report.program ||
         it.seen.last_check > it.report.checked_at;
}

// The later of both columns: the hard change is set last, and may be an old one in the instant of a change.
Time problem_began(const Case& it) {
  const Time change = it.policy.soft_states
                          ? it.seen.last_state_change
                          : std::max(it.seen.last_state_change, it.seen.last_hard_state_change);
  return change == Time{} ? it.at.now : on_our_clock(change, it.at);
}

// Where nobody knows the state, what is remembered stays.
std::optional<Time> alert_worthy_since(const Case& it) {
  const std::optional<Time>& kept = it.report.alert_worthy_since;
  if (!it.at.site_sure || it.sighting.presence != Presence::seen || !it.seen.checked) return kept;
  const State state = effective_state(it.seen, it.policy);
  if (in_alert_on(state, it.route)) return std::min(kept.value_or(problem_began(it)), it.at.now);
  const bool may_be_old = may_clear(it) && !is_fresh(it);
  return is_unclear(state) || may_be_old ? kept : std::nullopt;
}

Ruling site_unsure(const Case& it) {
  if (it.at.site_sure && it.sighting.presence != Presence::unknown) return {};
  return hold(Reason::site_unsure);
}

Ruling pending(const Case& it) {
  if (it.sighting.presence != Presence::seen || it.seen.checked) return {};
  return hold(Reason::pending);
}

// What nobody was told of needs no keeping.
Ruling removed(const Case& it) {
  if (it.sighting.presence != Presence::absent) return {};
  const bool keep = it.policy.removed_object == RemovedObject::keep && it.report.told != Told::none;
  if (it.at.many_missing && !keep) return hold(Reason::many_missing);
  const Time due = absence_of(it.report, it.at).since + absence_confirmed_after;
  if (it.at.now < due) return hold(Reason::missing, due);
  return keep ? hold(Reason::removed) : clear(Reason::removed);
}

Ruling not_visible(const Case& it) {
  if (it.sighting.presence != Presence::not_visible) return {};
  return hold(Reason::not_visible);
}

Ruling unrouted(const Case& it) {
  if (it.at.routed) return {};
  return clear(Reason::unrouted);
}

Ruling recovered(const Case& it) {
  if (!is_good(it.seen.state) || is_flapping(it) || !is_fresh(it)) return {};
  return clear(Reason::recovered);
}

Ruling below_threshold(const Case& it) {
  if (is_good(it.seen.state) || !may_clear(it) || is_flapping(it) || !is_fresh(it)) return {};
  return clear(Reason::below_threshold);
}

Ruling unclear_state(const Case& it) {
  if (!is_unclear(it.seen.state) || in_alert_on(it.seen.state, it.route)) return {};
  return hold(Reason::unclear_state);
}

Ruling downtime(const Case& it) {
  if (!it.seen.in_downtime) return {};
  switch (it.policy.downtime) {
    case Downtime::resolve:
      return clear(Reason::downtime);
    case Downtime::accept:
      return accepted(Reason::downtime, it.seen.downtime);
    case Downtime::keep:
      return hold(Reason::downtime);
    case Downtime::alert:
      break;
  }
  return {};
}

Ruling not_fresh(const Case& it) {
  if (!may_clear(it) || is_fresh(it)) return {};
  return hold(Reason::not_fresh);
}

Ruling soft(const Case& it) {
  if (it.seen.hard || is_good(it.seen.state) || it.policy.soft_states) return {};
  return hold(Reason::soft);
}

Ruling acknowledged(const Case& it) {
  if (!it.seen.acknowledged || is_good(it.seen.state)) return {};
  return accepted(Reason::acknowledged, it.seen.acknowledgement);
}

Ruling flapping(const Case& it) {
  if (!is_flapping(it)) return {};
  return hold(Reason::flapping);
}

bool hides_with_host(const Case& it) {
  return it.policy.host_down_hides_services && it.at.route_takes_host && it.sighting.subject.is_service() &&
         it.seen.host_checked;
}

// Right after the host's return its services still show what they were when it was down.
Ruling host_down(const Case& it) {
  if (!hides_with_host(it)) return {};
  if (it.seen.host_state != State::up) return hold(Reason::host_down);
  if (it.seen.last_check >= it.seen.host_last_state_change) return {};
  const Time due = on_our_clock(it.seen.host_last_state_change, it.at) + host_return_grace;
  return it.at.now < due ? hold(Reason::host_down, due) : std::nullopt;
}

Ruling notifications_off(const Case& it) {
  if (it.policy.notifications_disabled == NotificationsDisabled::alert) return {};
  if (it.at.notifications_enabled && it.seen.notifications_enabled && it.seen.in_notification_period)
    return {};
  return hold(Reason::notifications_off);
}

Ruling delay(const Case& it) {
  if (is_open(it.report) || !it.alert_worthy_since) return {};
  const Time due = *it.alert_worthy_since + it.route.delay;
  return it.at.now < due ? hold(Reason::delay, due) : std::nullopt;
}

Ruling problem(const Case&) { return ruling(Shows::alerting, Reason::problem); }

using Rule = Ruling (*)(const Case&);
constexpr Rule rules[] = {site_unsure, pending,         removed,       not_visible, unrouted,
                          recovered,   below_threshold, unclear_state, downtime,    not_fresh,
                          soft,        acknowledged,    flapping,      host_down,   notifications_off,
                          delay,       problem};

Ruling first_that_fits(const Case& it) {
  for (const Rule rule : rules)
    if (Ruling ruling = rule(it)) return ruling;
  return problem(it);
}

// A better state that is not believed does not change what a downtime or an acknowledgement speaks of.
State state_spoken_of(const Case& it, Shows shows) {
  if (it.sighting.presence != Presence::seen) return it.report.state;
  return shows == Shows::accepted && may_clear(it) ? it.report.state : it.seen.state;
}

bool is_no_longer_ours(Reason reason) { return reason == Reason::removed || reason == Reason::unrouted; }

}  // namespace

std::string_view name(Shows shows) { return name_in(all_shows, shows); }
std::string_view name(Reason reason) { return name_in(reasons, reason); }
std::optional<Reason> reason_named(std::string_view name) { return named_in<Reason>(reasons, name); }

State hard_state(const Observation& observation) {
  return observation.hard || is_good(observation.state) ? observation.state : observation.last_hard_state;
}

State effective_state(const Observation& observation, const Policy& policy) {
  return policy.soft_states ? observation.state : hard_state(observation);
}

Absence absence_of(const Report& report, const Circumstances& at) {
  const std::optional<Absence>& kept = report.absence;
  return kept && kept->program == at.program && kept->since <= at.now ? *kept : Absence{at.now, at.program};
}

Verdict verdict_of(const Sighting& sighting, const Report& report, const Route& route,
                   const Circumstances& at) {
  Case it{sighting, sighting.observation, report, route, route.policy, at, {}};
  it.alert_worthy_since = alert_worthy_since(it);
  Verdict verdict = *first_that_fits(it);
  verdict.state = state_spoken_of(it, verdict.shows);
  verdict.priority = route.priority_of(verdict.state);
  if (!is_no_longer_ours(verdict.reason)) verdict.alert_worthy_since = it.alert_worthy_since;
  return verdict;
}

}  // namespace ilert_bridge
