// The rules in their order. Why any of them is as it is: ilert-bridge-events(7).
#include "rules.hpp"

namespace ilert_bridge {
namespace {

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

Ruling site_unsure(const Case& it) {
  if (it.at.site_sure && it.sighting.presence != Presence::unknown) return {};
  return hold(Reason::site_unsure);
}

Ruling pending(const Case& it) {
  if (it.sighting.presence != Presence::seen || it.seen.checked) return {};
  return hold(Reason::pending);
}

// What ilert does not show needs no keeping.
Ruling removed(const Case& it) {
  if (it.sighting.presence != Presence::absent) return {};
  const bool keep = outlives_its_object(it.report, it.policy);
  const bool of_many = it.report.many_missing || (it.at.many_missing && it.report.told != Told::none);
  if (of_many && !keep) return hold(Reason::many_missing);
  const Time due = absence_of(it.report, it.at).since + absence_confirmed_after;
  if (it.at.now < due) return hold(Reason::missing, due);
  return keep ? hold(Reason::removed) : clear(Reason::removed);
}

Ruling not_visible(const Case& it) {
  if (it.sighting.presence != Presence::not_visible) return {};
  return hold(Reason::not_visible);
}

Ruling unrouted(const Case& it) {
  if (counts_as_matched(it.report, it.route, it.at)) return {};
  return clear(Reason::unrouted);
}

// Back within the route's resolve_delay, it is the same problem.
Ruling over(const Case& it, Reason reason) {
  if (!it.over_since) return clear(reason);
  const Time due = *it.over_since + it.route.resolve_delay;
  return it.at.now < due ? hold(Reason::resolve_delay, due) : clear(reason);
}

Ruling recovered(const Case& it) {
  if (!is_good(it.seen.state) || !is_over(it)) return {};
  return over(it, Reason::recovered);
}

Ruling below_threshold(const Case& it) {
  if (is_good(it.seen.state) || !is_over(it)) return {};
  return over(it, Reason::below_threshold);
}

Ruling unclear_state(const Case& it) {
  if (!is_unclear(it.seen.state) || in_alert_on(it.seen.state, it.route)) return {};
  return hold(Reason::unclear_state);
}

Ruling downtime(const Case& it) {
  if (downtime_is_to_count(it)) return hold(Reason::downtime);
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

// Right after the host's return its services still show what they were when it was down.
Ruling host_down(const Case& it) {
  if (!hides_with_host(it)) return {};
  if (it.seen.host_state != State::up) return hold(Reason::host_down);
  if (!it.host_return) return {};
  const Time due = it.host_return->since + host_return_grace;
  return it.at.now < due ? hold(Reason::host_down, due) : std::nullopt;
}

// What is left of a maintenance is no news until it was checked.
Ruling after_downtime(const Case& it) {
  if (!it.downtime_over_since) return {};
  const Time due = *it.downtime_over_since + downtime_grace;
  return it.at.now < due ? hold(Reason::after_downtime, due) : std::nullopt;
}

Ruling notifications_off(const Case& it) {
  if (it.policy.notifications_disabled == NotificationsDisabled::alert) return {};
  if (it.at.notifications_enabled && it.seen.notifications_enabled && it.seen.in_notification_period)
    return {};
  return hold(Reason::notifications_off);
}

Ruling time_period(const Case& it) {
  if (it.route.time_period.empty() || it.at.in_time_period) return {};
  return hold(Reason::time_period);
}

Ruling delay(const Case& it) {
  if (is_open(it.report) || !it.alert_worthy_since) return {};
  const Time due = *it.alert_worthy_since + delay_of(it.seen, it.route, it.at);
  return it.at.now < due ? hold(Reason::delay, due) : std::nullopt;
}

Ruling problem(const Case& it) {
  const bool of_many = is_held_unrouted(it.report, it.route, it.at);
  return ruling(Shows::alerting, of_many ? Reason::many_unrouted : Reason::problem);
}

}  // namespace

const std::array<Rule, 19> rules{{
    {Reason::site_unsure, site_unsure, values_of::site_unsure},
    {Reason::pending, pending, values_of::pending},
    {Reason::removed, removed, values_of::removed},
    {Reason::not_visible, not_visible, values_of::not_visible},
    {Reason::unrouted, unrouted, values_of::unrouted},
    {Reason::recovered, recovered, values_of::recovered},
    {Reason::below_threshold, below_threshold, values_of::below_threshold},
    {Reason::downtime, downtime, values_of::downtime},
    {Reason::not_fresh, not_fresh, values_of::not_fresh},
    {Reason::soft, soft, values_of::soft},
    {Reason::acknowledged, acknowledged, values_of::acknowledged},
    {Reason::unclear_state, unclear_state, values_of::unclear_state},
    {Reason::flapping, flapping, values_of::flapping},
    {Reason::host_down, host_down, values_of::host_down},
    {Reason::after_downtime, after_downtime, values_of::after_downtime},
    {Reason::notifications_off, notifications_off, values_of::notifications_off},
    {Reason::time_period, time_period, values_of::time_period},
    {Reason::delay, delay, values_of::delay},
    {Reason::problem, problem, values_of::problem},
}};

}  // namespace ilert_bridge
