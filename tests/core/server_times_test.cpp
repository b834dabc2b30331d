// A server's clock may be wrong, and be set right: no time of its holds anything longer than the rule says.
#include <gtest/gtest.h>

#include "tests/core/timeline.hpp"

using namespace ilert_bridge;

namespace {

const Subject http{"prod", "web01", "HTTP", ""};
const Span two_hours = min(120);

// CRITICAL since its host was down, and not checked since that is back.
Scene after_the_return(Time host_change) {
  return service(State::critical).host(State::up, host_change).checked(noon - min(5));
}

// The host came back when the server's clock was so far ahead, and that was known.
Timeline host_came_back(Span ahead) {
  Timeline site{.routes = {Route{}}};
  site.routes[0].name = "oncall";
  site.clock_ahead = ahead;
  site.show(http, after_the_return(noon + ahead - s(5)));
  EXPECT_EQ(site.look(), Events{});
  EXPECT_EQ(site.reasons.at("prod/web01/HTTP oncall"), "host_down");
  site.now += s(5);
  return site;
}

}  // namespace

TEST(HostReturn, HoldsForTenMinutesFromWhenItWasThoughTheClockIsSetBack) {
  Timeline site = host_came_back(two_hours);
  site.clock_ahead = {};
  EXPECT_EQ(site.go_on(min(9) + s(50)), Events{});
  EXPECT_EQ(site.go_on(s(10)), (Events{{"oncall ALERT", 1}}));
}

// Told by a clock that is right again: when the host came back nobody can say, only that it was no moment
// ago.
TEST(HostReturn, FromTheFutureHoldsNothingThatIsNew) {
  Timeline site{.routes = {Route{}}};
  site.routes[0].name = "oncall";
  site.show(http, after_the_return(noon + two_hours));
  EXPECT_EQ(site.look(), (Events{{"oncall ALERT", 1}}));
}

TEST(HostReturn, ALittleAheadOfWhatIsKnownOfTheClockHolds) {
  Timeline site{.routes = {Route{}}};
  site.routes[0].name = "oncall";
  site.show(http, after_the_return(noon + s(60)));
  EXPECT_EQ(site.go_on(min(10)), Events{});
  EXPECT_EQ(site.look(), (Events{{"oncall ALERT", 1}}));
}

TEST(HostReturn, ThatWasNotSeenCountsFromTheServersTime) {
  Timeline site{.routes = {Route{}}};
  site.routes[0].name = "oncall";
  site.show(http, after_the_return(noon - min(4)));
  EXPECT_EQ(site.go_on(min(6)), Events{});
  EXPECT_EQ(site.look(), (Events{{"oncall ALERT", 1}}));
}

TEST(HostReturn, AnotherOneHoldsAgain) {
  Timeline site = host_came_back({});
  site.go_on(min(5));
  site.show(http, after_the_return(site.now - s(2)));
  EXPECT_EQ(site.go_on(min(9)), Events{});
  EXPECT_EQ(site.go_on(min(1) + s(5)), (Events{{"oncall ALERT", 1}}));
}

TEST(HostReturn, IsForgottenWhenTheServiceWasCheckedOrIsWell) {
  Timeline site = host_came_back({});
  EXPECT_TRUE(site.report(http).host_return);
  site.show(http, service(State::ok).host(State::up, noon - s(5)));
  site.look();
  EXPECT_TRUE(site.reports.empty());
}

TEST(HostReturn, ByOurClockSetBackHoldsTenMinutesAtMost) {
  Timeline site = host_came_back({});
  site.now -= two_hours;
  site.clock_ahead = two_hours;
  EXPECT_EQ(site.go_on(min(10)), Events{});
  EXPECT_EQ(site.look(), (Events{{"oncall ALERT", 1}}));
}

namespace {

Timeline open_by_a_check_of(Time check, Span ahead) {
  Timeline site{.routes = {Route{}}};
  site.routes[0].name = "oncall";
  site.clock_ahead = ahead;
  site.show(http, service(State::critical).checked(check));
  EXPECT_EQ(site.look(), (Events{{"oncall ALERT", 1}}));
  site.now += s(5);
  return site;
}

}  // namespace

TEST(CheckTime, FromTheFutureDoesNotKeepARecoveryWaiting) {
  Timeline site = open_by_a_check_of(noon + two_hours, {});
  site.program = second_run;
  site.now += min(1);
  site.show(http, service(State::ok).checked(site.now - s(1)));
  EXPECT_EQ(site.look(), (Events{{"oncall RESOLVE", 1}}));
}

// What was checked before it was set back cannot be told from what a crashed core brings back.
TEST(CheckTime, OfAClockThatWasSetBackWaitsForOneCheckMore) {
  Timeline site = open_by_a_check_of(noon + two_hours - s(3), two_hours);
  site.clock_ahead = {};
  site.program = second_run;
  site.show(http, service(State::ok).checked(site.now - s(1)));
  EXPECT_EQ(site.go_on(min(1)), Events{});
  site.show(http, service(State::ok).checked(site.now - s(1)));
  EXPECT_EQ(site.look(), (Events{{"oncall RESOLVE", 1}}));
}

TEST(CheckTime, OfAnOldStateStillProvesNothing) {
  Timeline site = open_by_a_check_of(noon - s(3), {});
  site.program = second_run;
  site.show(http, service(State::ok).checked(noon - min(30)));
  EXPECT_EQ(site.go_on(min(10)), Events{});
  EXPECT_EQ(site.reasons.at("prod/web01/HTTP oncall"), "not_fresh");
}
