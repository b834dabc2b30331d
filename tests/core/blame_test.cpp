#include "ilert-bridge/core/blame.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;

const Setback forbidden{.outcome = Outcome::route_held, .http_status = 403};
const Setback broken{.outcome = Outcome::failed, .http_status = 500};
const Blamed the_route;
const Blamed suspected{.own = true};
const Blamed proven{.own = true, .required_only = true};
const Blamed given_up{.own = true, .required_only = true, .give_up = true};

Setback with(Setback setback, bool required_only) {
  setback.required_only = required_only;
  return setback;
}
Setback of_type(Setback setback, EventType type) {
  setback.type = type;
  return setback;
}

// A route: one event fails now and then, and others may get through in between.
class BlameTest : public ::testing::Test {
 protected:
  Blamed fails(const Setback& setback, const char* key = "x") { return blame.failed(key, setback, at); }
  Blamed fails_after_others(const Setback& setback, Span later = 0s) {
    at += later;
    for (int i = 0; i < 5; ++i) blame.passed("other" + std::to_string(i));
    return fails(setback);
  }

  Blame blame;
  Time at = from_unix(1'800'000'000);
};

TEST_F(BlameTest, ARefusalIsTheRoutesAsLongAsNothingGetsThrough) {
  blame.passed("before");
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(fails(forbidden), the_route);
    EXPECT_EQ(fails(forbidden, "y"), the_route);
    at += 15min;
  }
}

TEST_F(BlameTest, ARefusalIsTheEventsOwnOnceSomethingElseGotThrough) {
  EXPECT_EQ(fails(forbidden), the_route);
  EXPECT_EQ(fails_after_others(forbidden), proven);
  EXPECT_EQ(fails(with(forbidden, true)), proven) << "and stays so, also while nothing else leaves";
  EXPECT_EQ(fails(forbidden, "y"), suspected) << "of another one nobody knows yet";
}

TEST_F(BlameTest, WhatIsRefusedForItselfIsGivenUpAfterTwoMinutesWithRequiredFieldsOnly) {
  fails(forbidden);
  for (int i = 0; i < 7; ++i) EXPECT_EQ(fails_after_others(with(forbidden, i > 0), 15s), proven) << i;
  EXPECT_EQ(fails_after_others(forbidden, 15s), proven) << "never before it was tried with these";
  EXPECT_EQ(fails_after_others(with(forbidden, true)), given_up);
}

TEST_F(BlameTest, AKeyThatStopsWorkingLaterHoldsTheRouteAllTheSame) {
  fails(forbidden);
  fails_after_others(forbidden);
  blame.forget("x");
  EXPECT_EQ(fails(forbidden, "a"), suspected);
  EXPECT_EQ(fails(forbidden, "b"), suspected);
  EXPECT_EQ(fails(forbidden, "c"), the_route) << "three, and nothing got through";
  blame.passed("d");
  EXPECT_EQ(fails(forbidden, "e"), the_route) << "what was known is forgotten with that";
}

TEST_F(BlameTest, ATypeThatIlertNeverTakesDoesNotHoldTheRouteAgain) {
  const Setback comment = of_type(forbidden, EventType::comment);
  EXPECT_EQ(fails(comment), the_route);
  EXPECT_EQ(fails_after_others(comment), proven);
  for (int i = 0; i < 9; ++i) EXPECT_EQ(fails(comment, "y"), proven) << "a quiet route";
  EXPECT_EQ(fails(of_type(forbidden, EventType::accept), "z"), the_route) << "this one may be meant";
  Setback now_held = with(comment, true);
  now_held.route_held = true;
  at += 1h;
  EXPECT_EQ(fails(now_held, "y"), the_route) << "and nothing is given up while the route is held";
}

TEST_F(BlameTest, AnotherTypeOrAnotherKindOfAnswerIsJudgedAnew) {
  fails(forbidden);
  EXPECT_EQ(fails_after_others(of_type(forbidden, EventType::resolve)), the_route);
  EXPECT_EQ(fails_after_others(broken), the_route);
  EXPECT_EQ(fails_after_others(of_type(forbidden, EventType::resolve)), the_route);
}

TEST_F(BlameTest, AServerErrorIsTheEventsOwnAfterFiveTimesAndTenMinutesWithDeliveriesInBetween) {
  fails(broken);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(fails_after_others(broken, 3min), the_route) << i;
  EXPECT_EQ(fails_after_others(broken), proven);
  EXPECT_EQ(fails_after_others(with(broken, true)), given_up);
}

TEST_F(BlameTest, NothingIsGivenUpWhileIlertIsDown) {
  fails(broken);
  for (int i = 0; i < 100; ++i) {
    at += 1min;
    EXPECT_EQ(fails(broken), the_route);
  }
  EXPECT_EQ(fails_after_others(broken), the_route) << "one delivery is no proof";
}

TEST_F(BlameTest, WhatWasToBlameIsNotGivenUpInTheOutageThatFollows) {
  fails(broken);
  for (int i = 0; i < 5; ++i) fails_after_others(broken, 3min);
  EXPECT_EQ(fails(with(broken, true)), the_route) << "nothing got through since its last try";
  EXPECT_EQ(fails_after_others(with(broken, true)), given_up);
}

TEST_F(BlameTest, WhereMostFailAndFewGetThroughNothingIsGivenUp) {
  for (int round = 0; round < 30; ++round) {
    at += 1min;
    blame.passed("lucky");
    for (const char* key : {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"})
      EXPECT_EQ(fails(with(broken, round > 5), key), the_route) << round;
  }
}

TEST_F(BlameTest, ManyFailuresInAShortTimeProveNothing) {
  fails(broken);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(fails_after_others(broken, 5s), the_route);
}

TEST_F(BlameTest, AClockSetBackBeginsTheWaitAnew) {
  fails(broken);
  at -= 10h;
  for (int i = 0; i < 6; ++i) EXPECT_EQ(fails_after_others(broken, 1min), the_route);
  EXPECT_EQ(fails_after_others(broken, 10min), proven);
}

TEST_F(BlameTest, WhatGotThroughIsWithoutBlame) {
  fails(forbidden);
  blame.passed("x");
  EXPECT_EQ(fails(forbidden), the_route);
}

}  // namespace
}  // namespace ilert_bridge
