#include "ilert-bridge/core/repeats.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;
const Time at = from_unix(1'800'000'000);

TEST(Repeats, AFaultIsSaidWhenItBeginsAndWhenItEnds) {
  Repeats fault;
  EXPECT_FALSE(fault.ends()) << "nothing was wrong";
  EXPECT_TRUE(fault.fails("refused", at));
  EXPECT_FALSE(fault.fails("refused", at + 24h));
  EXPECT_TRUE(fault.ends());
  EXPECT_FALSE(fault.ends());
}

TEST(Repeats, OtherWordsAreHeardOnceAMinute) {
  Repeats fault;
  EXPECT_TRUE(fault.fails("refused 1", at));
  EXPECT_FALSE(fault.fails("refused 2", at + 59s));
  EXPECT_TRUE(fault.fails("refused 3", at + 60s));
}

TEST(Repeats, WhatComesAndGoesIsSaidOnceAMinute) {
  Repeats fault;
  int lines = 0;
  for (Time now = at; now < at + 10min; now += 2s) {
    lines += fault.fails("refused", now) ? 1 : 0;
    lines += fault.ends() ? 1 : 0;
  }
  EXPECT_EQ(lines, 20) << "a line each for its coming and its going, ten times";
}

TEST(Repeats, WhatWasNotSaidBecauseItCameTooSoonIsSaidIfItStays) {
  Repeats fault;
  EXPECT_TRUE(fault.fails("refused", at));
  EXPECT_TRUE(fault.ends());
  EXPECT_FALSE(fault.fails("refused", at + 10s));
  EXPECT_TRUE(fault.fails("refused", at + 61s));
}

TEST(Repeats, TheSameWordsMayBeWorthAReminder) {
  Repeats fault{15min};
  EXPECT_TRUE(fault.fails("refused", at));
  EXPECT_FALSE(fault.fails("refused", at + 14min));
  EXPECT_TRUE(fault.fails("refused", at + 15min));
}

TEST(Repeats, AClockThatWasSetBackDoesNotSilenceThem) {
  Repeats fault;
  EXPECT_TRUE(fault.fails("refused", at));
  EXPECT_TRUE(fault.ends());
  EXPECT_TRUE(fault.fails("refused", at - 1h));
}

}  // namespace
}  // namespace ilert_bridge
