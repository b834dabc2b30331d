#include "ilert-bridge/core/verdict.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <vector>

#include "tests/core/builders.hpp"

using namespace ilert_bridge;

namespace {

struct Row {
  std::string name;  // rule and case
  std::string why;
  Scene scene;
  std::string expected;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.why; }

class Rules : public testing::TestWithParam<Row> {};

TEST_P(Rules, Decide) {
  EXPECT_EQ(text_of(GetParam().scene.verdict()), GetParam().expected) << GetParam().why;
}

auto row_names = [](const auto& info) { return info.param.name; };

const std::set<State> from_warning{State::warning, State::critical, State::unknown, State::down};
const std::set<State> only_warning{State::warning};
const Scene critical = service(State::critical);
const Scene warning = service(State::warning);
const Scene ok = service(State::ok);
const Scene unknown = service(State::unknown);

Scene unsure(const Scene& scene) {
  return scene.with([](Scene& it) { it.at.site_sure = false; });
}
Scene unrouted(const Scene& scene) {
  return scene.with([](Scene& it) {
    it.at.routed = false;
    it.report.matched_by = 1;
    it.route.rules = 2;
  });
}
Scene many_missing(const Scene& scene) {
  return scene.with([](Scene& it) { it.at.many_missing = true; });
}
Scene uncounted(const Scene& scene) {
  return scene.with([](Scene& it) { it.sighting.observation.downtime = Remark{"ben", "work"}; });
}
// One that every later rule would hold or clear.
const Scene outside = critical.with([](Scene& it) {
  it.route.time_period = "workhours";
  it.at.in_time_period = false;
});
const Scene everything = critical.soft().acknowledged().in_downtime().flapping().silenced();

const std::vector<Row> table{
    {"rule_1_site_unsure", "the site does not answer, so nothing is known, not even OK", unsure(ok.open()),
     "hold site_unsure"},
    {"rule_1_before_all", "whatever else an incomplete answer shows is not believed",
     unsure(unrouted(everything)), "hold site_unsure"},
    {"rule_1_says_nothing", "a look that says nothing of a subject leaves it as it is",
     critical.open().presence(Presence::unknown), "hold site_unsure"},
    {"rule_2_pending", "never checked yet, whatever the state says", ok.open().pending(), "hold pending"},
    {"rule_2_pending_problem", "a pending host shows DOWN on Icinga", host(State::down).pending(),
     "hold pending"},
    {"rule_3_missing", "gone from one answer only", critical.open().absent(), "hold missing"},
    {"rule_3_not_yet", "still gone, but not for a minute", critical.open().absent_since(noon - s(59)),
     "hold missing"},
    {"rule_3_removed", "gone for a minute in one run of the core", critical.open().absent_since(noon - s(60)),
     "clear removed"},
    {"rule_3_restarted", "another run of the core starts the minute anew",
     critical.open().absent_since(noon - min(5)).restarted(), "hold missing"},
    {"rule_3_clock_set_back", "an absence from the future starts the minute anew",
     critical.open().absent_since(noon + min(5)), "hold missing"},
    {"rule_3_keep", "the policy keeps what was removed",
     critical.open().absent_since(noon - min(5)).policy(&Policy::removed_object, RemovedObject::keep),
     "hold removed"},
    {"rule_3_keep_dismissed", "nor what was dismissed: ilert shows nothing of it",
     critical.told(Told::dismissed)
         .absent_since(noon - min(5))
         .policy(&Policy::removed_object, RemovedObject::keep),
     "clear removed"},
    {"rule_3_keep_nothing", "what nobody was told of needs no keeping",
     critical.absent_since(noon - min(5)).policy(&Policy::removed_object, RemovedObject::keep),
     "clear removed"},
    {"rule_3_many", "so many at once that a person must say whether it is meant",
     many_missing(critical.open().absent_since(noon - min(5))), "hold many_missing"},
    {"rule_3_many_at_once", "many are held from the first look on", many_missing(critical.open().absent()),
     "hold many_missing"},
    {"rule_3_many_kept", "where all are kept anyway, nobody needs to be asked",
     many_missing(critical.open().absent_since(noon - min(5)))
         .policy(&Policy::removed_object, RemovedObject::keep),
     "hold removed"},
    {"rule_3_not_visible", "it exists, the contact just does not see it",
     critical.open().presence(Presence::not_visible), "hold not_visible"},
    {"rule_4_unrouted", "the route no longer matches it", unrouted(critical.open()), "clear unrouted"},
    {"rule_4_before_the_rest", "what the route does not take is not judged further", unrouted(everything),
     "clear unrouted"},
    {"rule_5_ok", "OK in a fresh answer", ok.open(), "clear recovered"},
    {"rule_5_up", "UP in a fresh answer", host(State::up).open(State::down), "clear recovered"},
    {"rule_5_in_downtime", "a recovery closes in a downtime too",
     ok.open().in_downtime().policy(&Policy::downtime, Downtime::keep), "clear recovered"},
    {"rule_5_hard_column_stale", "OK is OK, even where the last hard state still says CRITICAL",
     ok.open().soft(State::critical), "clear recovered"},
    {"rule_5_flapping", "while flapping, a recovery is not believed", ok.open().flapping(), "hold flapping"},
    {"rule_5_flapping_ignored", "unless the policy ignores flapping",
     ok.open().flapping().policy(&Policy::flapping, Flapping::alert), "clear recovered"},
    {"rule_5_not_fresh", "an OK from before the report, after a restart, may be an old state",
     ok.open().restarted().checked(noon - min(11)), "hold not_fresh"},
    {"rule_5_same_check", "the very check that was reported is not newer",
     ok.open().restarted().checked(noon - min(10)), "hold not_fresh"},
    {"rule_5_fresh", "a newer check after a restart counts",
     ok.open().restarted().checked(noon - min(10) + s(1)), "clear recovered"},
    {"rule_5_same_run", "without a restart no old state comes back", ok.open().checked(noon - min(11)),
     "clear recovered"},
    {"rule_5_nothing_told", "where nothing was told, nothing can be closed wrongly",
     ok.restarted().checked(noon - min(11)), "clear recovered"},
    {"rule_5_not_fresh_downtime", "a downtime decides even about an old OK",
     ok.open().restarted().checked(noon - min(11)).in_downtime(), "clear downtime"},
    {"rule_5_not_fresh_never_alerts", "an old OK never becomes a problem",
     ok.open()
         .restarted()
         .checked(noon - min(11))
         .flapping()
         .policy(&Policy::flapping, Flapping::alert)
         .policy(&Policy::soft_states, true),
     "hold not_fresh"},
    {"rule_6_warning", "WARNING, and the route does not alert on it", warning.open(),
     "clear below_threshold"},
    {"rule_6_critical", "CRITICAL on a route for WARNING alone: another route has it now",
     critical.open(State::warning).alert_on(only_warning), "clear below_threshold"},
    {"rule_6_down", "DOWN on a route for WARNING alone", host(State::down).alert_on(only_warning),
     "clear below_threshold"},
    {"rule_6_acknowledged", "below the threshold an acknowledgement is nobody's business",
     warning.open().acknowledged(), "clear below_threshold"},
    {"rule_6_soft", "a soft WARNING is not certain yet", warning.open().soft(), "hold soft"},
    {"rule_6_soft_states", "unless soft states are as good as hard ones",
     warning.open().soft().policy(&Policy::soft_states, true), "clear below_threshold"},
    {"rule_6_flapping", "while flapping, nothing is certain", warning.open().flapping(), "hold flapping"},
    {"rule_6_flapping_ignored", "unless the policy ignores flapping",
     warning.open().flapping().policy(&Policy::flapping, Flapping::alert), "clear below_threshold"},
    {"rule_6_not_fresh", "a WARNING from before the report, after a restart, may be an old state",
     warning.open().restarted().checked(noon - min(11)), "hold not_fresh"},
    {"unclear_unknown", "UNKNOWN outside alert_on: nobody knows", unknown.open().alert_on({State::critical}),
     "hold unclear_state"},
    {"unclear_unreachable", "UNREACHABLE outside alert_on: nobody knows",
     host(State::unreachable).open(State::down), "hold unclear_state"},
    {"unclear_soft", "what is not confirmed is held before",
     unknown.open().soft().alert_on({State::critical}), "hold soft"},
    {"unclear_acknowledged", "but that somebody is on it, everybody knows",
     unknown.open().acknowledged().alert_on({State::critical}), "accepted acknowledged"},
    {"unclear_downtime", "nor is a downtime unclear",
     unknown.open().in_downtime().alert_on({State::critical}), "clear downtime"},
    {"unclear_alert_on", "UNKNOWN in alert_on is a problem like others", unknown, "alerting problem"},
    {"rule_8_resolve", "in a downtime ilert shows nothing", critical.open().in_downtime(), "clear downtime"},
    {"rule_8_accept", "in a downtime the alert is accepted",
     critical.open().in_downtime().policy(&Policy::downtime, Downtime::accept), "accepted downtime"},
    {"rule_8_keep", "in a downtime all stays as it is",
     critical.open().in_downtime().policy(&Policy::downtime, Downtime::keep), "hold downtime"},
    {"rule_8_not_counted", "a core that has just started shows it before it counts it", uncounted(critical),
     "hold downtime"},
    {"rule_8_not_counted_accept", "what is accepted by it must not page",
     uncounted(critical.open()).policy(&Policy::downtime, Downtime::accept), "hold downtime"},
    {"rule_8_not_counted_alert", "downtimes are ignored then too",
     uncounted(critical).policy(&Policy::downtime, Downtime::alert), "alerting problem"},
    {"rule_8_not_counted_good", "it is over all the same", uncounted(ok.open()), "clear recovered"},
    {"rule_8_alert", "downtimes are ignored",
     critical.in_downtime().policy(&Policy::downtime, Downtime::alert), "alerting problem"},
    {"rule_8_soft", "a downtime decides about soft problems too", critical.open().soft().in_downtime(),
     "clear downtime"},
    {"rule_9_soft", "a soft problem is not confirmed", critical.soft(), "hold soft"},
    {"rule_9_soft_states", "unless the policy takes it", critical.soft().policy(&Policy::soft_states, true),
     "alerting problem"},
    {"rule_9_before_acknowledged", "a soft problem is held though acknowledged",
     critical.open().soft().acknowledged(), "hold soft"},
    {"rule_10_acknowledged", "someone is on it", critical.open().acknowledged(), "accepted acknowledged"},
    {"rule_10_flapping", "an acknowledgement counts while flapping",
     critical.open().acknowledged().flapping(), "accepted acknowledged"},
    {"rule_11_flapping", "changes too often to be believed", critical.flapping(), "hold flapping"},
    {"rule_11_ignored", "unless the policy alerts all the same",
     critical.flapping().policy(&Policy::flapping, Flapping::alert), "alerting problem"},
    {"rule_12_host_down", "a service on a host that is DOWN",
     critical.takes_host().host(State::down, noon - min(2)), "hold host_down"},
    {"rule_12_host_unreachable", "or UNREACHABLE",
     critical.takes_host().host(State::unreachable, noon - min(2)), "hold host_down"},
    {"rule_12_no_host_route", "who would not hear of the host hears of the service",
     critical.takes_host(false).host(State::down, noon - min(2)), "alerting problem"},
    {"rule_12_policy", "the policy shows services of a down host",
     critical.takes_host().host(State::down, noon - min(2)).policy(&Policy::host_down_hides_services, false),
     "alerting problem"},
    {"rule_12_host_pending", "a host without checks is not down",
     critical.takes_host().host(State::down, noon - min(2)).seen([](Observation& it) {
       it.host_checked = false;
     }),
     "alerting problem"},
    {"rule_12_host_back", "after its return until the service was checked again",
     critical.takes_host().host(State::up, noon - s(30)), "hold host_down"},
    {"rule_12_checked_again", "checked at the host's return or later",
     critical.takes_host().host(State::up, noon - min(1)), "alerting problem"},
    {"rule_12_ten_minutes", "ten minutes at most",
     critical.takes_host().host(State::up, noon - min(10)).checked(noon - min(11)), "alerting problem"},
    {"rule_12_ten_minutes_not_over", "but ten minutes",
     critical.takes_host().host(State::up, noon - min(10) + s(1)).checked(noon - min(11)), "hold host_down"},
    {"rule_12_skew", "the ten minutes are corrected for the server's clock",
     critical.takes_host().host(State::up, noon + min(50)).checked(noon + min(49)).with([](Scene& it) {
       it.at.clock_ahead = min(60);
     }),
     "alerting problem"},
    {"rule_12_host_itself", "a host does not hide itself",
     host(State::down).takes_host().host(State::down, noon - min(2)), "alerting problem"},
    {"rule_13_notifications_off", "notifications of the subject are off", critical.silenced(),
     "hold notifications_off"},
    {"rule_13_whole_core", "notifications of the whole core are off",
     critical.with([](Scene& it) { it.at.notifications_enabled = false; }), "hold notifications_off"},
    {"rule_13_period", "outside its notification period", critical.out_of_hours(), "hold notifications_off"},
    {"rule_13_ignored", "unless the policy alerts all the same",
     critical.silenced().out_of_hours().policy(&Policy::notifications_disabled, NotificationsDisabled::alert),
     "alerting problem"},
    {"rule_17_time_period", "outside the route's time period", outside, "hold time_period"},
    {"rule_17_recovered", "a recovery counts at any time", outside.open().state(State::ok),
     "clear recovered"},
    {"rule_17_acknowledged", "and so does who is on it", outside.open().acknowledged(),
     "accepted acknowledged"},
    {"rule_14_delay", "in alert_on for less than the route's delay",
     critical.changed(noon - min(4)).delay(min(5)), "hold delay"},
    {"rule_14_over", "long enough", critical.changed(noon - min(5)).delay(min(5)), "alerting problem"},
    {"rule_14_kept", "the journal's start counts, not the last change",
     critical.changed(noon).alert_worthy_since(noon - min(5)).delay(min(5)), "alerting problem"},
    {"rule_14_told", "what is open lasted long enough", critical.open().changed(noon).delay(min(5)),
     "alerting problem"},
    {"rule_15_problem", "a hard problem and nothing against it", critical, "alerting problem"},
    {"rule_15_host", "a host too", host(State::down), "alerting problem"},
    {"rule_15_warning", "WARNING where the route alerts on it", warning.alert_on(from_warning),
     "alerting problem"},
};

INSTANTIATE_TEST_SUITE_P(Table, Rules, testing::ValuesIn(table), row_names);

}  // namespace

