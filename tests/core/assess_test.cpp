#include "ilert-bridge/core/assess.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/core/builders.hpp"

using namespace ilert_bridge;

namespace {

const Scene critical = service(State::critical);

Route route_named(std::string name) {
  Route route;
  route.name = std::move(name);
  return route;
}

std::vector<Pattern> patterns(std::string_view text) { return {Pattern::parse(text, nullptr)}; }

Subject numbered(int number) { return {"prod", "host" + std::to_string(number), "HTTP", ""}; }

Sighting as(const Subject& subject, Scene scene) {
  scene.sighting.subject = subject;
  return scene.sighting;
}

// "prod/web01/HTTP oncall: alerting problem → ALERT"
std::string text_of(const Decision& decision) {
  return to_text(decision.subject) + ' ' + decision.route->name + ": " + text_of(decision.verdict) + " → " +
         text_of(decision.step.tellings);
}

std::string text_of(const std::vector<Decision>& decisions) {
  std::string text;
  for (const Decision& decision : decisions) text += text_of(decision) + '\n';
  return text;
}

const Subject http{"prod", "web01", "HTTP", ""};

}  // namespace

TEST(Assess, DecidesForEveryRouteThatTakesTheSubject) {
  Route elsewhere = route_named("elsewhere");
  elsewhere.match.hosts = patterns("db01");
  const std::vector<Route> routes{route_named("oncall"), elsewhere, route_named("chat")};
  const Look look = look_at({critical.sighting});
  const auto decisions = assess(look, {}, routes, {}, noon);
  EXPECT_EQ(text_of(decisions),
            "prod/web01/HTTP oncall: alerting problem → ALERT\n"
            "prod/web01/HTTP chat: alerting problem → ALERT\n");
  EXPECT_EQ(decisions.front().route, &routes.front());
  EXPECT_EQ(decisions.front().sighting, &look.sightings.front());
  EXPECT_TRUE(decisions.front().changes());
}

TEST(Assess, ShowsHeldProblemsThoughNothingChanges) {
  const std::vector<Route> routes{route_named("oncall")};
  const Look look = look_at({critical.soft().sighting});
  const auto decisions = assess(look, {}, routes, {}, noon);
  EXPECT_EQ(text_of(decisions), "prod/web01/HTTP oncall: hold soft → -\n");
  EXPECT_FALSE(decisions.front().changes());
}

TEST(Assess, SaysNothingOfWhatIsGoodOrPendingAndWasNeverTold) {
  const std::vector<Route> routes{route_named("oncall")};
  const Look look = look_at({service(State::ok).sighting, host(State::down).pending().sighting,
                             critical.presence(Presence::unknown).sighting, critical.absent().sighting});
  EXPECT_EQ(text_of(assess(look, {}, routes, {}, noon)), "");
}

TEST(Assess, ClosesWhereTheRouteNoLongerMatches) {
  Route oncall = route_named("oncall");
  oncall.match.hosts = patterns("db01");
  oncall.rules = 2;
  const Look look = look_at({critical.sighting});
  Reports reports{{http, {{"oncall", critical.open().report}}}};
  reports[http]["oncall"].matched_by = 1;
  EXPECT_EQ(text_of(assess(look, reports, {oncall, route_named("chat")}, {}, noon)),
            "prod/web01/HTTP oncall: clear unrouted → RESOLVE\n"
            "prod/web01/HTTP chat: alerting problem → ALERT\n");
}

TEST(Assess, DoesNotMatchWhatItDoesNotSee) {
  Route oncall = route_named("oncall");
  oncall.match.labels = patterns("env:prod");
  const Reports reports{{http, {{"oncall", critical.open().report}}}};
  for (const Presence presence : {Presence::absent, Presence::not_visible, Presence::unknown}) {
    const Look look = look_at({critical.presence(presence).sighting});
    EXPECT_EQ(assess(look, reports, {oncall}, {}, noon).front().verdict.shows, Shows::hold);
  }
}

TEST(Assess, LeavesReportsOfUnknownRoutesAlone) {
  const Look look = look_at({critical.sighting});
  const Reports reports{{http, {{"gone", critical.open().report}}}};
  EXPECT_EQ(text_of(assess(look, reports, {}, {}, noon)), "");
}

