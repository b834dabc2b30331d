// One subject, one route, any history: what must hold whatever happens in whatever order.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <iterator>
#include <vector>

#include "ilert-bridge/core/assess.hpp"
#include "tests/core/builders.hpp"

using namespace ilert_bridge;

namespace {

enum class Happens {
  nothing,
  check_good,
  check_warning,
  check_bad,
  check_unknown,
  check_soft,
  acknowledge,
  acknowledge_again,
  unacknowledge,
  toggle_downtime,
  toggle_flapping,
  toggle_notifications,
  toggle_period,
  host_down,
  host_up,
  vanish,
  come_back,
  hide,
  silence,
  save,
  restart,
  restart_without_acknowledgement,
  crash,
  long_wait,
  short_wait,
  leave_route,
  join_route,
  accept_in_ilert,
  resolve_in_ilert
};
constexpr const char* happenings[] = {"nothing",         "check_good",
                                      "check_warning",   "check_bad",
                                      "check_unknown",   "check_soft",
                                      "acknowledge",     "acknowledge_again",
                                      "unacknowledge",   "toggle_downtime",
                                      "toggle_flapping", "toggle_notifications",
                                      "toggle_period",   "host_down",
                                      "host_up",         "vanish",
                                      "come_back",       "hide",
                                      "silence",         "save",
                                      "restart",         "restart_without_acknowledgement",
                                      "crash",           "long_wait",
                                      "short_wait",      "leave_route",
                                      "join_route",      "accept_in_ilert",
                                      "resolve_in_ilert"};

std::ostream& operator<<(std::ostream& out, Happens happens) {
  return out << happenings[static_cast<int>(happens)];
}

// What ilert shows of the alert key, as it follows from the events alone.
enum class Ilert { nothing, open, accepted };

class World {
 public:
  World(Route on, bool is_host) : route(std::move(on)) {
    scene = is_host ? ::ilert_bridge::host(State::up) : service(State::ok);
    scene.at.route_takes_host = !is_host;
    saved = scene.sighting.observation;
  }

  void let(Happens happens);
  void look();

  Scene scene;  // its report is the journal's
  Route route;
  Ilert ilert = Ilert::nothing;
  std::string story;

 private:
  void check(State service_state, State host_state, bool hard = true);
  void restart(bool keeps_acknowledgement);
  void tell(const Telling& telling);
  void expect(bool holds, const std::string& what) const {
    if (!holds) RC_FAIL("broken: " + what + "\n" + story);
  }
  void expect_evidence(const Verdict& verdict) const;
  void expect_cause_to_page(const Report& before, const Verdict& verdict, const Telling& telling) const;
  void expect_report_agrees() const;
  void expect_settled() const;
  bool is_host() const { return scene.sighting.subject.is_host(); }
  Observation& seen() { return scene.sighting.observation; }