TEST(Verdict, HardStateNeedsNoColumnThatMayBeStale) {
  EXPECT_EQ(hard_state(ok.soft(State::critical).sighting.observation), State::ok);
  EXPECT_EQ(hard_state(critical.sighting.observation), State::critical);
  EXPECT_EQ(hard_state(critical.soft(State::warning).sighting.observation), State::warning);
}

TEST(Verdict, CarriesStatePriorityAndWhoIsOnIt) {
  const Verdict alerting = warning.alert_on(from_warning).verdict();
  EXPECT_EQ(alerting.state, State::warning);
  EXPECT_EQ(alerting.priority, Priority::low);
  EXPECT_EQ(critical.acknowledged(anna).verdict().remark, anna);
  EXPECT_EQ(critical.in_downtime(move).policy(&Policy::downtime, Downtime::accept).verdict().remark, move);
}

TEST(Verdict, AnOkThatIsNotBelievedDoesNotChangeOfWhatADowntimeSpeaks) {
  const Scene flaps = ok.open().flapping().in_downtime().policy(&Policy::downtime, Downtime::accept);
  EXPECT_EQ(text_of(flaps.verdict()), "accepted downtime");
  EXPECT_EQ(flaps.verdict().state, State::critical);
}

TEST(Verdict, SaysWhenAHoldEndsByItself) {
  EXPECT_EQ(critical.changed(noon - min(4)).delay(min(5)).verdict().due, noon + min(1));
  EXPECT_EQ(critical.open().absent().verdict().due, noon + min(1));
  EXPECT_EQ(critical.open().absent_since(noon - s(20)).verdict().due, noon + s(40));
  EXPECT_EQ(critical.takes_host().host(State::up, noon - s(30)).verdict().due, noon + min(10) - s(30));
  EXPECT_EQ(critical.takes_host().host(State::down, noon - s(30)).verdict().due, std::nullopt);
}