TEST(Assess, HidesServicesOfADownHostWhereTheRouteAlertsOnTheHost) {
  Route only_service = route_named("only_service");
  only_service.match.services = patterns("HTTP");
  Route no_down = route_named("no_down");
  no_down.alert_on = {State::critical};
  Route shows_all = route_named("shows_all");
  shows_all.policy.host_down_hides_services = false;
  const std::vector<Route> routes{route_named("oncall"), only_service, no_down, shows_all};
  const Look look = look_at({critical.host(State::down, noon - min(2)).sighting});
  EXPECT_EQ(text_of(assess(look, {}, routes, {}, noon)),
            "prod/web01/HTTP oncall: hold host_down → -\n"
            "prod/web01/HTTP only_service: alerting problem → ALERT\n"
            "prod/web01/HTTP no_down: alerting problem → ALERT\n"
            "prod/web01/HTTP shows_all: alerting problem → ALERT\n");
}

TEST(Assess, HidesServicesRightAfterTheHostsReturn) {
  const Look look = look_at({critical.host(State::up, noon - s(30)).sighting});
  const auto decisions = assess(look, {}, {route_named("oncall")}, {}, noon);
  EXPECT_EQ(decisions.front().verdict.reason, Reason::host_down);
  EXPECT_EQ(next_due(decisions), noon + min(10) - s(30));
}

TEST(Assess, TakesTheLooksCircumstances) {
  Look look = look_at({critical.sighting});
  look.notifications_enabled = false;
  look.program = second_run;
  const Reports reports{{http, {{"oncall", critical.open().report}}}};
  const std::vector<Route> routes{route_named("oncall")};
  const auto decisions = assess(look, reports, routes, {}, noon);
  EXPECT_EQ(decisions.front().verdict.reason, Reason::notifications_off);
  EXPECT_EQ(decisions.front().step.after.program, second_run);
  EXPECT_TRUE(decisions.front().changes()) << "the journal has to keep the new run";
}

namespace {

Route adopting(std::string name = "oncall") {
  Route route = route_named(std::move(name));
  route.policy.first_start = FirstStart::adopt;
  return route;
}

// What is told after a first look.
Told after_first_look(const Scene& scene, const Route& route, const Report& before = {}) {
  Reports reports;
  if (!before.is_blank()) reports[scene.sighting.subject][route.name] = before;
  const std::vector<Route> routes{route};
  const Look look = look_at({scene.sighting});
  const auto decisions = assess(look, reports, routes, {route.name}, noon);
  return decisions.empty() ? Told::none : decisions.front().step.after.told;
}

}  // namespace

TEST(FirstStart, AlertsOnWhatIsAlreadyThere) {
  EXPECT_EQ(after_first_look(critical, route_named("oncall")), Told::open);
}

TEST(FirstStart, AdoptsWhatIsAlreadyThereWhereThePolicySaysSo) {
  const std::vector<Route> routes{adopting()};
  const Look look = look_at({critical.sighting});
  const auto decisions = assess(look, {}, routes, {"oncall"}, noon);
  EXPECT_EQ(text_of(decisions), "prod/web01/HTTP oncall: alerting problem → -\n");
  const Report& after = decisions.front().step.after;
  EXPECT_EQ(after.told, Told::dismissed);
  EXPECT_EQ(after.state, State::critical);
  EXPECT_EQ(after.program, first_run);
  EXPECT_EQ(after.checked_at, noon - min(1));
}

TEST(TimePeriod, IsTheRoutesOwnAndTheSites) {
  Route at_work = route_named("work");
  at_work.time_period = "workhours";
  const Route always = route_named("always");
  Look look = look_at({critical.sighting});
  EXPECT_EQ(
      text_of(assess(look, {}, {always, at_work}, {}, noon)),
      "prod/web01/HTTP always: alerting problem → ALERT\nprod/web01/HTTP work: alerting problem → ALERT\n")
      << "what the site does not tell runs";
  look.periods_over = {"workhours"};
  EXPECT_EQ(text_of(assess(look, {}, {always, at_work}, {}, noon)),
            "prod/web01/HTTP always: alerting problem → ALERT\nprod/web01/HTTP work: hold time_period → -\n");
  look.periods_over = {"nights"};
  EXPECT_EQ(text_of(assess(look, {}, {at_work}, {}, noon)),
            "prod/web01/HTTP work: alerting problem → ALERT\n");
}

TEST(FirstStart, IsOver) {
  const Look look = look_at({critical.sighting});
  EXPECT_EQ(assess(look, {}, {adopting()}, {"another"}, noon).front().step.after.told, Told::open);
}

TEST(FirstStart, AdoptsWhateverHoldsTheProblem) {
  const Scene held[] = {critical.silenced(), critical.flapping(), critical.in_downtime(),
                        critical.acknowledged(), critical.host(State::down, noon)};
  for (const Scene& scene : held)
    EXPECT_EQ(after_first_look(scene, adopting()), Told::dismissed) << text_of(scene.verdict());
}