  Observation saved;  // the states a crashed core comes back with
  Time checked_when_alerted{};
  std::optional<Time> absent_since;  // in this run
};

void World::check(State service_state, State host_state, bool hard) {
  const State state = is_host() ? host_state : service_state;
  Observation& it = seen();
  if (it.hard || is_good(it.state)) it.last_hard_state = it.state;
  if (it.state != state) {
    it.acknowledged = false;
    it.last_state_change = scene.at.now;
    if (hard) it.last_hard_state_change = scene.at.now;
  }
  it.state = state;
  it.hard = hard;
  it.last_check = scene.at.now;
}

void World::restart(bool keeps_acknowledgement) {
  ++scene.at.program.start;
  if (!keeps_acknowledgement) seen().acknowledged = false;
  absent_since.reset();
}

void World::let(Happens happens) {
  scene.at.now += s(20);
  Report& report = scene.report;
  const auto acknowledge = [&](const Remark& by) {
    if (is_good(seen().state)) return;
    seen().acknowledged = true;
    seen().acknowledgement = by;
  };
  switch (happens) {
    case Happens::nothing:
      break;
    case Happens::check_good:
      check(State::ok, State::up);
      break;
    case Happens::check_warning:
      check(State::warning, State::down);
      break;
    case Happens::check_bad:
      check(State::critical, State::down);
      break;
    case Happens::check_unknown:
      check(State::unknown, State::unreachable);
      break;
    case Happens::check_soft:
      check(State::critical, State::down, false);
      break;
    case Happens::acknowledge:
      acknowledge(anna);
      break;
    case Happens::acknowledge_again:
      acknowledge({});
      break;
    case Happens::unacknowledge:
      seen().acknowledged = false;
      break;
    case Happens::toggle_downtime:
      seen().in_downtime = !seen().in_downtime;
      break;
    case Happens::toggle_flapping:
      seen().flapping = !seen().flapping;
      break;
    case Happens::toggle_notifications:
      scene.at.notifications_enabled = !scene.at.notifications_enabled;
      break;
    case Happens::toggle_period:
      seen().in_notification_period = !seen().in_notification_period;
      break;
    case Happens::host_down:
      scene = scene.host(State::down, scene.at.now);
      break;
    case Happens::host_up:
      scene = scene.host(State::up, scene.at.now);
      break;
    case Happens::vanish:
      scene.sighting.presence = Presence::absent;
      break;
    case Happens::come_back:
      scene.sighting.presence = Presence::seen;
      break;
    case Happens::hide:
      scene.sighting.presence = Presence::not_visible;
      break;
    case Happens::silence:
      scene.sighting.presence = Presence::unknown;
      break;
    case Happens::save:
      saved = seen();
      break;
    case Happens::restart:
      restart(true);
      break;
    case Happens::restart_without_acknowledgement:
      restart(false);
      break;
    case Happens::crash:
      restart(true);
      seen() = saved;
      break;
    case Happens::long_wait:
      scene.at.now += min(20);
      break;
    case Happens::short_wait:
      scene.at.now += min(2);
      break;
    case Happens::leave_route:
      scene.at.routed = false;
      break;
    case Happens::join_route:
      scene.at.routed = true;
      break;
    case Happens::accept_in_ilert:
      if (report.told != Told::open) break;
      report.told = Told::accepted;
      report.acceptance = Acceptance::ilert;
      report.remark = berta;
      ilert = Ilert::accepted;
      break;
    case Happens::resolve_in_ilert:
      if (report.told != Told::open && report.told != Told::accepted) break;
      report.told = Told::dismissed;
      ilert = Ilert::nothing;
      break;
  }
  const bool gone = scene.sighting.presence == Presence::absent;
  if (!gone && scene.sighting.presence != Presence::unknown) absent_since.reset();
  if (gone && !absent_since) absent_since = scene.at.now;
  story += rc::toString(happens) + ": " + std::string{name(seen().state)} + (seen().hard ? "" : " soft") +
           (seen().acknowledged ? " acknowledged" : "") + (seen().in_downtime ? " in downtime" : "") +
           (seen().flapping ? " flapping" : "") +
           (scene.sighting.presence == Presence::seen ? "" : " not seen") + " in run " +
           std::to_string(scene.at.program.start);
}

void World::tell(const Telling& telling) {
  const std::string what{name(telling.type)};
  switch (telling.type) {
    case EventType::alert:
      // It leaves only if it was not.
      if (ilert == Ilert::accepted &&
          (telling.because == Because::ack_removed || telling.because == Because::ack_fell))
        return expect(route.policy.ack_removed == AckRemoved::ignore, "paged though it is to be ignored");
      expect(ilert == Ilert::nothing, what + " though one is open");
      ilert = Ilert::open;
      checked_when_alerted = seen().last_check;
      return;
    case EventType::accept:
      expect(ilert == Ilert::open, what + " though none is open");
      ilert = Ilert::accepted;
      return;
    case EventType::resolve:
      expect(ilert != Ilert::nothing, what + " though nothing is there");
      ilert = Ilert::nothing;
      return;
    case EventType::comment:
      expect(ilert != Ilert::nothing, what + " though nothing is there");
  }
}

// An alert ends for one of these reasons, told here without the rules.
void World::expect_evidence(const Verdict& verdict) const {
  const Observation& it = scene.sighting.observation;
  if (scene.sighting.presence == Presence::absent) {
    expect(absent_since && scene.at.now - *absent_since >= min(1), "resolved though hardly absent");
    expect(route.policy.removed_object == RemovedObject::resolve, "resolved though to be kept");
    return;
  }
  expect(scene.sighting.presence == Presence::seen, "resolved though not seen");
  if (!scene.at.routed) return;
  if (it.in_downtime && route.policy.downtime == Downtime::resolve) return;
  const bool known = it.state != State::unknown && it.state != State::unreachable;
  expect(known && !route.alert_on.contains(it.state), "resolved though a problem");
  expect(it.hard || is_good(it.state) || route.policy.soft_states, "resolved though soft");
  expect(!it.flapping || route.policy.flapping == Flapping::alert, "resolved though flapping");
  expect(it.last_check > checked_when_alerted, "resolved by a state from before the alert");
  expect(verdict.shows == Shows::clear, "resolved though not clear");
}

void World::expect_cause_to_page(const Report& before, const Verdict& verdict, const Telling& telling) const {
  const bool worse = telling.because == Because::worsened;
  expect(!worse || verdict.priority > before.priority, "paged as worse though it is not");
  if (verdict.shows != Shows::alerting)
    expect(worse && verdict.shows == Shows::accepted, "paged for nothing");
  const bool restarted = before.program != scene.at.program;
  if (before.told == Told::accepted && before.acceptance == Acceptance::checkmk && restarted)
    expect(worse && verdict.state != before.state, "a restart alone paged");
  const bool as_bad_again = before.outlived && badness(verdict.state) >= badness(*before.outlived);
  if (before.told == Told::accepted && before.acceptance == Acceptance::lost)
    expect(worse || as_bad_again, "a loss paged");
  const bool rose = before.priority < verdict.priority && before.state != verdict.state;
  expect(before.told != Told::dismissed || rose, "a dismissed problem paged");
}

void World::expect_report_agrees() const {
  const Told told = scene.report.told;
  const bool agrees = told == Told::open       ? ilert == Ilert::open
                      : told == Told::accepted ? ilert == Ilert::accepted
                                               : ilert == Ilert::nothing;
  expect(agrees, "the report does not say what ilert shows");
}

// The same question again: nothing more to tell, nothing more to keep.
void World::expect_settled() const {
  const Step again = scene.step();
  expect(again.tellings.empty(), "told twice: " + text_of(again.tellings));
  expect(again.after == scene.report, "kept changing");
}

void World::look() {
  scene.route = route;
  const Report before = scene.report;
  const Verdict verdict = scene.verdict();
  const Step step = scene.step();
  story += " → " + text_of(verdict) + " → " + text_of(step.tellings) + " → " +
           std::string{name(step.after.told)} + '\n';
  const bool begins_to_flap = verdict.reason == Reason::flapping && before.kept_back_by != Reason::flapping &&
                              step.tellings == std::vector<Telling>{{EventType::comment, Because::flapping}};
  if (verdict.shows == Shows::hold && !begins_to_flap) expect(step.tellings.empty(), "a hold told something");
  for (const Telling& telling : step.tellings) {
    if (telling.type == EventType::alert) expect_cause_to_page(before, verdict, telling);
    if (telling.type == EventType::resolve && &telling == &step.tellings.back()) expect_evidence(verdict);
    tell(telling);
  }
  if (before.told != Told::none && step.after.told != Told::none)
    expect(step.after.checked_at >= before.checked_at, "moved back to an earlier check");
  scene.report = step.after;
  expect_report_agrees();
  expect_settled();
}

// What ends a silence comes more often than what begins one, or most looks would see nothing.
rc::Gen<Happens> any_happening() {
  const auto any = rc::gen::map(rc::gen::inRange(0, static_cast<int>(std::size(happenings))),
                                [](int value) { return static_cast<Happens>(value); });
  const auto lively = rc::gen::elementOf(
      std::vector<Happens>{Happens::come_back, Happens::come_back, Happens::join_route, Happens::check_bad,
                           Happens::check_good, Happens::check_warning, Happens::acknowledge});
  return rc::gen::weightedOneOf<Happens>({{3, any}, {2, lively}});
}

template <class Enum>
rc::Gen<Enum> any_of_first(int count) {
  return rc::gen::map(rc::gen::inRange(0, count), [](int value) { return static_cast<Enum>(value); });
}

Route any_route() {
  Route route;
  route.name = "oncall";
  if (*rc::gen::arbitrary<bool>()) route.alert_on.insert(State::warning);
  if (*rc::gen::arbitrary<bool>()) route.alert_on.erase(State::unknown);
  if (*rc::gen::arbitrary<bool>()) route.alert_on.insert(State::unreachable);
  if (*rc::gen::arbitrary<bool>()) route.priority[State::unknown] = Priority::low;
  route.delay = min(*rc::gen::element(0, 0, 1, 15));
  Policy& policy = route.policy;
  policy.soft_states = *rc::gen::arbitrary<bool>();
  policy.downtime = *any_of_first<Downtime>(4);
  policy.flapping = *any_of_first<Flapping>(2);
  policy.notifications_disabled = *any_of_first<NotificationsDisabled>(2);
  policy.host_down_hides_services = *rc::gen::arbitrary<bool>();
  policy.worsened = *any_of_first<Worsened>(3);
  policy.ack_removed = *any_of_first<AckRemoved>(3);
  policy.removed_object = *any_of_first<RemovedObject>(2);
  return route;
}

}  // namespace

