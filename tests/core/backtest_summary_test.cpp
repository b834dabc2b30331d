// What calls come to. noon is 15:06:40 UTC.
#include "ilert-bridge/core/backtest_summary.hpp"

#include <gtest/gtest.h>

#include "ilert-bridge/core/backtest_what_if.hpp"
#include "tests/core/tried.hpp"

namespace ilert_bridge {
namespace {

std::vector<Route> warnings_too() {
  Route route = route_called("oncall");
  route.alert_on.insert(State::warning);
  return {route};
}

TEST(BacktestSummary, CountsCallsByPriorityDayHourAndNight) {
  const std::vector<Route> routes = warnings_too();
  TriedLog log;
  log.lines(http_of_web01, "1 OK,10 CRITICAL,20 OK,420 CRITICAL,421 OK")
      .lines(disk_of_db01, "1 OK,600 WARNING,660 OK");
  const Time from = noon - min(60);
  const BacktestSummary sum = summary_of(log.with(routes), routes, from, log.until, LocalHours{});
  EXPECT_EQ(sum.all.calls, 3U);
  EXPECT_EQ(sum.all.high, 2U);
  EXPECT_EQ(sum.all.low(), 1U);
  EXPECT_EQ(sum.all.at_night, 2U) << "at 22:06 and 01:06";
  EXPECT_EQ(sum.all.by_day, (std::vector<std::size_t>{2, 1}));
  EXPECT_EQ(sum.all.by_hour.at(15), 1U);
  EXPECT_EQ(sum.all.by_hour.at(22), 1U);
  EXPECT_EQ(sum.all.by_hour.at(1), 1U);
  EXPECT_EQ(sum.all.shortest, min(1));
  EXPECT_EQ(sum.all.longest, min(60));
  EXPECT_EQ(sum.all.lasting, 0U);
  ASSERT_EQ(sum.routes.size(), 1U);
  EXPECT_EQ(sum.routes[0].count.calls, 3U);
  EXPECT_EQ(per_day(sum.all.calls, sum), std::nullopt) << "of 13 hours it would be a guess";
  log.until = noon + min(2 * 1440);
  const BacktestSummary two_days = summary_of(log.with(routes), routes, noon, log.until, LocalHours{});
  EXPECT_EQ(per_day(two_days.all.calls, two_days), 1.5);
}

TEST(BacktestSummary, CountsByTheCalendarOfPeople) {
  const std::vector<Route> routes = warnings_too();
  TriedLog log;
  log.lines(http_of_web01, "1 OK,10 CRITICAL,20 OK");
  const LocalHours tokyo{{{noon - min(600), std::chrono::hours{9}}}};
  const BacktestSummary sum = summary_of(log.with(routes), routes, noon, log.until, tokyo);
  EXPECT_EQ(sum.all.by_hour.at(0), 1U) << "15:16 UTC is 00:16 of the next day";
  EXPECT_EQ(sum.all.at_night, 1U);
}

TEST(BacktestSummary, SaysWhyAProblemCallsAgain) {
  const std::vector<Route> routes = warnings_too();
  TriedLog log;
  log.lines(http_of_web01, "1 OK,10 WARNING,20 CRITICAL,30 OK,40 CRITICAL");
  const BacktestSummary sum = summary_of(log.with(routes), routes, noon, log.until, LocalHours{});
  EXPECT_EQ(sum.all.calls, 3U);
  EXPECT_EQ(sum.all.repeats(), 1U) << "a new problem is no repeated call";
  EXPECT_EQ(sum.all.repeated, (std::map<Because, std::size_t>{{Because::worsened, 1}}));
  EXPECT_EQ(sum.all.lasting, 0U);
  EXPECT_EQ(sum.all.end_not_logged, 1U) << "the site shows today that it is over";
  Observation critical;
  critical.state = State::critical;
  log.today.shows(http_of_web01, critical);
  const BacktestSummary lasting = summary_of(log.with(routes), routes, noon, log.until, LocalHours{});
  EXPECT_EQ(lasting.all.lasting, 1U);
  EXPECT_EQ(lasting.all.end_not_logged, 0U);
  log.today.is_the_end = false;
  EXPECT_EQ(summary_of(log.with(routes), routes, noon, log.until, LocalHours{}).all.lasting, 1U)
      << "of then, today tells nothing";
}

TEST(BacktestSummary, AProblemThatADowntimeInterruptedCallsAgain) {
  const std::vector<Route> routes = warnings_too();
  TriedLog log;
  log.lines(http_of_web01, "1 OK,10 CRITICAL,20 downtime,30 no-downtime,40 OK");
  const BacktestSummary sum = summary_of(log.with(routes), routes, noon, log.until, LocalHours{});
  EXPECT_EQ(sum.all.calls, 2U);
  EXPECT_EQ(sum.all.repeated, (std::map<Because, std::size_t>{{Because::verdict, 1}}));
}

TEST(BacktestSummary, AProblemThatAnOpenAlertStandsForIsNotWithoutACall) {
  std::vector<Route> routes = warnings_too();
  for (Route& route : routes) route.resolve_delay = min(5);
  TriedLog log;
  log.lines(http_of_web01, "1 OK,10 CRITICAL,20 OK,22 CRITICAL,30 OK");
  const BacktestSummary sum = summary_of(log.with(routes), routes, noon, log.until, LocalHours{});
  EXPECT_EQ(sum.all.calls, 1U);
  EXPECT_EQ(sum.problems.problems, 2U);
  EXPECT_EQ(sum.problems.called, 2U);
  EXPECT_EQ(sum.problems.uncalled, ByRule{});
}

TEST(BacktestSummary, NamesTheNoisiestTen) {
  const std::vector<Route> routes = warnings_too();
  TriedLog log;
  for (char letter = 'a'; letter < 'l'; ++letter)
    log.lines({"prod", std::string{"host-"} + letter, "", ""}, "1 UP,10 DOWN,20 UP");
  log.lines(http_of_web01, "1 OK,10 CRITICAL,20 OK,30 CRITICAL,40 OK");
  const BacktestSummary sum = summary_of(log.with(routes), routes, noon, log.until, LocalHours{});
  EXPECT_EQ(sum.all.objects, 12U);
  ASSERT_EQ(sum.all.noisiest.size(), 10U);
  EXPECT_EQ(sum.all.noisiest[0], (NoisyObject{http_of_web01, 2}));
  EXPECT_EQ(sum.all.noisiest[1].calls, 1U);
}

TEST(BacktestSummary, ComparesWithWhatCheckmkNotifiedOf) {
  Route web = route_called("web");
  web.match.hosts = {Pattern::parse("web01", nullptr)};
  web.delay = min(5);
  const std::vector<Route> routes{web};
  TriedLog log;
  log.lines(http_of_web01, "1 OK,10 CRITICAL,11 notified,20 OK")          // both
      .lines(http_of_web01, "30 CRITICAL,40 OK")                          // only we
      .lines(http_of_web01, "50 CRITICAL,51 notified,52 OK,53 notified")  // too short
      .lines(disk_of_db01, "1 OK,10 CRITICAL,12 notified,14 notified,20 OK");
  const ProblemCount count = summary_of(log.with(routes), routes, noon, log.until, LocalHours{}).problems;
  EXPECT_EQ(count.problems, 4U);
  EXPECT_EQ(count.called, 2U);
  EXPECT_EQ(count.without_call(), 2U);
  EXPECT_EQ(count.notified, 3U);
  EXPECT_EQ(count.both, 1U);
  EXPECT_EQ(count.only_ours(), 1U);
  EXPECT_EQ(count.only_checkmk(), 2U);
  EXPECT_EQ(count.notifications, 5U) << "also the one of no problem";
  EXPECT_EQ(count.uncalled, (ByRule{{std::nullopt, 1}, {Reason::delay, 1}}));
  EXPECT_EQ(count.notified_uncalled, count.uncalled);
}

TEST(BacktestSummary, CountsTheCallsOfOneRouteWhereOnlyThatIsAskedFor) {
  std::vector<Route> routes = warnings_too();
  routes.push_back(route_called("second"));
  TriedLog log;
  log.lines(http_of_web01, "1 OK,10 WARNING,20 CRITICAL,30 OK");
  const BacktestSummary sum = summary_of(log.with(routes), routes, noon, log.until, LocalHours{}, "second");
  EXPECT_EQ(sum.all.calls, 1U);
  ASSERT_EQ(sum.routes.size(), 1U);
  EXPECT_EQ(sum.routes[0].route->name, "second");
  EXPECT_EQ(summary_of(log.with(routes), routes, noon, log.until, LocalHours{}).all.calls, 3U);
}

std::string shown(const std::vector<WhatIf>& found) {
  std::string text;
  for (const WhatIf& one : found)
    text += (text.empty() ? "" : ", ") + one.route->name + ' ' + one.key + ' ' + one.value + ' ' +
            std::to_string(one.before) + "->" + std::to_string(one.after);
  return text;
}

TEST(WhatIf, OffersWhatChangesSomething) {
  const std::vector<Route> plain{route_called("oncall")};
  struct Case {
    const char* why;
    const char* lines;
    const char* offers;
  };
  const Case cases[] = {
      {"nothing changes a long problem", "1 OK,10 CRITICAL,90 OK", ""},
      {"a delay longer than the problem", "1 OK,10 CRITICAL,14 OK",
       "oncall delay 5m 1->0, oncall delay 15m 1->0"},
      {"a problem that is back at once", "1 OK,10 CRITICAL,30 OK,33 CRITICAL,60 OK",
       "oncall resolve_delay 5m 2->1, oncall resolve_delay 15m 2->1"},
      {"what flaps is held, and need not be", "1 OK,5 flapping,10 CRITICAL,60 OK,70 no-flapping",
       "oncall flapping alert 0->1"},
  };
  for (const Case& one : cases)
    EXPECT_EQ(shown(what_ifs(TriedLog{http_of_web01, one.lines}.with(plain), plain)), one.offers) << one.why;
}

TEST(WhatIf, OffersOnlyLongerDelaysThanTheRoutes) {
  Route slow = route_called("slow");
  slow.delay = min(5);
  const std::vector<Route> routes{route_called("fast"), slow};
  TriedLog log;
  log.lines(http_of_web01, "1 OK,10 CRITICAL,20 OK,60 CRITICAL,63 OK");
  EXPECT_EQ(shown(what_ifs(log.with(routes), routes)),
            "fast delay 5m 2->1, fast delay 15m 2->0, slow delay 15m 1->0");
}

}  // namespace
}  // namespace ilert_bridge