TEST(Delay, IsSeededFromTheServersColumns) {
  const Scene delayed = critical.delay(min(5));
  EXPECT_EQ(delayed.changed(noon - min(3)).verdict().alert_worthy_since, noon - min(3));
  EXPECT_EQ(delayed.changed(Time{}).verdict().alert_worthy_since, noon) << "a column that was never set";
  const Scene began_soft = delayed.seen([](Observation& it) {
    it.last_state_change = noon - min(4);
    it.last_hard_state_change = noon - min(2);
  });
  EXPECT_EQ(began_soft.verdict().alert_worthy_since, noon - min(2));
  EXPECT_EQ(began_soft.policy(&Policy::soft_states, true).verdict().alert_worthy_since, noon - min(4));
}

TEST(Delay, DoesNotTrustAHardChangeThatIsOlderThanTheChange) {
  const Scene in_flight = critical.delay(min(5)).seen([](Observation& it) {
    it.last_state_change = noon - s(2);
    it.last_hard_state_change = noon - min(500);
  });
  EXPECT_EQ(text_of(in_flight.verdict()), "hold delay");
}

TEST(Delay, IsCorrectedForClockSkewAndNeverLiesAhead) {
  const Scene ahead =
      critical.delay(min(5)).changed(noon + min(57)).with([](Scene& it) { it.at.clock_ahead = min(60); });
  EXPECT_EQ(ahead.verdict().alert_worthy_since, noon - min(3));
  EXPECT_EQ(critical.delay(min(5)).changed(noon + min(57)).verdict().alert_worthy_since, noon);
  EXPECT_EQ(critical.delay(min(5)).alert_worthy_since(noon + min(57)).verdict().due, noon + min(5));
}

