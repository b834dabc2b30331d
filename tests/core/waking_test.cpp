#include "ilert-bridge/core/waking.hpp"

#include <gtest/gtest.h>

#include "ilert-bridge/core/manner.hpp"

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;

const Waking::Moment start = Waking::Moment{} + 1h;
constexpr double middling = 0.5;

Waking able() {
  Waking waking;
  waking.asked(true, start);
  return waking;
}

// Woken, and the look finds what it is told to.
void wake(Waking& waking, News news, int times = 1) {
  for (int i = 0; i < times; ++i) {
    waking.ended(WaitEnd::woken, start);
    waking.looked(true, news, start);
  }
}

// Answered again and again before its time.
void answer_early(Waking& waking) {
  for (int i = 0; i < 3; ++i) waking.ended(WaitEnd::early, start);
}

// Waits fail, and looks between them do not.
void fail_beside_looks(Waking& waking, int times) {
  for (int i = 0; i < times; ++i) {
    waking.failed("connection refused", start, middling);
    waking.looked(false, News::none, start);
  }
}

TEST(Waking, AServerIsAskedBeforeItIsWaitedFor) {
  const Waking waking;
  EXPECT_EQ(waking.doubt(), WakeDoubt::unasked);
  EXPECT_FALSE(waking.wakes_us());
  EXPECT_TRUE(able().wakes_us());
}

TEST(Waking, AServerThatCannotIsAskedAgainRarely) {
  Waking waking;
  waking.asked(false, start);
  EXPECT_EQ(waking.doubt(), WakeDoubt::unable);
  EXPECT_EQ(waking.not_before(), start + 10min);
  waking.asked(false, start);
  EXPECT_EQ(waking.not_before(), start + 20min);
  for (int i = 0; i < 20; ++i) waking.asked(false, start);
  EXPECT_EQ(waking.not_before(), start + 2h);
  waking.asked(true, start);
  EXPECT_TRUE(waking.wakes_us());
}

TEST(Waking, AnswersThatComeTooEarlyAreNoWaits) {
  Waking waking = able();
  waking.ended(WaitEnd::early, start);
  EXPECT_EQ(waking.not_before(), start + 250ms) << "no busy loop, not even a short one";
  EXPECT_TRUE(waking.wakes_us());
  waking.ended(WaitEnd::early, start);
  waking.ended(WaitEnd::early, start);
  EXPECT_EQ(waking.doubt(), WakeDoubt::noisy);
  EXPECT_EQ(waking.not_before(), start + 10min);
}

// Somebody hands in sixty results a second: each wakes us, and nearly none of them is a problem.
TEST(Waking, WokenAllTheTimeForNothingItStillWakesUs) {
  Waking waking = able();
  wake(waking, News::none, 1000);
  EXPECT_TRUE(waking.wakes_us());
  EXPECT_LE(waking.not_before(), start);
}

TEST(Waking, StatesThatNobodyHeraldedTenTimesMeanDeaf) {
  Waking waking = able();
  for (int i = 0; i < 9; ++i) waking.looked(false, News::states, start);
  wake(waking, News::others);
  for (int i = 0; i < 9; ++i) waking.looked(false, News::states, start);
  EXPECT_TRUE(waking.wakes_us());
  waking.looked(false, News::states, start);
  EXPECT_EQ(waking.doubt(), WakeDoubt::deaf);
}

// Of Naemon with log_external_commands=0, as in OMD.
TEST(Waking, AcknowledgementsThatNobodyHeraldedAreNoSign) {
  Waking waking = able();
  for (int i = 0; i < 100; ++i) waking.looked(false, News::others, start);
  EXPECT_TRUE(waking.wakes_us());
}

TEST(Waking, QuietIsNoReasonForDoubt) {
  Waking waking = able();
  for (int i = 0; i < 1000; ++i) {
    waking.ended(WaitEnd::quiet, start);
    waking.looked(false, News::none, start);
  }
  EXPECT_TRUE(waking.wakes_us());
  EXPECT_LE(waking.not_before(), start);
}

TEST(Waking, WhatWasGivenUpComesBackWhenItProvesUseful) {
  Waking waking = able();
  answer_early(waking);
  waking.asked(true, start + 10min);
  EXPECT_EQ(waking.doubt(), WakeDoubt::noisy) << "tried again, not believed yet";
  wake(waking, News::states);
  EXPECT_TRUE(waking.wakes_us());
  answer_early(waking);
  EXPECT_EQ(waking.not_before(), start + 10min) << "its past is forgiven";
}

