#include "looked_at.hpp"

#include <algorithm>

#include "case.hpp"
#include "ilert-bridge/core/order.hpp"

namespace ilert_bridge {
namespace {

// A server whose clock was set back has checked in its future, and no check could be newer than that. But one
// that was good then must not look newer than what the report rests on.
void no_later_than_its_server(Report& report, const Sighting& sighting, const Circumstances& at) {
  if (sighting.presence != Presence::seen) return;
  report.checked_at =
      std::min(report.checked_at, std::max(present_there(at), sighting.observation.last_good));
}

// Checkmk shows that a person accepted the alert in ilert.
bool mirrors(const Observation& seen, const Report& report) {
  return seen.acknowledged && report.told == Told::accepted && report.acceptance == Acceptance::ilert &&
         !is_overruled(seen.acknowledgement, report);
}

// Where a hold knows the state and says that it is not to be acted upon, an ALERT that ilert has not taken
// waits: a host that goes down stops those of its services at once. A hold for want of knowledge changes
// nothing about it, and of what is new to the route nothing waits yet.
bool is_held(const Report& report, const Verdict& verdict) {
  const bool lost = report.told == Told::accepted && report.acceptance == Acceptance::lost;
  if (verdict.shows != Shows::hold || !(report.told == Told::open || lost)) return false;
  switch (verdict.reason) {
    case Reason::downtime:
    case Reason::soft:
    case Reason::unclear_state:
    case Reason::flapping:
    case Reason::host_down:
    case Reason::after_downtime:
    case Reason::resolve_delay:
    case Reason::notifications_off:
    case Reason::time_period:
    case Reason::delay:
      return true;
    default:
      return report.held;
  }
}

// Another hold may come first meanwhile: to begin to flap is news once.
std::optional<Reason> kept_back_by(const Report& report, const Verdict& verdict, const Sighting& sighting,
                                   const Route& route, const Circumstances& at) {
  if (report.told == Told::dismissed) return {};
  if (!at.site_sure || sighting.presence != Presence::seen) return report.kept_back_by;
  const bool flaps = sighting.observation.flapping && route.policy.flapping == Flapping::hold;
  if (flaps && (report.kept_back_by == Reason::flapping || verdict.reason == Reason::flapping))
    return is_open(report) || shows_a_problem(sighting, route, at) ? std::optional{Reason::flapping}
                                                                   : std::nullopt;
  const bool is_silenced =
      verdict.reason == Reason::notifications_off || verdict.reason == Reason::time_period;
  return report.told == Told::none && is_silenced ? std::optional{verdict.reason} : std::nullopt;
}

void note_presence(Report& after, const Report& report, const Verdict& verdict, const Sighting& sighting,
                   const Circumstances& at) {
  if (at.site_sure && sighting.presence == Presence::absent && !report.is_blank()) {
    after.absence = absence_of(report, at);
    after.many_missing = verdict.reason == Reason::many_missing;
  }
  if (sighting.presence == Presence::seen || sighting.presence == Presence::not_visible) {
    after.absence.reset();
    after.many_missing = false;
  }
}

bool shows_no_acknowledgement(const Sighting& sighting, const Circumstances& at) {
  const Observation& seen = sighting.observation;
  return at.site_sure && sighting.presence == Presence::seen && seen.checked && !seen.acknowledged;
}

// The state changed, and no acknowledgement is seen any more: a normal one falls with any change.
bool fell_with_its_state(const Report& report, const Verdict& verdict, const Observation& seen) {
  return verdict.shows == Shows::hold && rests_on_acknowledgement(report) && !seen.acknowledged &&
         seen.hard && seen.state != report.state;
}

void note_acknowledgement(Report& after, const Report& report, const Verdict& verdict,
                          const Observation& seen, const Circumstances& at) {
  if (seen.acknowledged)
    after.outlived.reset();
  else if (fell_with_its_state(report, verdict, seen) && report.program == at.program && !after.outlived)
    after.outlived = report.state;
}

// What was told began then until its end is told, so that this says how long it lasted.
void note_beginning(Report& after, const Report& report, const Verdict& verdict, bool waits) {
  after.alert_worthy_since = verdict.alert_worthy_since;
  if (is_open(report)) {
    if (!after.alert_worthy_since) after.alert_worthy_since = report.alert_worthy_since;
  } else if (!waits) {
    after.alert_worthy_since.reset();
  }
}

// Of what is not told: whose downtime it is in, or was until just now.
void note_downtime(Report& after, const Sighting& sighting) {
  if (after.told != Told::none) return;
  const Observation& seen = sighting.observation;
  if (!after.in_downtime && !after.downtime_over_since)
    after.remark = {};
  else if (sighting.presence == Presence::seen && seen.in_downtime && !seen.downtime.empty())
    after.remark = seen.downtime;
}

}  // namespace

bool shows_a_problem(const Sighting& sighting, const Route& route, const Circumstances& at) {
  const Observation& seen = sighting.observation;
  if (!at.site_sure || sighting.presence != Presence::seen || !seen.checked) return false;
  return route.alert_on.contains(seen.state) || seen.state == State::unreachable ||
         seen.state == State::unknown;
}

void rest_on(Report& report, const Sighting& sighting, const Route& route, const Circumstances& at) {
  if (!shows_a_problem(sighting, route, at)) return;
  report.program = at.program;
  report.checked_at =
      std::max({report.checked_at, sighting.observation.last_check, sighting.observation.last_good});
  no_later_than_its_server(report, sighting, at);
}

bool stands_through_a_recovery(const Verdict& verdict) {
  return verdict.shows == Shows::accepted || verdict.reason == Reason::flapping ||
         verdict.reason == Reason::resolve_delay;
}

bool is_back_in_time(const Report& report, const Sighting& sighting, const Route& route,
                     const Circumstances& at) {
  if (!report.over_since || !shows_a_problem(sighting, route, at)) return false;
  const Observation& seen = sighting.observation;
  return on_our_clock(seen.last_state_change, at) < *report.over_since + route.resolve_delay;
}

bool is_back_too_late(const Report& report, const Sighting& sighting, const Route& route,
                      const Circumstances& at) {
  return report.over_since && shows_a_problem(sighting, route, at) &&
         !is_back_in_time(report, sighting, route, at);
}

bool rests_on_acknowledgement(const Report& report) {
  return report.told == Told::accepted &&
         (report.acceptance == Acceptance::checkmk || report.acceptance == Acceptance::mirrored);
}

bool came_from_ilert(const Report& report) {
  return report.acceptance == Acceptance::ilert || report.acceptance == Acceptance::mirrored;
}

bool is_overruled(const Remark& acknowledgement, const Report& report) {
  return !report.overruled.empty() && (acknowledgement.empty() || acknowledgement == report.overruled);
}

void note_match(Report& after, const Report& report, const Sighting& sighting, const Route& route,
                const Circumstances& at) {
  if (after.told == Told::none || !at.site_sure || sighting.presence != Presence::seen) return;
  if (at.routed) {
    after.matched_by = route.rules;
    after.unmatched.reset();
    after.many_unrouted = false;
  } else if (stopped_matching(report, route, at)) {
    after.unmatched = mismatch_of(report, at);
    after.many_unrouted = is_held_unrouted(report, route, at);
  }
}

bool changed_unseen(const Report& report, const Observation& seen) {
  return seen.last_state_change > report.checked_at + std::chrono::minutes{1};
}

Report looked_at(const Report& report, const Verdict& verdict, const Sighting& sighting, const Route& route,
                 const Circumstances& at) {
  Report after = report;
  after.held = is_held(report, verdict);
  if (report.told != Told::none &&
      (stands_through_a_recovery(verdict) || is_back_in_time(report, sighting, route, at)))
    after.checked_at = std::max(after.checked_at, sighting.observation.last_good);
  note_beginning(after, report, verdict, delay_of(sighting.observation, route, at) > Span{});
  after.host_return = verdict.host_return;
  after.over_since = verdict.over_since;
  after.in_downtime = verdict.in_downtime;
  after.downtime_over_since = verdict.downtime_over_since;
  after.kept_back_by = kept_back_by(report, verdict, sighting, route, at);
  note_downtime(after, sighting);
  note_presence(after, report, verdict, sighting, at);
  if (at.site_sure && report.told != Told::none) no_later_than_its_server(after, sighting, at);
  if (shows_no_acknowledgement(sighting, at)) after.overruled = {};
  if (report.told == Told::none || !shows_a_problem(sighting, route, at)) return after;
  note_acknowledgement(after, report, verdict, sighting.observation, at);
  if (mirrors(sighting.observation, report)) {
    after.acceptance = Acceptance::mirrored;
    rest_on(after, sighting, route, at);
  }
  const bool agrees = sighting.observation.acknowledged || !rests_on_acknowledgement(report);
  const bool anew = report.program != at.program ||
                    (sighting.observation.acknowledged && changed_unseen(report, sighting.observation));
  if (agrees && anew) rest_on(after, sighting, route, at);
  return after;
}

}  // namespace ilert_bridge
