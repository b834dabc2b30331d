// The state that a maintenance left is no news until it was checked.
#include <gtest/gtest.h>

#include "ilert-bridge/core/wording.hpp"
#include "tests/core/timeline.hpp"

using namespace ilert_bridge;

namespace {

const Subject http{"prod", "web01", "HTTP", ""};

const Scene critical = service(State::critical);

// CRITICAL in a downtime, and seen so.
Timeline in_maintenance(Downtime downtime = Downtime::resolve, AfterDowntime after = AfterDowntime::checked) {
  Timeline site{.routes = {Route{}}};
  site.routes[0].name = "oncall";
  site.routes[0].policy.downtime = downtime;
  site.routes[0].policy.after_downtime = after;
  site.show(http, critical.in_downtime());
  site.look();
  site.now += min(1);
  return site;
}

std::string reason(const Timeline& site) { return site.reasons.at("prod/web01/HTTP oncall"); }

}  // namespace

TEST(AfterDowntime, WhatWasNotCheckedSinceWaits) {
  Timeline site = in_maintenance();
  site.show(http, critical);
  EXPECT_EQ(site.go_on(min(2)), Events{});
  EXPECT_EQ(reason(site), "after_downtime");
  site.show(http, critical.checked(site.now + s(1)));
  site.now += s(5);
  EXPECT_EQ(site.look(), (Events{{"oncall ALERT", 1}}));
}

TEST(AfterDowntime, ACheckThatBeganBeforeTheEndDoesNotCount) {
  Timeline site = in_maintenance();
  site.show(http, critical.checked(site.now - s(1)));
  EXPECT_EQ(site.go_on(min(2)), Events{});
}

TEST(AfterDowntime, FiveMinutesAtMost) {
  Timeline site = in_maintenance();
  site.show(http, critical);
  EXPECT_EQ(site.go_on(min(5)), Events{});
  EXPECT_EQ(site.look(), (Events{{"oncall ALERT", 1}}));
  EXPECT_EQ(site.go_on(min(10)), Events{});
}

TEST(AfterDowntime, WhatTheCheckShowsToBeOverCallsNobody) {
  Timeline site = in_maintenance();
  site.show(http, critical);
  site.go_on(min(1));
  site.show(http, service(State::ok).checked(site.now));
  EXPECT_EQ(site.go_on(min(10)), Events{});
  EXPECT_TRUE(site.reports.empty()) << "nothing is remembered";
}

TEST(AfterDowntime, ByTheServersClock) {
  Timeline site = in_maintenance();
  site.clock_ahead = min(10);
  site.show(http, critical.checked(site.now + min(9)));  // a minute ago, there
  EXPECT_EQ(site.go_on(min(1)), Events{});
  site.show(http, critical.checked(site.now + min(10) + s(1)));
  site.now += s(5);
  EXPECT_EQ(site.look(), (Events{{"oncall ALERT", 1}}));
}

TEST(AfterDowntime, AtOnceWhereThePolicySaysSo) {
  Timeline site = in_maintenance(Downtime::resolve, AfterDowntime::at_once);
  site.show(http, critical);
  EXPECT_EQ(site.look(), (Events{{"oncall ALERT", 1}}));
}

TEST(AfterDowntime, WhereDowntimesCountForNothingThereIsNoEndOfOne) {
  Timeline site = in_maintenance(Downtime::alert);
  site.show(http, critical);
  EXPECT_EQ(site.go_on(min(1)), Events{}) << "told in the downtime";
  EXPECT_EQ(reason(site), "problem");
}

TEST(AfterDowntime, AnAcceptanceByDowntimeStandsUntilThen) {
  Timeline site = in_maintenance(Downtime::alert);
  site.routes[0].policy.downtime = Downtime::accept;
  EXPECT_EQ(site.look(), (Events{{"oncall ACCEPT", 1}}));
  site.show(http, critical);
  EXPECT_EQ(site.go_on(min(1)), Events{});
  site.show(http, critical.checked(site.now + s(1)));
  site.now += s(5);
  EXPECT_EQ(site.look(), (Events{{"oncall ALERT", 1}, {"oncall RESOLVE", 1}}));
}

TEST(AfterDowntime, AnAcknowledgementCountsMeanwhile) {
  Timeline site = in_maintenance(Downtime::keep);
  site.show(http, critical.acknowledged());
  EXPECT_EQ(site.go_on(min(10)), Events{}) << "someone is on it, and nobody was called";
}

TEST(AfterDowntime, NoPageSaysSoOfADowntimeThatRuns) {
  Timeline site = in_maintenance(Downtime::alert);
  EXPECT_FALSE(site.report(http).in_downtime);
  const std::string words =
      sentence({EventType::alert}, critical.verdict(), site.report(http), critical.sighting.observation, "");
  EXPECT_EQ(words, "Called again because it was over in between and is back");
}

