#include "ilert-bridge/core/reconcile.hpp"

#include <algorithm>

#include "ilert-bridge/core/names.hpp"
#include "ilert-bridge/core/order.hpp"

namespace ilert_bridge {
namespace {

constexpr Words<4> event_types{"ALERT", "ACCEPT", "RESOLVE", "COMMENT"};
constexpr Words<8> becauses{"verdict",  "worsened",     "state_changed",  "ack_removed",
                            "ack_lost", "ack_outlived", "remark_changed", "commented"};

// One report's turn: what it was, what should be shown, and the step as it grows.
struct Turn {
  const Report& report;
  const Verdict& verdict;
  const Sighting& sighting;
  const Route& route;
  const Circumstances& at;
  Step step;

  Report& after() { return step.after; }
  bool other_state() const { return verdict.state != report.state; }
  bool higher_priority() const { return verdict.priority > report.priority; }
  // Not by a configuration that gives its state another priority.
  bool rose() const { return higher_priority() && other_state(); }
};

bool shows_a_problem(const Sighting& sighting, const Route& route, const Circumstances& at) {
  const Observation& seen = sighting.observation;
  if (!at.site_sure || sighting.presence != Presence::seen || !seen.checked) return false;
  return route.alert_on.contains(seen.state) || seen.state == State::unreachable ||
         seen.state == State::unknown;
}

// Only a problem in sight is something to rest on: a better state that was not believed must stay unbelieved.
void rest_on(Report& report, const Sighting& sighting, const Route& route, const Circumstances& at) {
  if (!shows_a_problem(sighting, route, at)) return;
  report.program = at.program;
  report.checked_at =
      std::max({report.checked_at, sighting.observation.last_check, sighting.observation.last_good});
}

// It was over, and is back before a look saw that: the check that the report rests on was followed by a good
// one. Somebody who is on it knows, and what flaps is one problem.
bool stands_through_a_recovery(const Verdict& verdict) {
  return verdict.shows == Shows::accepted || verdict.reason == Reason::flapping;
}
bool was_over(const Report& report, const Verdict& verdict, const Sighting& sighting,
              const Circumstances& at) {
  const Observation& seen = sighting.observation;
  const bool is_known = at.site_sure && sighting.presence == Presence::seen && seen.checked;
  const bool rests_on_a_check = report.told != Told::none && report.checked_at != Time{};
  if (!is_known || !rests_on_a_check || is_good(seen.state)) return false;
  if (verdict.shows == Shows::clear || stands_through_a_recovery(verdict)) return false;
  return seen.last_good > report.checked_at;
}

void rest(Turn& turn) { rest_on(turn.after(), turn.sighting, turn.route, turn.at); }

bool rests_on_acknowledgement(const Report& report) {
  return report.told == Told::accepted &&
         (report.acceptance == Acceptance::checkmk || report.acceptance == Acceptance::mirrored);
}

bool came_from_ilert(const Report& report) {
  return report.acceptance == Acceptance::ilert || report.acceptance == Acceptance::mirrored;
}

// One that was overruled, or that cannot be told from it, accepts nothing.
bool is_overruled(const Remark& acknowledgement, const Report& report) {
  return !report.overruled.empty() && (acknowledgement.empty() || acknowledgement == report.overruled);
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
    case Reason::notifications_off:
    case Reason::delay:
      return true;
    default:
      return report.held;
  }
}

// What a look leaves in the report, whatever its verdict.
Report looked_at(const Report& report, const Verdict& verdict, const Sighting& sighting, const Route& route,
                 const Circumstances& at) {
  Report after = report;
  after.held = is_held(report, verdict);
  if (report.told != Told::none && stands_through_a_recovery(verdict))
    after.checked_at = std::max(after.checked_at, sighting.observation.last_good);
  after.alert_worthy_since = route.delay > Span{} ? verdict.alert_worthy_since : std::nullopt;
  if (at.site_sure && sighting.presence == Presence::absent && !report.is_blank())
    after.absence = absence_of(report, at);
  if (sighting.presence == Presence::seen || sighting.presence == Presence::not_visible)
    after.absence.reset();
  if (report.told == Told::none || !shows_a_problem(sighting, route, at)) return after;
  if (!sighting.observation.acknowledged) after.overruled = {};
  if (mirrors(sighting.observation, report)) {
    after.acceptance = Acceptance::mirrored;
    rest_on(after, sighting, route, at);
  }
  const bool agrees = sighting.observation.acknowledged || !rests_on_acknowledgement(report);
  if (agrees && report.program != at.program) rest_on(after, sighting, route, at);
  return after;
}

void tell(Turn& turn, EventType type, Because because) { turn.step.tellings.push_back({type, because}); }

void comment(Turn& turn, Because because) {
  tell(turn, EventType::comment, because);
  turn.after().state = turn.verdict.state;
  rest(turn);
}

void alert(Turn& turn, Because because) {
  tell(turn, EventType::alert, because);
  Report& after = turn.after();
  after.told = Told::open;
  after.state = turn.verdict.state;
  after.priority = turn.verdict.priority;
  after.acceptance = {};
  after.remark = {};
  after.program = turn.at.program;
  after.told_at = turn.at.now;
  rest(turn);
}

void reopen(Turn& turn, Because because) {
  tell(turn, EventType::resolve, because);
  alert(turn, because);
}

bool by_downtime(const Verdict& verdict) { return verdict.reason == Reason::downtime; }

void clear(Turn& turn) {
  // Whoever knows the problem knows it after its downtime, too.
  if (turn.report.told == Told::dismissed && by_downtime(turn.verdict)) return;
  if (turn.report.told == Told::open || turn.report.told == Told::accepted)
    tell(turn, EventType::resolve, Because::verdict);
  const bool lasts = shows_a_problem(turn.sighting, turn.route, turn.at);  // in a downtime, that is
  const auto since = lasts ? turn.after().alert_worthy_since : std::nullopt;
  turn.after() = {};
  turn.after().alert_worthy_since = since;
}

void worsened(Turn& turn) {
  switch (turn.route.policy.worsened) {
    case Worsened::reopen:
      return reopen(turn, Because::worsened);
    case Worsened::comment:
      if (turn.other_state()) comment(turn, Because::worsened);
      return;
    case Worsened::ignore:
      turn.after().state = turn.verdict.state;
  }
}

void still_alerting(Turn& turn) {
  if (turn.rose()) return worsened(turn);
  if (turn.other_state()) comment(turn, Because::state_changed);
}

// Nobody was called for it, or said that it may end without a word: of worse than that nobody knows.
void dismissed(Turn& turn) {
  if (turn.rose()) alert(turn, Because::worsened);
}

// Worse than what was acknowledged: that pages again for its own sake.
bool pages_for_being_worse(const Turn& turn) {
  return turn.route.policy.worsened == Worsened::reopen && turn.higher_priority() &&
         badness(turn.verdict.state) > badness(turn.report.state);
}

// Where ilert knows the problem there is nothing to tell, and an ALERT of what it shows already is superseded
// before it leaves. Where it does not, for the problem was acknowledged before ilert could be told, nobody is
// on it now: then this ALERT is the page.
void alert_if_unheard(Turn& turn) {
  tell(turn, EventType::alert, Because::ack_removed);
  turn.after().state = turn.verdict.state;
}

void acknowledgement_taken_back(Turn& turn) {
  if (turn.route.policy.ack_removed == AckRemoved::reopen) return reopen(turn, Because::ack_removed);
  if (pages_for_being_worse(turn)) return reopen(turn, Because::worsened);
  if (turn.route.policy.ack_removed == AckRemoved::comment) return comment(turn, Because::ack_removed);
  if (turn.other_state()) still_alerting(turn);
  if (turn.step.tellings.empty()) alert_if_unheard(turn);
}

void acknowledgement_gone(Turn& turn) {
  const bool restarted = turn.report.program != turn.at.program;
  turn.after().acceptance = Acceptance::lost;
  rest(turn);
  if (restarted)
    return pages_for_being_worse(turn) ? reopen(turn, Because::worsened) : comment(turn, Because::ack_lost);
  if (badness(turn.verdict.state) < badness(turn.report.state)) return comment(turn, Because::ack_outlived);
  acknowledgement_taken_back(turn);
}

void no_longer_accepted(Turn& turn) {
  switch (turn.report.acceptance) {
    case Acceptance::checkmk:
    case Acceptance::mirrored:
      return acknowledgement_gone(turn);
    case Acceptance::downtime:
      return reopen(turn, Because::verdict);
    case Acceptance::ilert:
      return turn.higher_priority() ? worsened(turn) : still_alerting(turn);
    case Acceptance::lost:
      // Of the state that was told, people knew when it was still acknowledged.
      if (turn.other_state()) still_alerting(turn);
  }
}

void alerting(Turn& turn) {
  switch (turn.report.told) {
    case Told::none:
      return alert(turn, Because::verdict);
    case Told::open:
      return still_alerting(turn);
    case Told::accepted:
      return no_longer_accepted(turn);
    case Told::dismissed:
      return dismissed(turn);
  }
}

void rest_acceptance_on(Turn& turn) {
  Report& after = turn.after();
  after.acceptance = by_downtime(turn.verdict) ? Acceptance::downtime : Acceptance::checkmk;
}

bool is_overruled(const Turn& turn) {
  return !by_downtime(turn.verdict) && is_overruled(turn.verdict.remark, turn.report);
}

void accept(Turn& turn) {
  tell(turn, EventType::accept, Because::verdict);
  Report& after = turn.after();
  after.told = Told::accepted;
  after.state = turn.verdict.state;
  after.remark = turn.verdict.remark;
  if (!by_downtime(turn.verdict)) after.overruled = {};
  after.told_at = turn.at.now;
  rest_acceptance_on(turn);
  rest(turn);
}

void overrule(Turn& turn) {
  const Remark& remark = turn.verdict.remark;
  reopen(turn, Because::worsened);
  turn.after().overruled = remark.empty() ? unread_remark : remark;
}

void comment_on_state(Turn& turn, bool from_ilert) {
  if (!turn.other_state()) return;
  if (!turn.higher_priority()) return comment(turn, Because::state_changed);
  if (from_ilert && turn.route.policy.worsened == Worsened::ignore) {
    turn.after().state = turn.verdict.state;
    return;
  }
  comment(turn, Because::worsened);
}

void comment_on_remark(Turn& turn) {
  const Remark& remark = turn.verdict.remark;
  if (remark.empty() || remark == turn.report.remark) return;
  // What was written to Checkmk for a person in ilert is no news there.
  const bool echo = came_from_ilert(turn.report) && is_same_remark(remark, turn.report.remark);
  if (!echo) comment(turn, Because::remark_changed);
  turn.after().remark = remark;
}

// A downtime covers a worse state too: whoever set it knew that anything may happen.
void still_accepted(Turn& turn) {
  const bool from_ilert = came_from_ilert(turn.report) && !by_downtime(turn.verdict);
  if (from_ilert && turn.higher_priority() && turn.route.policy.worsened == Worsened::reopen)
    return overrule(turn);
  comment_on_state(turn, from_ilert);
  comment_on_remark(turn);
  if (!came_from_ilert(turn.report)) rest_acceptance_on(turn);
  if (turn.after().program != turn.at.program) rest(turn);
}

void accepted(Turn& turn) {
  if (is_overruled(turn)) return alerting(turn);
  if (turn.report.told == Told::accepted) return still_accepted(turn);
  if (turn.report.told == Told::open) accept(turn);
}

}  // namespace