namespace ilert_bridge {

// Indexes into the enums, as policy.hpp has them.
static std::string text_of(const Policy& policy) {
  const auto number = [](auto value) { return ' ' + std::to_string(static_cast<int>(value)); };
  return "soft_states" + number(policy.soft_states) + " downtime" + number(policy.downtime) + " flapping" +
         number(policy.flapping) + " notifications_disabled" + number(policy.notifications_disabled) +
         " host_down_hides_services" + number(policy.host_down_hides_services) + " worsened" +
         number(policy.worsened) + " ack_removed" + number(policy.ack_removed) + " removed_object" +
         number(policy.removed_object);
}

void showValue(const Route& route, std::ostream& out) {
  out << "alert_on";
  for (const State state : route.alert_on) out << ' ' << name(state);
  out << ", LOW";
  for (const auto& [state, priority] : route.priority) out << ' ' << name(state);
  out << ", delay " << route.delay.count() / 60'000 << " min, " << text_of(route.policy);
}

}  // namespace ilert_bridge

namespace {

// A world after any history; each look of it has been tried.
World any_world() {
  World world{*rc::gen::exec(any_route), *rc::gen::weightedElement<bool>({{1, true}, {3, false}})};
  const auto history = *rc::gen::resize(400, rc::gen::container<std::vector<Happens>>(any_happening()));
  for (const Happens happens : history) {
    world.let(happens);
    world.look();
  }
  return world;
}

// Nothing in the way of an alert any more.
void calm(World& world) {
  Observation& it = world.scene.sighting.observation;
  world.scene.sighting.presence = Presence::seen;
  world.scene.at.routed = world.scene.at.notifications_enabled = true;
  it.in_notification_period = it.notifications_enabled = true;
  it.acknowledged = it.in_downtime = it.flapping = false;
  world.scene = world.scene.host(State::up, Time{});
}

void let_and_look(World& world, std::initializer_list<Happens> history) {
  for (const Happens happens : history) {
    world.let(happens);
    world.look();
  }
}

}  // namespace