TEST(AfterDowntime, ThePageSaysWhyItComes) {
  Report before;
  before.downtime_over_since = noon;
  EXPECT_EQ(sentence({EventType::alert}, critical.verdict(), before, critical.sighting.observation, ""),
            "Called now because the downtime ended");
  before.remark = {"dora", "new\ndisks"};
  EXPECT_EQ(sentence({EventType::alert}, critical.verdict(), before, critical.sighting.observation, ""),
            "Called now because the downtime by dora (\"new disks\") ended");
  before.told = Told::open;
  EXPECT_EQ(sentence({EventType::alert}, critical.verdict(), before, critical.sighting.observation, ""),
            "Called now because the downtime ended")
      << "what an open alert remembers is no downtime's";
}

TEST(CalledNow, SaysWhatHasEnded) {
  const auto why = [](const Report& before) {
    return sentence({EventType::alert}, critical.verdict(), before, critical.sighting.observation, "");
  };
  Report before;
  EXPECT_EQ(why(before), "") << "it is simply new";
  before.host_return = HostReturn{noon, noon};
  EXPECT_EQ(why(before), "Called now because its host is UP again");
  before.kept_back_by = Reason::flapping;
  EXPECT_EQ(why(before), "Called now because it does not flap any more");
  before.kept_back_by = Reason::notifications_off;
  EXPECT_EQ(why(before), "Called now because it may notify again");
  before.kept_back_by = Reason::time_period;
  EXPECT_EQ(why(before), "Called now because the route's time period has begun");
  before.downtime_over_since = noon;
  EXPECT_EQ(why(before), "Called now because the downtime ended");
}

TEST(BeginsToFlap, SaysThatNothingElseWillBeSaid) {
  EXPECT_EQ(sentence({EventType::comment, Because::flapping}, critical.open().flapping().verdict(),
                     critical.open().report, critical.sighting.observation, "no answer"),
            "It has begun to flap, now it is CRITICAL; this alert stays as it is until that is over: "
            "`no answer`");
}

TEST(AfterDowntime, WhoseItWasIsRememberedUntilItCalls) {
  for (const bool told_before : {false, true}) {
    Timeline site{.routes = {Route{}}};
    site.routes[0].name = "oncall";
    if (told_before) {
      site.show(http, critical.acknowledged(anna));
      site.look();
      site.show(http, critical);
      site.look();
    }
    site.show(http, critical.in_downtime(move));
    site.look();
    EXPECT_EQ(site.report(http).remark, move);
    site.show(http, critical);
    site.go_on(min(2));
    EXPECT_EQ(site.report(http).remark, move) << "while it waits for a check";
    site.show(http, critical.checked(site.now + s(1)));
    site.now += s(5);
    EXPECT_EQ(site.look(), (Events{{"oncall ALERT", 1}}));
    EXPECT_EQ(site.report(http).remark, Remark{}) << "nobody accepted that";
  }
}

TEST(AfterDowntime, NobodysWordsOutliveIt) {
  Timeline site = in_maintenance();
  site.routes[0].delay = min(60);
  EXPECT_EQ(site.report(http).remark, move);
  site.show(http, critical);
  EXPECT_EQ(site.look(), Events{});
  site.show(http, critical.changed(site.now).checked(site.now + s(1)));
  site.now += s(5);
  EXPECT_EQ(site.look(), Events{});
  EXPECT_TRUE(site.report(http).alert_worthy_since) << "it waits for its delay";
  EXPECT_EQ(site.report(http).remark, Remark{});
}

// The object's own delay.
namespace {

Scene with_own_delay(std::int64_t units) {
  return critical.changed(noon - min(3)).seen([&](Observation& it) { it.first_notification_delay = units; });
}

}  // namespace

TEST(FirstNotificationDelay, HoldsAsTheRoutesDelayDoes) {
  EXPECT_EQ(text_of(with_own_delay(5).verdict()), "hold delay");
  EXPECT_EQ(with_own_delay(5).verdict().due, noon + min(2));
  EXPECT_EQ(text_of(with_own_delay(3).verdict()), "alerting problem");
  EXPECT_EQ(text_of(with_own_delay(0).verdict()), "alerting problem");
}

TEST(FirstNotificationDelay, TheLongerOneCounts) {
  EXPECT_EQ(with_own_delay(5).delay(min(10)).verdict().due, noon + min(7));
  EXPECT_EQ(with_own_delay(5).delay(min(1)).verdict().due, noon + min(2));
}

TEST(FirstNotificationDelay, IsCountedInTheCoresUnit) {
  const auto unit = [](Span span) { return [span](Scene& it) { it.at.interval_length = span; }; };
  EXPECT_EQ(with_own_delay(5).with(unit(s(1))).verdict().shows, Shows::alerting);
  EXPECT_EQ(with_own_delay(2).with(unit(min(2))).verdict().due, noon + min(1));
}

TEST(FirstNotificationDelay, MayBeIgnored) {
  const Scene it =
      with_own_delay(5).policy(&Policy::first_notification_delay, FirstNotificationDelay::ignore);
  EXPECT_EQ(text_of(it.verdict()), "alerting problem");
}

TEST(FirstNotificationDelay, TheBeginningIsRemembered) {
  EXPECT_EQ(with_own_delay(5).step().after.alert_worthy_since, noon - min(3));
  EXPECT_EQ(with_own_delay(5).open().verdict().shows, Shows::alerting)
      << "what was told has lasted long enough";
}