TEST(Delay, StartsAnewWhenTheStateLeftAlertOn) {
  const auto since = [](const Scene& scene) {
    return scene.alert_worthy_since(noon - min(3)).delay(min(5)).verdict().alert_worthy_since;
  };
  EXPECT_EQ(since(ok), std::nullopt) << "good";
  EXPECT_EQ(since(warning), std::nullopt) << "below the threshold";
  EXPECT_EQ(since(critical.soft()), std::nullopt) << "not hard any more";
  EXPECT_EQ(since(unrouted(critical)), std::nullopt) << "not ours any more";
  EXPECT_EQ(since(unknown.alert_on({State::critical})), noon - min(3)) << "nobody knows";
  EXPECT_EQ(since(unsure(ok)), noon - min(3)) << "nobody knows";
  EXPECT_EQ(since(critical.pending()), noon - min(3)) << "nobody knows";
  EXPECT_EQ(since(unknown), noon - min(3)) << "another state, still in alert_on";
  EXPECT_EQ(since(ok.open().restarted().checked(noon - min(11))), noon - min(3)) << "an old OK";
  EXPECT_EQ(since(critical.soft().open().restarted().checked(noon - min(11))), std::nullopt)
      << "old or not, a soft problem has not begun";
}

TEST(Names, OfVerdictsAreReadBack) {
  for (int i = 0; i <= static_cast<int>(Reason::own); ++i)
    EXPECT_EQ(reason_named(name(static_cast<Reason>(i))), static_cast<Reason>(i)) << i;
  EXPECT_EQ(name(Reason::not_fresh), "not_fresh");
  EXPECT_EQ(name(Reason::own), "own");
  EXPECT_EQ(name(Shows::accepted), "accepted");
  EXPECT_EQ(reason_named("because"), std::nullopt);
  for (const State state : all_states) EXPECT_EQ(state_named(name(state)), state);
  EXPECT_EQ(name(State::unreachable), "UNREACHABLE");
  EXPECT_EQ(told_named("dismissed"), Told::dismissed);
  EXPECT_EQ(acceptance_named("downtime"), Acceptance::downtime);
  EXPECT_EQ(acceptance_named(name(Acceptance::lost)), Acceptance::lost);
  EXPECT_EQ(priority_named("HIGH"), Priority::high);
}

TEST(Names, OfSubjects) {
  EXPECT_EQ(to_text({"prod", "web01", "", ""}), "prod/web01");
  EXPECT_EQ(to_text({"prod", "web01", "HTTP", ""}), "prod/web01/HTTP");
  EXPECT_EQ(to_text({"prod", "", "", "site"}), "bridge:site:prod");
  EXPECT_EQ(to_text({"", "", "", "disk"}), "bridge:disk");
}

TEST(States, FromLivestatusNumbers) {
  EXPECT_EQ(host_state(0), State::up);
  EXPECT_EQ(host_state(1), State::down);
  EXPECT_EQ(host_state(2), State::unreachable);
  EXPECT_EQ(host_state(-1), State::unreachable) << "what nobody knows is never good";
  EXPECT_EQ(service_state(0), State::ok);
  EXPECT_EQ(service_state(1), State::warning);
  EXPECT_EQ(service_state(2), State::critical);
  EXPECT_EQ(service_state(3), State::unknown);
  EXPECT_EQ(service_state(-1), State::unknown);
}