std::string_view name(EventType type) { return name_in(event_types, type); }
std::optional<EventType> event_type_named(std::string_view name) {
  return named_in<EventType>(event_types, name);
}

std::string_view name(Because because) { return name_in(becauses, because); }
std::optional<Because> because_named(std::string_view name) { return named_in<Because>(becauses, name); }

namespace {

Step step_of(const Report& report, const Verdict& verdict, const Sighting& sighting, const Route& route,
             const Circumstances& at) {
  Turn turn{report, verdict, sighting, route, at, {{}, looked_at(report, verdict, sighting, route, at)}};
  switch (verdict.shows) {
    case Shows::hold:
      break;
    case Shows::clear:
      clear(turn);
      break;
    case Shows::alerting:
      alerting(turn);
      break;
    case Shows::accepted:
      accepted(turn);
      break;
  }
  return std::move(turn.step);
}

}  // namespace

Step next_step(const Report& report, const Verdict& verdict, const Sighting& sighting, const Route& route,
               const Circumstances& at) {
  if (!was_over(report, verdict, sighting, at)) return step_of(report, verdict, sighting, route, at);
  const Report nothing;
  Step step = step_of(nothing, verdict_of(sighting, nothing, route, at), sighting, route, at);
  if (report.told != Told::dismissed)
    step.tellings.insert(step.tellings.begin(), {EventType::resolve, Because::verdict});
  return step;
}

}  // namespace ilert_bridge
