// A core's counters over an hour, and what is thought of it.
#include "ilert-bridge/core/pulse.hpp"

#include <gtest/gtest.h>

#include "tests/core/builders.hpp"

using namespace ilert_bridge;

namespace {

using Beat = Pulse::Beat;

struct Core {
  Pulse pulse;
  Time at = noon;
  PulseReading says{.at = noon, .program = first_run, .checks = 1000, .newest = {}};

  Beat read() {
    says.at = at;
    pulse.read(says);
    at += min(1);
    return pulse.beat();
  }
  Beat works(int minutes) {
    for (int i = 0; i < minutes; ++i) {
      *says.checks += 60;
      read();
    }
    return pulse.beat();
  }
  Beat rests(int minutes) {
    for (int i = 0; i < minutes; ++i) read();
    return pulse.beat();
  }
};

TEST(Pulse, IsUnknownAtFirst) {
  Core core;
  EXPECT_EQ(core.read(), Beat::unknown);
  EXPECT_EQ(core.pulse.cause(), "");
  EXPECT_FALSE(core.pulse.still_since());
}

TEST(Pulse, ACoreThatChecksBeats) {
  Core core;
  EXPECT_EQ(core.works(10), Beat::beats);
}

TEST(Pulse, StopsWhenNothingMovesForTenMinutes) {
  Core core;
  core.works(10);
  const Time last_move = core.says.at;
  EXPECT_EQ(core.rests(9), Beat::beats);
  EXPECT_EQ(core.rests(1), Beat::stopped);
  EXPECT_EQ(core.pulse.still_since(), last_move);
  EXPECT_EQ(core.pulse.cause(), "it answers, but no check has run");
  EXPECT_NE(core.pulse.remedy(), "");
}

TEST(Pulse, BeatsAgainOnlyWhenItMovedTwice) {
  Core core;
  core.works(10);
  core.rests(11);
  EXPECT_EQ(core.works(1), Beat::stopped);
  EXPECT_EQ(core.rests(1), Beat::stopped);
  EXPECT_EQ(core.works(1), Beat::stopped);
  EXPECT_EQ(core.works(1), Beat::beats);
}

TEST(Pulse, ACoreThatWasNeverSeenMovingIsNotJudged) {
  Core core;
  EXPECT_EQ(core.rests(120), Beat::unknown);
}

TEST(Pulse, FewPassiveServicesThatBringNewsRarelyRaiseNoAlarm) {
  Core core;
  core.says.checks.reset();
  core.says.newest = noon;
  for (int news = 0; news < 8; ++news) {
    core.says.newest = core.at;
    core.read();
    core.rests(14);
  }
  EXPECT_NE(core.rests(30), Beat::stopped) << "every 15 minutes, and now 44 of nothing";
  EXPECT_EQ(core.rests(20), Beat::stopped) << "over an hour";
}

TEST(Pulse, TheNewestCheckCountsWhereTheCountersDoNotMove) {
  Core core;
  core.says.checks = 0;  // Icinga 2
  for (int i = 0; i < 60; ++i) {
    core.says.newest = core.at;
    core.read();
  }
  EXPECT_EQ(core.pulse.beat(), Beat::beats);
  EXPECT_EQ(core.rests(10), Beat::stopped);
}

TEST(Pulse, TheNewestCheckIsRememberedWhileItIsNotAskedFor) {
  Core core;
  core.says.newest = noon;
  core.works(6);
  core.says.newest.reset();
  core.works(3);
  core.says.newest = noon;  // asked for again, because the counters rest; it is as old as it was
  EXPECT_EQ(core.rests(10), Beat::stopped);
}

TEST(Pulse, SwitchedOffIsACauseThatIsNamed) {
  Core core;
  core.works(10);
  core.says.service_checks_off = true;
  EXPECT_EQ(core.rests(10), Beat::stopped);
  EXPECT_EQ(core.pulse.cause(), "its service checks are switched off");
  EXPECT_NE(core.pulse.remedy().find("Master control"), std::string::npos);
}

TEST(Pulse, ACoreThatSaysItChecksNothingNeedNotHaveBeenSeenChecking) {
  Core core;
  core.says.service_checks_off = core.says.host_checks_off = true;
  EXPECT_EQ(core.rests(10), Beat::unknown);
  EXPECT_EQ(core.rests(1), Beat::stopped);
}

TEST(Pulse, SwitchedOffOnPurposeWhereResultsComePassively) {
  Core core;
  core.says.service_checks_off = core.says.host_checks_off = true;
  EXPECT_EQ(core.works(30), Beat::beats);
}

TEST(Pulse, ARestartBeginsAnewAndIsNoMove) {
  Core core;
  core.works(10);
  core.rests(8);
  core.says.program = second_run;
  core.says.checks = 0;
  EXPECT_EQ(core.rests(10), Beat::beats) << "it has ten minutes again";
  EXPECT_EQ(core.rests(1), Beat::stopped);
  core.says.program = first_run;
  core.says.checks = 5;
  EXPECT_EQ(core.rests(1), Beat::stopped) << "the counters differ, but nothing has shown that it works";
}

TEST(Pulse, ATimeWithoutReadingsSaysNothing) {
  Core core;
  core.works(10);
  core.at += min(60);
  EXPECT_EQ(core.rests(1), Beat::beats);
  EXPECT_EQ(core.rests(9), Beat::beats);
  EXPECT_EQ(core.rests(1), Beat::stopped);
}

TEST(Pulse, ALongStopIsNoRhythm) {
  Core core;
  core.works(10);
  core.rests(60);
  core.works(5);
  EXPECT_EQ(core.rests(10), Beat::stopped);
}

TEST(Pulse, AClockThatIsSetBackSaysNothing) {
  Core core;
  core.works(10);
  core.at -= min(30);
  EXPECT_EQ(core.rests(5), Beat::beats);
}

}  // namespace
