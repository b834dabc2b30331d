// What is over for less than the route's resolve_delay is not over yet.
#include <gtest/gtest.h>

#include "tests/core/timeline.hpp"

using namespace ilert_bridge;

namespace {

const Subject http{"prod", "web01", "HTTP", ""};

// CRITICAL and told, on a route that waits for five minutes.
Timeline told(Scene scene = service(State::critical)) {
  Timeline site{.routes = {Route{}}};
  site.routes[0].name = "oncall";
  site.routes[0].resolve_delay = min(5);
  site.show(http, std::move(scene));
  site.look();
  site.now += min(1);
  return site;
}

Scene checked_now(const Timeline& site, State state) {
  return service(state).checked(site.now).changed(site.now).seen([&](Observation& it) {
    if (is_good(state)) it.last_good = site.now;
  });
}

std::string reason(const Timeline& site) { return site.reasons.at("prod/web01/HTTP oncall"); }

}  // namespace

TEST(ResolveDelay, WhatIsOverForLongEnoughIsResolved) {
  Timeline site = told();
  site.show(http, checked_now(site, State::ok));
  EXPECT_EQ(site.go_on(min(5)), Events{});
  EXPECT_EQ(reason(site), "resolve_delay");
  EXPECT_EQ(site.look(), (Events{{"oncall RESOLVE", 1}}));
  EXPECT_EQ(reason(site), "recovered");
}

TEST(ResolveDelay, WhatIsBackBeforeIsTheSameProblem) {
  Timeline site = told();
  for (int round = 0; round < 4; ++round) {
    const Scene good = checked_now(site, State::ok);
    site.show(http, good);
    EXPECT_EQ(site.go_on(min(3)), Events{});
    site.show(http, checked_now(site, State::critical).seen([&](Observation& it) {
      it.last_good = good.sighting.observation.last_good + min(2);  // a check that no look showed
    }));
    EXPECT_EQ(site.go_on(min(3)), Events{}) << "round " << round;
  }
  site.show(http, checked_now(site, State::ok));
  EXPECT_EQ(site.go_on(min(5)), Events{}) << "each recovery counts anew";
  EXPECT_EQ(site.look(), (Events{{"oncall RESOLVE", 1}}));
}

TEST(ResolveDelay, AnotherStateIsSaid) {
  Timeline site = told();
  site.show(http, checked_now(site, State::ok));
  site.go_on(min(1));
  site.show(http, checked_now(site, State::unknown));
  EXPECT_EQ(site.go_on(min(1)), (Events{{"oncall COMMENT/state_changed", 1}}));
}

TEST(ResolveDelay, CountsFromTheServersTimeWhereNobodyLooked) {
  Timeline site = told();
  const Scene good = checked_now(site, State::ok);
  site.now += min(30);
  site.show(http, good);
  EXPECT_EQ(site.look(), (Events{{"oncall RESOLVE", 1}}));
}

TEST(ResolveDelay, BelowTheThresholdWaitsToo) {
  Timeline site = told();
  site.show(http, checked_now(site, State::warning));
  EXPECT_EQ(site.go_on(min(2)), Events{});
  EXPECT_EQ(reason(site), "resolve_delay");
  site.show(http, checked_now(site, State::ok));
  EXPECT_EQ(site.go_on(min(3)), Events{});
  EXPECT_EQ(site.look(), (Events{{"oncall RESOLVE", 1}})) << "it has been over for five minutes";
}

TEST(ResolveDelay, TheAcceptanceStandsThoughTheAcknowledgementFell) {
  Timeline site = told();
  site.show(http, checked_now(site, State::critical).acknowledged());
  EXPECT_EQ(site.look(), (Events{{"oncall ACCEPT", 1}}));
  site.now += min(1);
  site.show(http, checked_now(site, State::ok));
  EXPECT_EQ(site.go_on(min(1)), Events{});
  site.show(http, checked_now(site, State::critical));
  EXPECT_EQ(site.go_on(min(1)), (Events{{"oncall COMMENT/ack_lapsed", 1}}));
  EXPECT_EQ(site.report(http).told, Told::accepted);
}

TEST(ResolveDelay, TheAcceptanceStandsThoughTheProblemIsSoftFirst) {
  Timeline site = told();
  site.show(http, checked_now(site, State::critical).acknowledged());
  ASSERT_EQ(site.look(), (Events{{"oncall ACCEPT", 1}}));
  site.now += min(1);
  site.show(http, checked_now(site, State::ok));
  site.go_on(min(1));
  const Scene back = checked_now(site, State::critical);
  site.show(http, back.soft());
  EXPECT_EQ(site.go_on(min(1)), Events{});
  site.show(http, back.checked(site.now));
  EXPECT_EQ(site.go_on(min(1)), (Events{{"oncall COMMENT/ack_lapsed", 1}}));
  EXPECT_EQ(site.report(http).told, Told::accepted);
}

TEST(ResolveDelay, WorseThanWhatWasAcknowledgedCalls) {
  Timeline site = told(service(State::warning));
  site.routes[0].alert_on = {State::warning, State::critical};
  site.look();
  site.show(http, checked_now(site, State::warning).acknowledged());
  ASSERT_EQ(site.look(), (Events{{"oncall ACCEPT", 1}}));
  site.now += min(1);
  site.show(http, checked_now(site, State::ok));
  site.go_on(min(1));
  site.show(http, checked_now(site, State::critical));
  EXPECT_EQ(site.go_on(min(1)), (Events{{"oncall ALERT/worsened", 1}, {"oncall RESOLVE/worsened", 1}}));
}

TEST(ResolveDelay, WhatIsDismissedStaysSo) {
  Timeline site = told();
  site.reports[http]["oncall"].told = Told::dismissed;
  site.show(http, checked_now(site, State::ok));
  EXPECT_EQ(site.go_on(min(3)), Events{});
  site.show(http, checked_now(site, State::critical));
  EXPECT_EQ(site.go_on(min(3)), Events{});
  EXPECT_EQ(site.report(http).told, Told::dismissed);
}

TEST(ResolveDelay, ADowntimeIsNoRecovery) {
  Timeline site = told();
  site.show(http, checked_now(site, State::critical).in_downtime());
  EXPECT_EQ(site.look(), (Events{{"oncall RESOLVE", 1}}));
}

TEST(ResolveDelay, WhatIlertHasNotTakenWaits) {
  Timeline site = told();
  site.show(http, checked_now(site, State::ok));
  site.look();
  EXPECT_TRUE(site.report(http).held) << "nobody is called for what is over by now";
}

// It was seen to be over, and then nobody looked.
TEST(ResolveDelay, WhatWasOverForLongerAndIsBackCallsAgain) {
  Timeline site = told();
  site.show(http, checked_now(site, State::ok));
  EXPECT_EQ(site.look(), Events{});
  site.now += min(60);
  site.show(http, checked_now(site, State::critical));
  EXPECT_EQ(site.look(), (Events{{"oncall ALERT", 1}, {"oncall RESOLVE", 1}}));
  EXPECT_EQ(site.go_on(min(5)), Events{});
}

TEST(ResolveDelay, WhatWasOverForLongerBeforeSomebodyTookItUpIsStillHis) {
  Timeline site = told();
  site.show(http, checked_now(site, State::ok));
  EXPECT_EQ(site.look(), Events{});
  site.now += min(60);
  site.show(http, checked_now(site, State::critical).acknowledged());
  EXPECT_EQ(site.look(), (Events{{"oncall ACCEPT", 1}})) << "somebody who is on it knows of it";
}
