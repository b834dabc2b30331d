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

// A site whose hosts are checked all the time.
struct Site : Core {
  Site() {
    says.service_checks = 500;
    says.due_services = 20;
  }
  // Services and hosts; then hosts alone.
  Beat works(int minutes) {
    for (int i = 0; i < minutes; ++i) {
      *says.service_checks += 30;
      Core::works(1);
    }
    return pulse.beat();
  }
  Beat checks_hosts(int minutes) { return Core::works(minutes); }
};

TEST(PulseOfServices, StopsWhileHostsAreStillChecked) {
  Site site;
  EXPECT_EQ(site.works(10), Beat::beats);
  const Time last_move = site.says.at;
  EXPECT_EQ(site.checks_hosts(9), Beat::beats);
  EXPECT_EQ(site.checks_hosts(1), Beat::stopped);
  EXPECT_EQ(site.pulse.still_since(), last_move);
  EXPECT_EQ(site.pulse.what(), "any service");
  EXPECT_EQ(site.pulse.cause(), "hosts are checked, but no check of a service has run");
  EXPECT_NE(site.pulse.remedy(), "");
  EXPECT_EQ(site.works(1), Beat::stopped);
  EXPECT_EQ(site.works(1), Beat::beats);
  EXPECT_EQ(site.pulse.cause(), "");
}

TEST(PulseOfServices, SwitchedOffIsNamedAndNeedNotHaveBeenSeenWorking) {
  Site site;
  site.says.service_checks_off = true;
  EXPECT_EQ(site.checks_hosts(10), Beat::unknown);
  EXPECT_EQ(site.checks_hosts(1), Beat::stopped);
  EXPECT_EQ(site.pulse.cause(), "its service checks are switched off");
  EXPECT_NE(site.pulse.remedy().find("Master control"), std::string::npos);
}

TEST(PulseOfServices, NothingIsOwedWhereNoneIsDue) {
  for (const std::optional<std::int64_t> due : {std::optional<std::int64_t>{0}, {}}) {
    Site site;
    site.says.due_services = due;  // all passive, none at all, outside their hours; or the server cannot say
    site.works(10);
    EXPECT_EQ(site.checks_hosts(300), Beat::beats);
    site.says.service_checks_off = true;
    EXPECT_EQ(site.checks_hosts(300), Beat::beats);
  }
}

TEST(PulseOfServices, NewResultsOfPassiveServicesAreASignOfLife) {
  Site site;
  site.says.service_checks_off = true;
  for (int i = 0; i < 60; ++i) {
    site.says.newest = site.at;
    site.checks_hosts(1);
  }
  EXPECT_EQ(site.pulse.beat(), Beat::beats);
}

TEST(PulseOfServices, ItIsOverWhenNoneIsDueAnyMore) {
  Site site;
  site.works(10);
  EXPECT_EQ(site.checks_hosts(20), Beat::stopped);
  site.says.due_services = 0;
  EXPECT_EQ(site.checks_hosts(1), Beat::beats);
  site.says.due_services = 20;
  EXPECT_NE(site.checks_hosts(9), Beat::stopped) << "they have ten minutes from when they are due";
  EXPECT_EQ(site.checks_hosts(1), Beat::stopped);
}

TEST(PulseOfServices, AWatchThatBeganLaterDoesNotCallItWorking) {
  Site site;
  EXPECT_EQ(site.checks_hosts(30), Beat::unknown) << "its own alert, if there is one, must stay";
  EXPECT_EQ(site.works(2), Beat::beats);
}

TEST(PulseOfServices, ACoreThatThenStopsAltogetherIsOneStop) {
  Site site;
  site.works(10);
  site.checks_hosts(15);
  EXPECT_EQ(site.rests(15), Beat::stopped);
  EXPECT_EQ(site.pulse.what(), "anything");
  EXPECT_EQ(site.checks_hosts(5), Beat::stopped) << "services still rest";
  EXPECT_EQ(site.pulse.what(), "any service");
  EXPECT_EQ(site.works(2), Beat::beats);
}

}  // namespace
