// A normal acknowledgement falls with any change of the state: nobody took it back, and nobody is on it.
#include <gtest/gtest.h>

#include "ilert-bridge/core/wording.hpp"
#include "tests/core/timeline.hpp"

using namespace ilert_bridge;

namespace {

const Subject http{"prod", "web01", "HTTP", ""};

// CRITICAL, told and acknowledged.
Timeline acknowledged(std::set<State> alert_on, AckRemoved policy = AckRemoved::reopen) {
  Timeline site{.routes = {Route{}}};
  site.routes[0].name = "oncall";
  site.routes[0].alert_on = std::move(alert_on);
  site.routes[0].policy.ack_removed = policy;
  site.show(http, service(State::critical));
  site.look();
  site.now += s(30);
  site.show(http, service(State::critical).acknowledged());
  EXPECT_EQ(site.look(), (Events{{"oncall ACCEPT", 1}}));
  site.now += min(5);
  return site;
}

Events becomes(Timeline& site, State state, const Scene& like) {
  site.show(http, like.state(state).checked(site.now - s(1)).changed(site.now - s(1)));
  const Events told = site.look();
  site.now += min(5);
  return told;
}
Events becomes(Timeline& site, State state) { return becomes(site, state, service(state)); }

const std::set<State> bad{State::critical, State::warning, State::unknown};
const std::set<State> worst{State::critical};

}  // namespace

TEST(FallenAcknowledgement, CallsWhenItIsAsBadAgainAsItWasAcknowledged) {
  Timeline site = acknowledged(bad);
  EXPECT_EQ(becomes(site, State::warning), (Events{{"oncall COMMENT/ack_outlived", 1}}));
  EXPECT_EQ(becomes(site, State::critical),
            (Events{{"oncall RESOLVE/ack_fell", 1}, {"oncall ALERT/ack_fell", 1}}));
  EXPECT_EQ(site.report(http).outlived, std::nullopt) << "that call is told";
  EXPECT_EQ(becomes(site, State::warning), (Events{{"oncall COMMENT/state_changed", 1}}));
  EXPECT_EQ(becomes(site, State::critical), (Events{{"oncall COMMENT/state_changed", 1}}));
}

TEST(FallenAcknowledgement, IsRememberedWhateverIsBetween) {
  Timeline site = acknowledged(bad);
  becomes(site, State::warning);
  EXPECT_EQ(becomes(site, State::unknown), (Events{{"oncall COMMENT/state_changed", 1}}));
  EXPECT_EQ(becomes(site, State::critical),
            (Events{{"oncall RESOLVE/ack_fell", 1}, {"oncall ALERT/ack_fell", 1}}));
}

TEST(FallenAcknowledgement, OfWhatIsAcknowledgedAgainIsForgotten) {
  Timeline site = acknowledged(bad);
  becomes(site, State::warning);
  EXPECT_EQ(becomes(site, State::warning, service(State::warning).acknowledged(berta)),
            (Events{{"oncall COMMENT/remark_changed", 1}}));
  EXPECT_EQ(becomes(site, State::critical, service(State::critical).acknowledged(berta)),
            (Events{{"oncall COMMENT/state_changed", 1}}));
}

TEST(FallenAcknowledgement, FollowsThePolicy) {
  Timeline commenting = acknowledged(bad, AckRemoved::comment);
  becomes(commenting, State::warning);
  EXPECT_EQ(becomes(commenting, State::critical), (Events{{"oncall COMMENT/ack_fell", 1}}));
  Timeline ignoring = acknowledged(bad, AckRemoved::ignore);
  becomes(ignoring, State::warning);
  EXPECT_EQ(becomes(ignoring, State::critical), (Events{{"oncall COMMENT/state_changed", 1}}));
}

TEST(FallenAcknowledgement, ByAStateThatDoesNotAlertIsNotCalledTakenBack) {
  Timeline site = acknowledged(worst);
  EXPECT_EQ(becomes(site, State::unknown), Events{});
  EXPECT_EQ(becomes(site, State::critical),
            (Events{{"oncall RESOLVE/ack_fell", 1}, {"oncall ALERT/ack_fell", 1}}));
}

TEST(FallenAcknowledgement, BetweenTwoLooksIsNotCalledTakenBackEither) {
  Timeline site = acknowledged(worst);
  EXPECT_EQ(becomes(site, State::critical),
            (Events{{"oncall RESOLVE/ack_fell", 1}, {"oncall ALERT/ack_fell", 1}}));
}

TEST(FallenAcknowledgement, IsToldFromOneThatWasTakenBack) {
  Timeline site = acknowledged(bad);
  site.show(http, service(State::critical));
  EXPECT_EQ(site.look(), (Events{{"oncall RESOLVE/ack_removed", 1}, {"oncall ALERT/ack_removed", 1}}));
}

// A sticky one outlives changes of the state.
TEST(FallenAcknowledgement, IsToldFromAStickyOneThatWasTakenBack) {
  Timeline site = acknowledged(bad);
  becomes(site, State::warning, service(State::warning).acknowledged());
  becomes(site, State::critical, service(State::critical).acknowledged());
  site.show(http, service(State::critical).changed(site.now - min(5)).checked(site.now - s(1)));
  EXPECT_EQ(site.look(), (Events{{"oncall RESOLVE/ack_removed", 1}, {"oncall ALERT/ack_removed", 1}}));
}

TEST(FallenAcknowledgement, InARestartIsLostAndCallsNobody) {
  Timeline site = acknowledged(worst);
  site.program = second_run;
  EXPECT_EQ(becomes(site, State::unknown), Events{});
  EXPECT_EQ(becomes(site, State::critical), (Events{{"oncall COMMENT/ack_lost", 1}}));
  site.now += min(5);
  EXPECT_EQ(site.look(), Events{});
}

TEST(FallenAcknowledgement, IsCalledSoOnThePage) {
  Report before;
  before.told = Told::accepted;
  before.remark = anna;
  Verdict verdict;
  verdict.shows = Shows::alerting;
  verdict.state = State::critical;
  const auto words = [&](EventType type) {
    return sentence({type, Because::ack_fell}, verdict, before, {}, "");
  };
  EXPECT_EQ(words(EventType::alert),
            "The acknowledgement by anna fell with a change of the state, and the problem is still there");
  EXPECT_EQ(words(EventType::comment),
            "The acknowledgement by anna fell with a change of the state; the state is CRITICAL");
}