TEST(FirstStart, AdoptsNoProblemThatIsNotOne) {
  EXPECT_EQ(after_first_look(service(State::ok), adopting()), Told::none) << "good";
  EXPECT_EQ(after_first_look(service(State::warning), adopting()), Told::none) << "below the threshold";
  EXPECT_EQ(after_first_look(critical.pending(), adopting()), Told::none) << "never checked";
  EXPECT_EQ(after_first_look(critical.soft(), adopting()), Told::none) << "soft";
  Route soft = adopting();
  soft.policy.soft_states = true;
  EXPECT_EQ(after_first_look(critical.soft(), soft), Told::dismissed)
      << "soft states are as good as hard ones";
}

TEST(FirstStart, LeavesAloneWhatWasTold) {
  EXPECT_EQ(after_first_look(critical, adopting(), critical.open().report), Told::open);
}

namespace {

Reports open_reports(int count) {
  Reports reports;
  for (int i = 0; i < count; ++i) reports[numbered(i)]["oncall"] = critical.open().report;
  return reports;
}

std::vector<Sighting> absent(int count) {
  std::vector<Sighting> sightings;
  for (int i = 0; i < count; ++i) sightings.push_back(as(numbered(i), critical.absent()));
  return sightings;
}

bool all_are(const std::vector<Decision>& decisions, Reason reason) {
  return std::all_of(decisions.begin(), decisions.end(),
                     [&](const auto& it) { return it.verdict.reason == reason; });
}

}  // namespace

TEST(Removal, OfManyAtOnceIsHeld) {
  const std::vector<Route> routes{route_named("oncall")};
  const auto at_once = assess(look_at(absent(20)), open_reports(99), routes, {}, noon);
  EXPECT_EQ(at_once.size(), 20U);
  EXPECT_TRUE(all_are(at_once, Reason::many_missing));
  const auto a_few = assess(look_at(absent(20)), open_reports(100), routes, {}, noon);
  EXPECT_TRUE(all_are(a_few, Reason::missing));
}

TEST(Removal, CountsThisSitesReportsAlone) {
  Reports reports = open_reports(99);
  for (int i = 0; i < 99; ++i) {
    reports[{"other", "host" + std::to_string(i), "", ""}]["oncall"] = critical.open().report;
    reports[{"prod", "", "", "matter" + std::to_string(i)}]["oncall"] = critical.open().report;
    reports[{"prod", "waits" + std::to_string(i), "", ""}]["oncall"].alert_worthy_since = noon;
  }
  EXPECT_TRUE(
      all_are(assess(look_at(absent(20)), reports, {route_named("oncall")}, {}, noon), Reason::many_missing));
}

// Objects that left long ago, and their alerts stay because the route wants it so.
TEST(Removal, WhatIsKeptOnPurposeIsNotMissing) {
  Route keeps = route_named("keeps");
  keeps.policy.removed_object = RemovedObject::keep;
  const std::vector<Route> routes{keeps, route_named("oncall")};
  Reports reports;
  for (int i = 0; i < 50; ++i) reports[numbered(i)]["keeps"] = critical.open().report;
  const Look gone = look_at(absent(50));
  EXPECT_EQ(missing_in(gone, reports, routes).missing, 0U);
  EXPECT_EQ(missing_in(gone, reports, routes).reported, 0U);
  reports[numbered(0)]["oncall"] = critical.open().report;
  const auto decisions = assess(gone, reports, routes, {}, noon);
  const auto other = std::find_if(decisions.begin(), decisions.end(),
                                  [](const Decision& it) { return it.route->name == "oncall"; });
  ASSERT_NE(other, decisions.end());
  EXPECT_EQ(other->verdict.reason, Reason::missing) << "one object that left on the other route goes its way";
}

TEST(Removal, OfManyIsMassWhereOneRouteDoesNotKeepThem) {
  Route keeps = route_named("keeps");
  keeps.policy.removed_object = RemovedObject::keep;
  const std::vector<Route> routes{keeps, route_named("oncall")};
  Reports reports = open_reports(20);
  for (int i = 0; i < 200; ++i) reports[numbered(i)]["keeps"] = critical.open().report;
  const MissingCount count = missing_in(look_at(absent(200)), reports, routes);
  EXPECT_EQ(count.missing, 20U);
  EXPECT_EQ(count.reported, 20U) << "what is kept does not hide how many of the others went";
}

TEST(Removal, OfWhatWasDismissedIsForgottenWhereOthersAreKept) {
  Route keeps = route_named("oncall");
  keeps.policy.removed_object = RemovedObject::keep;
  Reports reports;
  reports[numbered(0)]["oncall"] = critical.told(Told::dismissed).absent_since(noon - min(5)).report;
  const auto decisions = assess(look_at(absent(1)), reports, {keeps}, {}, noon);
  ASSERT_EQ(decisions.size(), 1U);
  EXPECT_TRUE(decisions[0].step.after.is_blank());
  EXPECT_TRUE(decisions[0].step.tellings.empty());
}