TEST(Property, EveryStepOfAnyHistoryIsSound) {
  EXPECT_TRUE(rc::check("every step of any history is sound", [] { any_world(); }));
}

TEST(Property, WhatIsOverEndsClosed) {
  EXPECT_TRUE(rc::check("what is over ends closed", [] {
    World world = any_world();
    calm(world);
    let_and_look(world, {Happens::check_good});
    if (world.scene.report.told != Told::none || world.ilert != Ilert::nothing) RC_FAIL(world.story);
  }));
}

TEST(Property, WhatLastsEndsOpenUnlessSomeoneIsOnIt) {
  EXPECT_TRUE(rc::check("what lasts ends open unless someone is on it", [] {
    World world = any_world();
    calm(world);
    let_and_look(world, {Happens::check_bad, Happens::long_wait});
    if (world.scene.report.told == Told::none) RC_FAIL(world.story);
  }));
}

TEST(Property, AnAcknowledgedProblemEndsAcceptedUnlessItWasOverruled) {
  EXPECT_TRUE(rc::check("an acknowledged problem ends accepted unless it was overruled", [] {
    World world = any_world();
    calm(world);
    let_and_look(world, {Happens::check_bad, Happens::long_wait});
    const Told before = world.scene.report.told;
    let_and_look(world, {Happens::acknowledge});
    const Report& report = world.scene.report;
    const bool overruled = report.told == Told::open && !report.overruled.empty();
    if (before != Told::dismissed && report.told != Told::accepted && !overruled) RC_FAIL(world.story);
  }));
}
