// The wall clock jumps, the steady clock does not: delivery goes on as if nothing had been.
#include <cstdlib>

#include "tests/system/jumping_clock.hpp"
#include "tests/system/oracle.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
using std::chrono::hours;

TEST_F(JumpingClock, AnHourToAndFroDelaysNothingAndResolvesNothing) {
  fails("A");
  start();
  ASSERT_TRUE(becomes("A", AlertStatus::pending));
  for (const seconds ahead : {seconds{hours{1}}, seconds{0}, seconds{-hours{1}}, seconds{0}})
    ASSERT_NO_FATAL_FAILURE(jump_in_trouble(ahead));
  EXPECT_EQ(told("A"), Types{"ALERT"}) << "nothing was ever well with it";
  EXPECT_EQ(told("B"),
            (Types{"ALERT", "RESOLVE", "ALERT", "RESOLVE", "ALERT", "RESOLVE", "ALERT", "RESOLVE"}));
  EXPECT_EQ(rig.stop(), 0);
  expect_a_good_end(rig);
}

// The last second of a year comes twice, as kernels do it.
TEST_F(JumpingClock, ALeapSecondAtTheTurnOfTheYearIsNothing) {
  constexpr std::chrono::sys_days turn = std::chrono::year{2029} / 1 / 1;
  const auto before = std::chrono::floor<seconds>(turn - now()) - seconds{2};
  fails("A");
  set(before);
  start();
  ASSERT_TRUE(becomes("A", AlertStatus::pending));
  ASSERT_NO_FATAL_FAILURE(jump_in_trouble(before - seconds{1}));
  ASSERT_TRUE(
      eventually([&] { return rig.world.now() > std::chrono::floor<seconds>(turn - Time{}).count(); }));
  fails("C");
  ASSERT_TRUE(becomes("C", AlertStatus::pending));
  EXPECT_EQ(told("A"), Types{"ALERT"});
  EXPECT_EQ(told("B"), (Types{"ALERT", "RESOLVE"}));
  EXPECT_EQ(rig.stop(), 0);
  EXPECT_NE(rig.log().find("2028-12-31T23:59:"), std::string::npos);
  EXPECT_NE(rig.log().find("2029-01-01T00:00:"), std::string::npos);
  expect_a_good_end(rig);
}

TEST_F(JumpingClock, WhatIsLeftBehindInTheFutureByARunBeforeIsNoHindrance) {
  fails("A");
  set(hours{1});
  start();
  ASSERT_TRUE(becomes("A", AlertStatus::pending));
  rig.kill();
  set(seconds{0});
  recovers("A");
  fails("C");
  start();
  EXPECT_TRUE(comes_to_rest(rig));
  expect_a_good_end(rig);
}

class JumpingClockWithDelay : public JumpingClock {
 protected:
  JumpingClockWithDelay() : JumpingClock({.route_keys = "delay = \"3s\"\n"}) {}
};

TEST_F(JumpingClockWithDelay, ADelayIsNoHourLongerForAClockThatIsSetBack) {
  start();
  ASSERT_TRUE(rig.looks_again());
  fails("A");
  ASSERT_TRUE(rig.looks_again());
  set(-hours{1});
  EXPECT_TRUE(becomes("A", AlertStatus::pending));
}

class JumpingClockWithBudget : public JumpingClock {
 protected:
  JumpingClockWithBudget() {
    replace_in_config(rig, "events_per_minute = 10000", "events_per_minute = 5");
    for (int i = 0; i < problems; ++i) {
      rig.world.add_service("web02", "S" + std::to_string(i));
      rig.world.service_check("web02", "S" + std::to_string(i), 2, "down");
    }
  }
  static constexpr int problems = 12;
  int sent() const { return static_cast<int>(rig.ilert.events().size()); }
};

TEST_F(JumpingClockWithBudget, AJumpIsWorthOneWindowAtMost) {
  start();
  ASSERT_TRUE(rig.ilert.wait_until([&] { return sent() >= 5; }));
  set(hours{1});
  ASSERT_TRUE(rig.looks_again());
  fails("A");
  ASSERT_TRUE(rig.looks_again());
  set(seconds{0});
  ASSERT_TRUE(rig.looks_again());
  fails("B");
  ASSERT_TRUE(rig.looks_again());
  EXPECT_LE(sent(), 10);
}

TEST_F(JumpingClockWithBudget, AClockSetBackHoldsTheRestUpForAMinuteNotForAnHour) {
  if (std::getenv("ILERT_BRIDGE_NIGHTLY") == nullptr)
    GTEST_SKIP() << "takes minutes: set ILERT_BRIDGE_NIGHTLY";
  start();
  ASSERT_TRUE(rig.ilert.wait_until([&] { return sent() >= 5; }));
  set(-hours{1});
  EXPECT_TRUE(comes_to_rest(rig, std::chrono::minutes{4}));
  EXPECT_LE(rig.ilert.most_events_within(seconds{59}), 10);
  expect_a_good_end(rig);
}

}  // namespace
}  // namespace ilert_bridge
