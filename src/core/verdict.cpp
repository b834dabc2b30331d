#include "ilert-bridge/core/verdict.hpp"

#include <algorithm>

#include "ilert-bridge/core/names.hpp"
#include "rules.hpp"

namespace ilert_bridge {
namespace {

constexpr Words<4> all_shows{"hold", "clear", "alerting", "accepted"};
constexpr Words<26> reasons{"site_unsure",    "pending",
                            "removed",        "missing",
                            "many_missing",   "not_visible",
                            "unrouted",       "many_unrouted",
                            "recovered",      "below_threshold",
                            "resolve_delay",  "downtime",
                            "not_fresh",      "soft",
                            "acknowledged",   "unclear_state",
                            "flapping",       "host_down",
                            "after_downtime", "notifications_off",
                            "time_period",    "delay",
                            "problem",        "own",
                            "imported",       "missed"};

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

// Remembered from when it was seen first: the server's clock may be set back while it counts. What lies in
// the server's future and is not remembered was told by a clock that was set back since: it is no return, or
// each problem of the host would see it anew until the clock has passed it.
std::optional<HostReturn> host_return(const Case& it) {
  const std::optional<HostReturn>& kept = it.report.host_return;
  if (!it.at.site_sure || it.sighting.presence != Presence::seen || !it.seen.checked) return kept;
  const Time change = it.seen.host_last_state_change;
  const bool is_back = it.seen.host_state == State::up && it.seen.last_check < change;
  if (!is_back || is_good(it.seen.state) || !hides_with_host(it)) return std::nullopt;
  if (kept && kept->change == change) return HostReturn{change, std::min(kept->since, it.at.now)};
  if (is_to_come(change, it.at)) return std::nullopt;
  return HostReturn{change, on_our_clock(change, it.at)};
}

bool is_known(const Case& it) {
  return it.at.site_sure && it.sighting.presence == Presence::seen && it.seen.checked;
}

// Since the look that showed it, or since the server's column says so where nobody looked then. A problem
// that is not confirmed yet has not ended that.
std::optional<Time> over_since(const Case& it) {
  if (it.route.resolve_delay == Span{} || it.report.told == Told::none) return {};
  const bool is_confirmed = it.seen.hard || it.policy.soft_states;
  if (!is_known(it) || (!is_over(it) && !is_confirmed)) return it.report.over_since;
  if (!is_over(it)) return {};
  return std::min(it.report.over_since.value_or(on_our_clock(it.seen.last_state_change, it.at)), it.at.now);
}

// Only where downtimes count: its end is no news elsewhere.
bool in_downtime(const Case& it) {
  if (it.policy.downtime == Downtime::alert) return false;
  return is_known(it) ? is_in_downtime(it) && is_problem_here(it) : it.report.in_downtime;
}

// A check counts that began later, by the server's clock.
std::optional<Time> downtime_over_since(const Case& it) {
  const std::optional<Time>& kept = it.report.downtime_over_since;
  if (it.policy.after_downtime == AfterDowntime::at_once || it.policy.downtime == Downtime::alert) return {};
  if (!is_known(it)) return kept;
  if (is_in_downtime(it) || !is_problem_here(it)) return {};
  if (!kept && !it.report.in_downtime) return {};
  const Time since = std::min(kept.value_or(it.at.now), it.at.now);
  return on_our_clock(it.seen.last_check, it.at) > since ? std::nullopt : std::optional{since};
}

// A mismatch that waits to be believed is looked at again then, whatever else is decided.
std::optional<Time> due_besides(const Case& it) {
  const bool waits = it.sighting.presence == Presence::seen && it.at.site_sure &&
                     stopped_matching(it.report, it.route, it.at) &&
                     !is_held_unrouted(it.report, it.route, it.at);
  const Time due = mismatch_believed_at(it.report, it.at);
  return waits && it.at.now < due ? std::optional{due} : std::nullopt;
}

Ruling first_that_fits(const Case& it) {
  for (const Rule& rule : rules)
    if (Ruling ruling = rule.decide(it)) return ruling;
  return rules.back().decide(it);
}

// A better state that is not believed does not change what a downtime or an acknowledgement speaks of.
State state_spoken_of(const Case& it, Shows shows) {
  if (it.sighting.presence != Presence::seen) return it.report.state;
  return shows == Shows::accepted && may_clear(it) ? it.report.state : it.seen.state;
}

Absence going_on(const std::optional<Absence>& kept, const Circumstances& at) {
  return kept && kept->program == at.program && kept->since <= at.now ? *kept : Absence{at.now, at.program};
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

Absence absence_of(const Report& report, const Circumstances& at) { return going_on(report.absence, at); }
Absence mismatch_of(const Report& report, const Circumstances& at) { return going_on(report.unmatched, at); }

Case case_of(const Sighting& sighting, const Report& report, const Route& route, const Circumstances& at) {
  Case it{sighting, sighting.observation, report, route, route.policy, at, {}, {}, {}, {}};
  it.alert_worthy_since = alert_worthy_since(it);
  it.host_return = host_return(it);
  it.over_since = over_since(it);
  it.downtime_over_since = downtime_over_since(it);
  return it;
}

Verdict verdict_of(const Sighting& sighting, const Report& report, const Route& route,
                   const Circumstances& at) {
  const Case it = case_of(sighting, report, route, at);
  Verdict verdict = *first_that_fits(it);
  verdict.state = state_spoken_of(it, verdict.shows);
  verdict.priority = route.priority_of(verdict.state, sighting.subject, sighting.observation.attributes);
  if (is_no_longer_ours(verdict.reason)) return verdict;
  verdict.alert_worthy_since = it.alert_worthy_since;
  verdict.host_return = it.host_return;
  verdict.over_since = it.over_since;
  verdict.in_downtime = in_downtime(it);
  verdict.downtime_over_since = it.downtime_over_since;
  if (const auto due = due_besides(it)) verdict.due = std::min(verdict.due.value_or(*due), *due);
  return verdict;
}

}  // namespace ilert_bridge
