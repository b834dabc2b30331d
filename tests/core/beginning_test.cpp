// When a problem that is told began is known until its end is told, whatever a look shows between.
#include <gtest/gtest.h>

#include "tests/core/timeline.hpp"

using namespace ilert_bridge;

namespace {

const Subject http{"prod", "web01", "HTTP", ""};
const Time began = noon - min(10);  // as the server's columns say

Timeline told() {
  Timeline site{.routes = {Route{}}};
  site.routes[0].name = "oncall";
  site.show(http, service(State::critical));
  EXPECT_EQ(site.look(), (Events{{"oncall ALERT", 1}}));
  EXPECT_EQ(site.report(http).alert_worthy_since, began);
  site.now += min(1);
  return site;
}

Scene since_now(const Timeline& site, State state) {
  return service(state).checked(site.now - s(1)).changed(site.now - s(1));
}

}  // namespace

TEST(Beginning, StandsThroughOtherStates) {
  Timeline site = told();
  site.show(http, since_now(site, State::unknown));
  EXPECT_EQ(site.look(), (Events{{"oncall COMMENT/state_changed", 1}}));
  EXPECT_EQ(site.report(http).alert_worthy_since, began);
  site.show(http, since_now(site, State::unknown).acknowledged());
  EXPECT_EQ(site.look(), (Events{{"oncall ACCEPT", 1}}));
  EXPECT_EQ(site.report(http).alert_worthy_since, began);
}

TEST(Beginning, StandsThroughARecoveryWithinResolveDelay) {
  Timeline site = told();
  site.routes[0].resolve_delay = min(5);
  site.show(http, since_now(site, State::ok));
  EXPECT_EQ(site.look(), Events{});
  EXPECT_EQ(site.report(http).alert_worthy_since, began);
  site.now += min(1);
  site.show(http, since_now(site, State::critical));
  EXPECT_EQ(site.look(), Events{});
  EXPECT_EQ(site.report(http).alert_worthy_since, began);
}

TEST(Beginning, OfACallThatRepeatsIsThatOfTheProblem) {
  Timeline site = told();
  site.routes[0].priority[State::unknown] = Priority::low;
  site.show(http, since_now(site, State::critical).acknowledged());
  site.look();
  site.show(http, since_now(site, State::critical));
  EXPECT_EQ(site.look(), (Events{{"oncall RESOLVE/ack_removed", 1}, {"oncall ALERT/ack_removed", 1}}));
  EXPECT_EQ(site.report(http).alert_worthy_since, began);
}

TEST(Beginning, OfWhatWasOverAndIsBackIsItsOwn) {
  Timeline site = told();
  const Time again = site.now - s(1);
  site.show(http,
            since_now(site, State::critical).seen([&](Observation& it) { it.last_good = again - s(5); }));
  EXPECT_EQ(site.look(), (Events{{"oncall RESOLVE", 1}, {"oncall ALERT", 1}}));
  EXPECT_EQ(site.report(http).alert_worthy_since, again);
}

TEST(Beginning, IsForgottenWithTheEnd) {
  Timeline site = told();
  site.show(http, since_now(site, State::critical).in_downtime());
  EXPECT_EQ(site.look(), (Events{{"oncall RESOLVE", 1}}));
  EXPECT_EQ(site.report(http).alert_worthy_since, std::nullopt);
  EXPECT_TRUE(site.report(http).in_downtime);
  site.show(http, since_now(site, State::ok));
  site.look();
  EXPECT_TRUE(site.reports.empty());
}
