// The log of a gap against the look that follows it.
#include "ilert-bridge/core/history.hpp"

#include <gtest/gtest.h>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/core/limits.hpp"
#include "ilert-bridge/core/missed.hpp"
#include "tests/core/builders.hpp"

using namespace ilert_bridge;

namespace {

const Subject http{"prod", "web01", "HTTP", ""};
const Time gap_begins = noon;
const Time gap_ends = noon + min(60);

LogLine line(std::int64_t minute, State state, const Subject& subject = http) {
  LogLine one;
  one.subject = subject;
  one.at = noon + min(minute);
  one.state = state;
  one.output = "connection refused";
  return one;
}

struct Gap {
  Past past;
  Look look;
  Reports reports;
  std::vector<Route> routes{Route{}};
  std::set<std::string, std::less<>> first_look_on;

  Gap() {
    routes[0].name = "oncall";
    look.site = "prod";
    look.program = first_run;
    look.at = gap_ends;
    past.add(line(10, State::critical));
    past.add(line(20, State::ok));
    shows(http, State::ok);
  }
  Observation& shows(const Subject& subject, State state) {
    look.sightings.push_back({subject, Presence::seen, {}});
    look.sightings.back().observation.state = state;
    return look.sightings.back().observation;
  }
  Observation& row() { return look.sightings.at(0).observation; }
  std::vector<MissedProblem> missed() const {
    return missed_in(past, look, reports, routes, first_look_on, gap_begins, gap_ends, gap_ends);
  }
  std::size_t count() const { return missed().size(); }
};

TEST(History, TellsWhatBeganAndEndedMeanwhile) {
  const Gap gap;
  const std::vector<MissedProblem> missed = gap.missed();
  ASSERT_EQ(missed.size(), 1U);
  EXPECT_EQ(missed[0].subject, http);
  EXPECT_EQ(missed[0].spell.began, noon + min(10));
  EXPECT_EQ(missed[0].spell.ended, noon + min(20));
}

TEST(History, OnlyTheLookSaysThatASubjectIsThere) {
  Gap gap;
  gap.look.sightings[0].presence = Presence::absent;
  EXPECT_EQ(gap.count(), 0U);
  gap.look.sightings.clear();
  EXPECT_EQ(gap.count(), 0U);
}

TEST(History, OnlyOnRoutesThatTakeTheSubject) {
  Gap gap;
  std::string why;
  gap.routes[0].match.labels = {Pattern::parse("team:net", &why)};
  EXPECT_EQ(gap.count(), 0U);
  gap.row().attributes.labels = {"team:net"};
  EXPECT_EQ(gap.count(), 1U);
}

TEST(History, AProblemThatIsReportedIsForTheLookToEnd) {
  for (const Told told : {Told::open, Told::accepted, Told::dismissed}) {
    Gap gap;
    gap.reports[http]["oncall"].told = told;
    EXPECT_EQ(gap.count(), 0U) << name(told);
  }
  Gap gap;
  gap.reports[http]["oncall"].alert_worthy_since = noon;
  EXPECT_EQ(gap.count(), 1U) << "only remembered, not told";
}

TEST(History, TheProblemOfTodayIsForTheLook) {
  Gap gap;
  gap.row().state = State::critical;
  gap.past.add(line(50, State::critical));
  ASSERT_EQ(gap.count(), 1U);
  EXPECT_EQ(gap.missed()[0].spell.ended, noon + min(20)) << "only the one before it";
}

TEST(History, ARouteThatIsNewToTheSiteHasNoPast) {
  Gap gap;
  gap.first_look_on = {"oncall"};
  EXPECT_EQ(gap.count(), 0U);
}

TEST(History, EachRouteLooksBackAsFarAsItsPolicySays) {
  Gap gap;
  gap.routes[0].policy.look_back = min(45);
  EXPECT_EQ(gap.count(), 0U) << "began 50 minutes ago";
  gap.routes[0].policy.look_back = min(50);
  EXPECT_EQ(gap.count(), 1U);
  gap.routes[0].policy.look_back = {};
  EXPECT_EQ(gap.count(), 0U) << "off";
}

TEST(History, LooksBackByTheServersClock) {
  Gap gap;
  gap.look.clock_ahead = min(10);
  gap.routes[0].policy.look_back = min(55);
  EXPECT_EQ(gap.count(), 0U) << "it is 13:10 there, and it began at 12:10";
  gap.routes[0].policy.look_back = min(60);
  EXPECT_EQ(gap.count(), 1U);
}

TEST(History, OnlyTheGapCounts) {
  Gap gap;
  gap.past.add(line(-10, State::critical));
  gap.past.add(line(-5, State::ok));
  gap.past.add(line(61, State::critical));
  gap.past.add(line(62, State::ok));
  EXPECT_EQ(gap.count(), 1U);
}

TEST(History, WhatIsSilentNowWasSilentThen) {
  for (bool Observation::*flag :
       {&Observation::notifications_enabled, &Observation::in_notification_period}) {
    Gap gap;
    gap.row().*flag = false;
    EXPECT_EQ(gap.count(), 0U);
    gap.routes[0].policy.notifications_disabled = NotificationsDisabled::alert;
    EXPECT_EQ(gap.count(), 1U);
  }
  Gap gap;
  gap.look.notifications_enabled = false;
  EXPECT_EQ(gap.count(), 0U);
}

TEST(History, AHostThatTheRouteTakesHidesItsServices) {
  Gap gap;
  Subject host = http;
  host.service.clear();
  gap.past.add(line(9, State::down, host));
  gap.past.add(line(25, State::up, host));
  EXPECT_EQ(gap.count(), 0U);
  std::string why;
  gap.routes[0].match.services = {Pattern::parse("HTTP", &why)};
  EXPECT_EQ(gap.count(), 1U) << "a route for services takes no hosts";
}

TEST(Past, LinesMayComeTwiceAndInAnyOrder) {
  Past past;
  for (const std::int64_t minute : {20, 10, 20, 10})
    past.add(line(minute, minute == 10 ? State::critical : State::ok));
  EXPECT_EQ(past.size(), 2U);
  EXPECT_EQ(past.spells(http, Route{}, {}).size(), 1U);
}

TEST(Past, KnowsWhatItsLinesWeigh) {
  Past past;
  LogLine one = line(10, State::critical);
  one.output = std::string(2000, 'x');
  past.add(one);
  EXPECT_GT(past.bytes(), 2000U);
  EXPECT_LT(past.bytes(), 3000U);
  const std::size_t before = past.bytes();
  past.add(one);
  EXPECT_EQ(past.bytes(), before) << "the same again is not kept";
}

TEST(Past, LinesOfASecondStandInTheOrderOfTheFile) {
  Past past;
  LogLine recovery = line(10, State::ok);
  recovery.number = 2;
  LogLine problem = line(10, State::critical);
  problem.number = 1;
  past.add(recovery);
  past.add(problem);
  EXPECT_EQ(past.spells(http, Route{}, {}).size(), 1U);
}

TEST(Past, OnlySubjectsWithAnEndedProblemAreWorthAQuestionTheLatestFirst) {
  Past past;
  for (int host = 0; host < 4; ++host) {
    const Subject subject{"prod", "web0" + std::to_string(host), "", ""};
    past.add(line(10 + host, State::down, subject));
    if (host != 3) past.add(line(20 + host, State::up, subject));
  }
  const Past::Candidates all = past.candidates({Route{}}, 10);
  EXPECT_EQ(all.subjects.size(), 3U);
  EXPECT_EQ(all.left_out, 0U);
  const Past::Candidates two = past.candidates({Route{}}, 2);
  ASSERT_EQ(two.subjects.size(), 2U);
  EXPECT_EQ(two.subjects[0].host, "web01");
  EXPECT_EQ(two.subjects[1].host, "web02");
  EXPECT_EQ(two.left_out, 1U);
}

Spell spell() { return {.began = noon + min(10), .ended = noon + min(20)}; }

TEST(Known, IsWhatTheJournalHasOfThatProblem) {
  using Occurrences = std::vector<std::pair<EventType, Time>>;
  const auto known = [](const Occurrences& occurrences) { return known_of(spell(), occurrences); };
  EXPECT_EQ(known({}), Known::nothing);
  EXPECT_EQ(known({{EventType::alert, noon + min(10)}}), Known::told) << "it came by the log before";
  EXPECT_EQ(known({{EventType::alert, noon + min(10) - s(50)}}), Known::told)
      << "a look's time is the check's";
  EXPECT_EQ(known({{EventType::alert, noon + min(15)}}), Known::told)
      << "a look came when it was acknowledged no more";
  EXPECT_EQ(known({{EventType::alert, noon + min(2)}, {EventType::resolve, noon + min(5)}}), Known::nothing);
  EXPECT_EQ(known({{EventType::alert, noon + min(30)}}), Known::newer);
  EXPECT_EQ(known({{EventType::alert, noon + min(30)}, {EventType::alert, noon + min(10)}}), Known::told);
}

TEST(Missed, IsAnAlertAndItsEndWithTheTimesOfTheLog) {
  const Gap gap;
  const std::vector<MissedProblem> missed = gap.missed();
  ASSERT_EQ(missed.size(), 1U);
  const auto [alert, resolve] = events_of(missed[0], "", "mon1", gap_ends);
  EXPECT_EQ(alert.type, EventType::alert);
  EXPECT_EQ(alert.reason, Reason::missed);
  EXPECT_EQ(alert.state, State::critical);
  EXPECT_EQ(alert.priority, Priority::high);
  EXPECT_EQ(alert.occurred_at, noon + min(10));
  EXPECT_EQ(alert.alert_key, alert_key(http, "mon1"));
  EXPECT_EQ(alert.summary, "web01/HTTP is CRITICAL: connection refused");
  EXPECT_EQ(alert.details.substr(0, 51), "It began and ended while nobody looked, from 2025-0");
  EXPECT_NE(alert.details.find("10 min"), std::string::npos);
  EXPECT_EQ(resolve.type, EventType::resolve);
  EXPECT_EQ(resolve.state, State::ok);
  EXPECT_EQ(resolve.occurred_at, noon + min(20));
  EXPECT_EQ(resolve.details.substr(0, 27), "Recovered: the state was OK");
}

TEST(Missed, KeepsToItsLimits) {
  Gap gap;
  gap.past = {};
  LogLine problem = line(10, State::critical);
  problem.output = std::string(10'000, 'x');
  gap.past.add(problem);
  gap.past.add(line(20, State::ok));
  const auto [alert, resolve] = events_of(gap.missed().at(0), "", "mon1", gap_ends);
  EXPECT_LE(code_points(alert.details), details_limit);
  EXPECT_LE(code_points(alert.summary), summary_limit);
}

}  // namespace
