#include "ilert-bridge/core/reconcile.hpp"

#include <algorithm>

#include "case.hpp"
#include "ilert-bridge/core/names.hpp"
#include "ilert-bridge/core/order.hpp"
#include "looked_at.hpp"

namespace ilert_bridge {
namespace {

constexpr Words<4> event_types{"ALERT", "ACCEPT", "RESOLVE", "COMMENT"};
constexpr Words<11> becauses{"verdict",        "worsened",     "state_changed", "ack_removed",
                             "ack_lost",       "ack_outlived", "ack_fell",      "ack_lapsed",
                             "remark_changed", "commented",    "flapping"};

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

// It was over, and is back before a look saw that: the check that the report rests on was followed by a good
// one. Or a look saw it, and none saw that it was over for as long as the route waits.
bool was_over(const Report& report, const Verdict& verdict, const Sighting& sighting, const Route& route,
              const Circumstances& at) {
  const Observation& seen = sighting.observation;
  const bool is_known = at.site_sure && sighting.presence == Presence::seen && seen.checked;
  const bool rests_on_a_check = report.told != Told::none && report.checked_at != Time{};
  if (!is_known || !rests_on_a_check || is_good(seen.state)) return false;
  if (verdict.shows == Shows::clear || stands_through_a_recovery(verdict)) return false;
  if (is_back_too_late(report, sighting, route, at)) return true;
  if (is_back_in_time(report, sighting, route, at)) return false;
  return seen.last_good > report.checked_at;
}

void rest(Turn& turn) { rest_on(turn.after(), turn.sighting, turn.route, turn.at); }

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
  after.outlived.reset();
  after.program = turn.at.program;
  after.told_at = turn.at.now;
  after.alert_worthy_since = turn.verdict.alert_worthy_since;
  rest(turn);
}

void reopen(Turn& turn, Because because) {
  tell(turn, EventType::resolve, because);
  alert(turn, because);
}

bool by_downtime(const Verdict& verdict) { return verdict.reason == Reason::downtime; }

// Of a problem that is there and is not to be told: in a downtime, that is.
void remain(Turn& turn, const Report& before) {
  Report& after = turn.after();
  if (delay_of(turn.sighting.observation, turn.route, turn.at) > Span{})
    after.alert_worthy_since = before.alert_worthy_since;
  after.in_downtime = before.in_downtime;
  if (after.in_downtime) after.remark = turn.sighting.observation.downtime;
}

void clear(Turn& turn) {
  // Whoever knows the problem knows it after its downtime, too.
  if (turn.report.told == Told::dismissed && by_downtime(turn.verdict)) return;
  if (turn.report.told == Told::open || turn.report.told == Told::accepted)
    tell(turn, EventType::resolve, Because::verdict);
  // Where its route has stopped matching it, it is nothing to come back to.
  const bool lasts = turn.at.routed && shows_a_problem(turn.sighting, turn.route, turn.at);
  const Report before = turn.after();
  turn.after() = {};
  if (lasts) remain(turn, before);
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
void alert_if_unheard(Turn& turn, Because because) {
  tell(turn, EventType::alert, because);
  turn.after().state = turn.verdict.state;
}

// By a person or by its time, or with a change of state: nobody is on it now.
void nobody_is_on_it(Turn& turn, Because because) {
  turn.after().outlived.reset();
  if (turn.route.policy.ack_removed == AckRemoved::reopen) return reopen(turn, because);
  if (pages_for_being_worse(turn)) return reopen(turn, Because::worsened);
  if (turn.route.policy.ack_removed == AckRemoved::comment) return comment(turn, because);
  if (turn.other_state()) still_alerting(turn);
  if (turn.step.tellings.empty()) alert_if_unheard(turn, because);
}

bool fell_with_its_state(const Turn& turn) {
  return turn.other_state() || turn.report.outlived || changed_unseen(turn.report, turn.sighting.observation);
}

void acknowledgement_gone(Turn& turn) {
  const bool restarted = turn.report.program != turn.at.program;
  turn.after().acceptance = Acceptance::lost;
  rest(turn);
  if (restarted) turn.after().outlived.reset();
  if (restarted)
    return pages_for_being_worse(turn) ? reopen(turn, Because::worsened) : comment(turn, Because::ack_lost);
  if (badness(turn.verdict.state) < badness(turn.report.state)) {
    turn.after().outlived = turn.report.state;
    return comment(turn, Because::ack_outlived);
  }
  nobody_is_on_it(turn, fell_with_its_state(turn) ? Because::ack_fell : Because::ack_removed);
}

// Of the better state people knew that nobody is on it any more.
bool is_as_bad_again(const Turn& turn) {
  return turn.report.outlived && badness(turn.verdict.state) >= badness(*turn.report.outlived);
}

// A normal acknowledgement falls with any recovery, and within resolve_delay it was none.
bool fell_within_resolve_delay(const Turn& turn) {
  return turn.report.over_since && rests_on_acknowledgement(turn.report);
}

void still_on_it(Turn& turn) {
  turn.after().acceptance = Acceptance::lost;
  comment(turn, Because::ack_lapsed);
}

void no_longer_accepted(Turn& turn) {
  if (fell_within_resolve_delay(turn))
    return pages_for_being_worse(turn) ? worsened(turn) : still_on_it(turn);
  switch (turn.report.acceptance) {
    case Acceptance::checkmk:
    case Acceptance::mirrored:
      return acknowledgement_gone(turn);
    case Acceptance::downtime:
      return reopen(turn, Because::verdict);
    case Acceptance::ilert:
      return turn.higher_priority() ? worsened(turn) : still_alerting(turn);
    case Acceptance::lost:
      if (is_as_bad_again(turn)) return nobody_is_on_it(turn, Because::ack_fell);
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

// Who waits for the next word must know why there is none.
void held(Turn& turn) {
  const bool has_begun =
      turn.verdict.reason == Reason::flapping && turn.report.kept_back_by != Reason::flapping;
  if (has_begun && is_open(turn.report)) tell(turn, EventType::comment, Because::flapping);
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
      held(turn);
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
  note_match(turn.after(), report, sighting, route, at);
  return std::move(turn.step);
}

}  // namespace

Step next_step(const Report& report, const Verdict& verdict, const Sighting& sighting, const Route& route,
               const Circumstances& at) {
  if (!was_over(report, verdict, sighting, route, at)) return step_of(report, verdict, sighting, route, at);
  const Report nothing;
  Step step = step_of(nothing, verdict_of(sighting, nothing, route, at), sighting, route, at);
  if (report.told != Told::dismissed)
    step.tellings.insert(step.tellings.begin(), {EventType::resolve, Because::verdict});
  return step;
}

}  // namespace ilert_bridge
