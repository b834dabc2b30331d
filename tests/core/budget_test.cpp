#include "ilert-bridge/core/budget.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <vector>

using namespace ilert_bridge;
using namespace std::chrono_literals;

namespace {

const Time start = from_unix(1'800'000'000);

// More than `allowed` within any 60 seconds? The times ascend.
bool exceeds(const std::vector<Time>& attempts, int allowed) {
  for (std::size_t i = static_cast<std::size_t>(allowed); i < attempts.size(); ++i)
    if (attempts[i] - attempts[i - static_cast<std::size_t>(allowed)] < budget_window) return true;
  return false;
}

}  // namespace

TEST(Budget, MaySpendItAllAtOnceAndThenWaits) {
  Budget budget(3);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(budget.next(start), start);
    EXPECT_EQ(budget.left(start), 3 - i);
    budget.spend(start);
  }
  EXPECT_EQ(budget.left(start), 0);
  EXPECT_EQ(budget.next(start), start + 60s);
  EXPECT_EQ(budget.next(start + 59'999ms), start + 60s);
  EXPECT_EQ(budget.next(start + 60s), start + 60s);
  EXPECT_EQ(budget.left(start + 60s), 3);
}

TEST(Budget, TheOldestAttemptMakesRoomFirst) {
  Budget budget(2);
  budget.spend(start);
  budget.spend(start + 10s);
  EXPECT_EQ(budget.next(start + 20s), start + 60s);
  budget.spend(start + 60s);
  EXPECT_EQ(budget.next(start + 60s), start + 70s);
}

TEST(Budget, ARestartGivesNoSecondHelping) {
  Budget budget(2, {{start + 30s}, {start}, {start - 2min}});
  EXPECT_EQ(budget.left(start + 31s), 0);
  EXPECT_EQ(budget.next(start + 31s), start + 60s);
}

TEST(Budget, AfterASmallerBudgetIsSetTheOldAttemptsStillCount) {
  Budget budget(1, {{start}, {start + 1s}, {start + 2s}});
  EXPECT_EQ(budget.left(start + 3s), 0);
  EXPECT_EQ(budget.next(start + 3s), start + 62s);
}

TEST(Budget, AClockSetBackCountsLaterAttemptsAsNow) {
  Budget budget(1);
  budget.spend(start);
  EXPECT_EQ(budget.next(start - 1h), start - 1h + 60s);
  EXPECT_EQ(budget.next(start - 1h + 60s), start - 1h + 60s);
}

TEST(Budget, ANonsenseBudgetStillLetsOneThrough) {
  Budget budget(0);
  EXPECT_EQ(budget.next(start), start);
}

// Real time goes on by itself; the clock that Budget sees is set back now and then. What counts is real time.
TEST(Budget, IsNeverExceededThoughTheClockIsSetBack) {
  EXPECT_TRUE(rc::check("attempts in any 60 real seconds", [] {
    const int allowed = *rc::gen::inRange(1, 6);
    Budget budget(allowed);
    Time real = start;
    Span set_back{};
    std::vector<Time> attempts;
    const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(0, 30'000), rc::gen::inRange(0, 20)));
    for (const auto& [pass, dice] : steps) {
      real += Span{pass};
      if (dice == 0) set_back += Span{pass * 40};
      const Time clock = real - set_back;
      if (budget.next(clock) > clock) continue;
      budget.spend(clock);
      attempts.push_back(real);
    }
    RC_ASSERT(!exceeds(attempts, allowed));
  }));
}

TEST(Budget, IsNeverExceededWhenWaitingAsTold) {
  EXPECT_TRUE(rc::check("attempts at the earliest time allowed, over restarts and clocks set ahead", [] {
    const int allowed = *rc::gen::inRange(1, 50);
    std::vector<Time> attempts;
    std::vector<Spent> history;
    Budget budget(allowed);
    Time now = start;
    const auto dice = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 40));
    for (const int face : dice) {
      if (face == 0) budget = Budget(allowed, history);
      if (face == 1) now += 7min;
      const Time next = budget.next(now);
      RC_ASSERT(next >= now);
      now = next + Span{face};
      budget.spend(now);
      attempts.push_back(now);
      history.push_back({now});
    }
    RC_ASSERT(!exceeds(attempts, allowed));
  }));
}

namespace {

// ilert takes `limit` in each fixed minute; sends whatever the budget allows in one minute, and gives how
// many were taken.
int a_minute_of(Budget& budget, int limit, Time& now) {
  int sent = 0;
  int taken = 0;
  while (budget.left(now) > 0) {
    budget.spend(now);
    if (++sent <= limit) {
      ++taken;
    } else {
      budget.limited(now);
    }
  }
  now += 61s;
  return taken;
}

}  // namespace

TEST(Budget, LearnsFromA429WhatIlertTakes) {
  Budget budget(45);
  Time now = start;
  a_minute_of(budget, 30, now);
  EXPECT_EQ(budget.pace(now), 30);
  EXPECT_EQ(a_minute_of(budget, 30, now), 30);
  EXPECT_EQ(budget.pace(now), 30) << "no other 429";
}

TEST(Budget, FindsOutThatMoreIsTakenAgain) {
  Budget budget(45);
  Time now = start;
  a_minute_of(budget, 30, now);
  now += 10min;
  EXPECT_GT(budget.pace(now), 30);
  now += 5min;
  EXPECT_EQ(budget.pace(now), 45);
}

TEST(Budget, ALimitThatStaysIsTriedLessAndLessOften) {
  Budget budget(45);
  Time now = start;
  int too_fast = 0;
  for (int minute = 0; minute < 8 * 60; ++minute) {
    too_fast += budget.pace(now) > 30;
    a_minute_of(budget, 30, now);
  }
  EXPECT_LE(too_fast, 12) << "minutes with a 429 in eight hours";
}

TEST(Budget, OthersWhoUseTheKeyDoNotStopItAltogether) {
  Budget budget(45);
  Time now = start;
  a_minute_of(budget, 0, now);
  EXPECT_EQ(budget.pace(now), 9);
}

TEST(Budget, WhatWasLearnedSurvivesARestart) {
  std::vector<Spent> history;
  for (int attempt = 0; attempt < 31; ++attempt) history.push_back({start, attempt == 30});
  Budget budget(45, history);
  EXPECT_EQ(budget.pace(start + 2min), 30);
  EXPECT_EQ(budget.left(start + 30s), 0);
}