TEST(Waking, ASecondConnectionThatFailsIsTriedInGrowingPauses) {
  Waking waking = able();
  waking.failed("connection refused", start, middling);
  EXPECT_EQ(waking.not_before(), start + 1s);
  EXPECT_TRUE(waking.wakes_us()) << "once is nothing";
  waking.failed("connection refused", start, middling);
  EXPECT_EQ(waking.not_before(), start + 2s);
  for (int i = 0; i < 20; ++i) waking.failed("connection refused", start, middling);
  EXPECT_EQ(waking.not_before(), start + 5min);
  EXPECT_TRUE(waking.wakes_us()) << "nobody has looked meanwhile: it may be the site";
}

TEST(Waking, ASecondConnectionThatFailsBesideThreeLooksIsNotToBeHad) {
  Waking waking = able();
  fail_beside_looks(waking, 2);
  EXPECT_TRUE(waking.wakes_us());
  fail_beside_looks(waking, 1);
  EXPECT_EQ(waking.doubt(), WakeDoubt::no_second);
  EXPECT_EQ(waking.failure(), "connection refused");
  waking.ended(WaitEnd::quiet, start);
  EXPECT_TRUE(waking.wakes_us());
  EXPECT_EQ(waking.failure(), "");
}

// A core that restarts cuts the wait, and refuses connections until it is there again.
TEST(Waking, WhatFailsWhileTheSiteIsDownIsTheSites) {
  Waking waking = able();
  fail_beside_looks(waking, 2);
  for (int i = 0; i < 5; ++i) {
    waking.failed("connection refused", start, middling);
    waking.site_failed();
  }
  EXPECT_LE(waking.not_before(), start) << "as soon as it answers it is waited for";
  waking.looked(false, News::states, start);
  EXPECT_TRUE(waking.wakes_us());
  fail_beside_looks(waking, 2);
  EXPECT_TRUE(waking.wakes_us()) << "counted anew";
}

TEST(Waking, ASiteThatFailsEndsNoHoliday) {
  Waking waking = able();
  answer_early(waking);
  waking.site_failed();
  EXPECT_EQ(waking.not_before(), start + 10min);
}

TEST(Waking, TheSecondConnectionGoesWhenTheFirstSuffersTwice) {
  Waking waking = able();
  waking.lost(true);
  waking.looked(false, News::none, start);
  EXPECT_TRUE(waking.wakes_us());
  waking.looked(false, News::none, start);
  EXPECT_TRUE(waking.wakes_us()) << "one loss counts once";
  waking.lost(true);
  waking.looked(false, News::none, start);
  EXPECT_EQ(waking.doubt(), WakeDoubt::no_second);
  EXPECT_EQ(waking.not_before(), start + 10min);
}

TEST(Waking, ALookThatFailsWhileNobodyWaitsSaysNothingAboutWaiting) {
  Waking waking = able();
  for (int i = 0; i < 5; ++i) {
    waking.lost(false);
    waking.looked(false, News::none, start);
  }
  EXPECT_TRUE(waking.wakes_us());
}

TEST(Manner, SaysHowOftenAndWhy) {
  EXPECT_EQ(manner_of(WakeDoubt::none, "", 5s, 0s, 2ms).words, "woken, looks every 5s at the latest");
  EXPECT_EQ(manner_of(WakeDoubt::unable, "", 5s, 1s, 50ms).words, "polled every 5s: it cannot wake us");
  EXPECT_EQ(manner_of(WakeDoubt::no_second, "refused", 5s, 0s, 2ms).words,
            "polled every 5s: no second connection (refused)");
}

TEST(Manner, TellsAFrozenCoreFromASlowOne) {
  EXPECT_EQ(unfinished_look(60s, 60s),
            "it has answered nothing for 1 min, its core hangs or the way to it is cut");
  EXPECT_EQ(unfinished_look(60s, 40s),
            "it has answered nothing for 40 s, its core hangs or the way to it is cut");
  EXPECT_EQ(unfinished_look(60s, 5s), "a look has not come to its end for 1 min, the site answers slowly");
  EXPECT_EQ(unfinished_look(60s, 0s), "a look has not come to its end for 1 min, the site answers slowly");
}

TEST(Manner, SaysWhenLooksAreTooDearForTheirPause) {
  const Manner manner = manner_of(WakeDoubt::unable, "", 5s, 38s, 2s);
  EXPECT_EQ(manner.words,
            "polled every 38s: it cannot wake us; a look costs it 2s, so the pause is longer than 5s");
  EXPECT_EQ(manner.pause, 38s);
}

}  // namespace
}  // namespace ilert_bridge