TEST(InTurn, VeryManyAreSortedHostsFirstAndFewStayAsTheyCame) {
  std::vector<Sighting> some{as({"prod", "b", "HTTP", ""}, critical), as({"prod", "a", "", ""}, critical)};
  const Look few = look_at(some);
  EXPECT_EQ(in_turn(few).front()->subject.host, "b");
  for (int i = 0; i < 1000; ++i) some.push_back(as({"prod", "c" + std::to_string(i), "HTTP", ""}, critical));
  const Look many = look_at(some);
  const std::vector<const Sighting*> turn = in_turn(many);
  ASSERT_EQ(turn.size(), 1002U);
  EXPECT_EQ(turn[0]->subject.host, "a");
  EXPECT_EQ(turn[1]->subject.host, "b");
  EXPECT_EQ(turn[2]->subject.host, "c0");
}

TEST(Removal, IsMassFromTwentyAndAFifthOn) {
  EXPECT_FALSE(is_mass(19, 20));
  EXPECT_TRUE(is_mass(20, 20));
  EXPECT_TRUE(is_mass(20, 99));
  EXPECT_FALSE(is_mass(20, 100));
  EXPECT_TRUE(is_mass(21, 100));
  EXPECT_FALSE(is_mass(0, 0));
}

TEST(Release, ClosesWhatASiteLeavesBehind) {
  const std::vector<Route> routes{route_named("oncall")};
  const Reports reports{{http, {{"oncall", critical.open().report}}},
                        {{"test", "web01", "", ""}, {{"oncall", critical.accepted().report}}},
                        {{"test", "web02", "", ""}, {{"oncall", critical.told(Told::dismissed).report}}},
                        {{"test", "", "", "site"}, {{"oncall", critical.open().report}}}};
  const auto decisions = release(reports, {"prod"}, routes, {}, noon);
  EXPECT_EQ(text_of(decisions),
            "test/web01 oncall: clear unrouted → RESOLVE\n"
            "test/web02 oncall: clear unrouted → -\n");
  for (const Decision& decision : decisions) {
    EXPECT_TRUE(decision.step.after.is_blank());
    EXPECT_TRUE(decision.changes());
    EXPECT_EQ(decision.sighting, nullptr);
    EXPECT_EQ(decision.verdict.state, State::critical);
  }
}

TEST(Release, ClosesWhatARouteLeavesBehindWhileItsKeyIsKnown) {
  const std::vector<Route> gone{route_named("gone")};
  const Reports reports{{{"prod", "", "", "site"}, {{"gone", critical.open().report}}},
                        {http,
                         {{"gone", critical.open().report},
                          {"long_gone", critical.open().report},
                          {"oncall", critical.open().report}}}};
  const auto decisions = release(reports, {"prod"}, {route_named("oncall")}, gone, noon);
  EXPECT_EQ(text_of(decisions),
            "bridge:site:prod gone: clear unrouted → RESOLVE\n"
            "prod/web01/HTTP gone: clear unrouted → RESOLVE\n");
  EXPECT_EQ(decisions.front().route, &gone.front());
}

TEST(AskByName, ForEveryReportOfTheSite) {
  Reports reports{{http, {{"oncall", critical.open().report}}},
                  {{"prod", "web02", "", ""}, {{"oncall", critical.told(Told::dismissed).report}}},
                  {{"prod", "web03", "", ""}, {{"oncall", Report{}}}},
                  {{"prod", "", "", "site"}, {{"oncall", critical.open().report}}},
                  {{"test", "web01", "", ""}, {{"oncall", critical.open().report}}},
                  {{"pro", "web01", "", ""}, {{"oncall", critical.open().report}}}};
  reports[{"prod", "web04", "", ""}]["oncall"].alert_worthy_since = noon;
  EXPECT_EQ(to_ask_by_name(reports, "prod"),
            (std::vector<Subject>{http, {"prod", "web02", "", ""}, {"prod", "web04", "", ""}}))
      << "neither blank ones, nor own matters, nor other sites";
}

TEST(NextDue, IsTheEarliest) {
  std::vector<Decision> decisions(3);
  EXPECT_EQ(next_due(decisions), std::nullopt);
  decisions[0].verdict.due = noon + min(2);
  decisions[2].verdict.due = noon + min(1);
  EXPECT_EQ(next_due(decisions), noon + min(1));
}
