// What `backtest` shows, whole. noon is 15:06:40 UTC of 2025-06-15, a Sunday.
#include "ilert-bridge/cli/backtest_screen.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "ilert-bridge/base/local_time.hpp"
#include "ilert-bridge/base/text.hpp"
#include "tests/core/tried.hpp"

namespace ilert_bridge {
namespace {

PastOfSite whole_site() {
  return {.site = "prod",
          .is_read = true,
          .fault = {},
          .from = noon - min(24 * 60),
          .until = noon + min(48 * 60),
          .begins = noon - min(24 * 60),
          .lines = 14,
          .troubled = 4};
}

// Three days of a site with a noisy service, a delay and a downtime.
class ThreeDays : public testing::Test {
 protected:
  ThreeDays() {
    use_zone("UTC");
    log.until = noon + min(48 * 60);
    log.lines(http_of_web01, "1 OK,10 CRITICAL,11 notified,12 OK,30 CRITICAL,31 notified,34 OK")
        .lines(http_of_web01, "500 CRITICAL,520 OK,1500 CRITICAL,1580 OK")
        .lines(disk_of_db01, "1 OK,600 WARNING,620 CRITICAL,621 notified")
        .lines({"prod", "db01", "", ""}, "1 UP,700 downtime,710 DOWN,711 notified,730 UP,740 no-downtime")
        .lines({"prod", "web02", "SSH", ""}, "1 OK,50 WARNING,51 notified,60 OK");
    Route oncall = route_called("oncall");
    Route storage = route_called("storage");
    oncall.match.hosts = {Pattern::parse("~^web", nullptr)};
    storage.match.hosts = {Pattern::parse("~^db", nullptr)};
    storage.alert_on.insert(State::warning);
    routes = {oncall, storage};
  }

  BacktestStory told(std::vector<PastOfSite> sites = {whole_site()}) const {
    BacktestStory story;
    story.sites = std::move(sites);
    story.tried = log.with(routes);
    story.summary = summary_of(story.tried, routes, noon - min(24 * 60), log.until, LocalHours{});
    story.what_ifs = what_ifs(story.tried, routes);
    return story;
  }
  BacktestStory told_with(const std::vector<Route>& others) const {
    BacktestStory story = told();
    OtherTry& other = story.other.emplace();
    other.file = "new.toml";
    other.tried = log.with(others);
    other.summary = summary_of(other.tried, others, story.summary.from, log.until, LocalHours{});
    other.difference = difference_of(story.tried, other.tried);
    return story;
  }
  static std::string text(const BacktestStory& story) { return join(lines_of(story, 80), "\n") + '\n'; }

  TriedLog log;
  std::vector<Route> routes;
};

// What wakes whom, and what would change it, in 40 lines.
constexpr const char* one_screen =
    R"(In the last 3 days about 7 calls (1 of them LOW), 3.5 a day, 4 of them at night
(22 to 6). Checkmk itself notified of 5 problems, these calls are for about 5:
just as many.

ROUTE    CALLS    HIGH  LOW  A DAY  NIGHT  AGAIN  SHORTEST  LONGEST
oncall   about 4  4     0    2.0    1      0      2 min     1 h 20 min
storage  about 3  2     1    1.5    3      2      20 min    1 h 20 min
all      about 7  6     1    3.5    4      2      2 min     1 h 20 min
Called again for the same problem: about 2 (resolved in between 1, worsened 1).

By day, about 4 on 2025-06-16:
   ▂▂ ██
   ██ ██
   ██ ██
14 15 16 17
By hour, about 2 at 1 o'clock:
   ██                                        ██
   ██    ▄▄                                  ██ ▄▄                   ▄▄
   ██    ██                                  ██ ██                   ██
00 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23

NOISIEST OF 2 OBJECTS   CALLS    SHARE
prod/web01/HTTP         about 4  57 %
prod/db01/Filesystem /  about 3  43 %

WITH           ROUTE   CALLS
delay = "5m"   oncall  about 4 -> 2  2 fewer
delay = "15m"  oncall  about 4 -> 2  2 fewer

Nobody is called for about 2 of 7 problems: below_threshold 1, downtime 1.
Of the 5 that Checkmk notified of, about 3 have a call, 2 have none
  (below_threshold 1, downtime 1); 2 have a call that Checkmk did not notify of.

What is not known:
- prod: no acknowledgement in the log; only Checkmk's commercial core writes
  them: who was on it then is not known
- No log tells which time periods ran: they hold nothing back here. Groups,
  labels and switched-off notifications are today's, each object counts as
  checked once a minute, and events_per_minute is left out.
)";

TEST_F(ThreeDays, OnOneScreen) { EXPECT_EQ(text(told()), one_screen); }

constexpr const char* two_configurations =
    R"(In the last 3 days about 7 -> 4 calls with new.toml, 4 -> 3 at night (22 to 6):
4 gone, 1 new, 2 a minute or more later.

ROUTE    CALLS         HIGH    LOW     NIGHT   AGAIN
oncall   about 4 -> 2  4 -> 2  0 -> 0  1 -> 1  0 -> 0
storage  about 3 -> 2  2 -> 1  1 -> 1  3 -> 2  2 -> 0

GONE                    WHEN                 ROUTE    RULE
prod/web01/HTTP         2025-06-15 15:16:40  oncall   delay
prod/web01/HTTP         2025-06-15 15:36:40  oncall   delay
prod/db01/Filesystem /  2025-06-16 01:26:40  storage  called less often
prod/db01/Filesystem /  2025-06-16 03:27:40  storage  called less often

NEW        STATE  WHEN                 ROUTE    RULE
prod/db01  DOWN   2025-06-16 02:56:40  storage  downtime

What is not known:
- prod: no acknowledgement in the log; only Checkmk's commercial core writes
  them: who was on it then is not known
- No log tells which time periods ran: they hold nothing back here. Groups,
  labels and switched-off notifications are today's, each object counts as
  checked once a minute, and events_per_minute is left out.
)";

TEST_F(ThreeDays, WithAnotherConfiguration) {
  std::vector<Route> others = routes;
  others[0].delay = min(5);
  others[1].priority[State::critical] = Priority::low;
  others[1].policy.downtime = Downtime::alert;
  EXPECT_EQ(text(told_with(others)), two_configurations);
}

struct Trust {
  const char* why;
  void (*change)(PastOfSite&);
  const char* sure;
  const char* said;  // as it stands on the screen, but in one line
};

TEST_F(ThreeDays, EveryFigureSaysHowSureItIs) {
  const Trust cases[] = {
      {"a core that logs acknowledgements", [](PastOfSite& it) { it.tells_acknowledgements = true; }, "about",
       "What is not known: - No log tells which time periods ran"},
      {"one that does not", [](PastOfSite& it) { it.flavour = Flavour::icinga2; }, "about",
       "- prod: Icinga 2 logs no acknowledgements: who was on it then is not known"},
      {"a quiet first day", [](PastOfSite& it) { it.begins = it.from + min(24 * 60); }, "about",
       "only Checkmk's commercial core writes them"},
      {"rotated away", [](PastOfSite& it) { it.begins = it.from + min(36 * 60), it.is_short = true; },
       "at least",
       "- prod: the first line about an object is of 2025-06-16 03:06:40 +00:00, 1 d 12 h (50 %) after what "
       "was asked "
       "for: the log may begin there"},
      {"no line at all", [](PastOfSite& it) { it.lines = 0; }, "at least",
       "- prod: the log has no line about any object in that time"},
      {"windows that were too full", [](PastOfSite& it) { it.unread = min(72); }, "at least",
       "- prod: 1 h 12 min (2 %) hold more lines than one answer may have, and were not read"},
      {"an object that exists no more", [](PastOfSite& it) { it.gone = 1; }, "at least",
       "- prod: 1 object with problems then (25 %) exists no more, and is left out"},
      {"cut off in between", [](PastOfSite& it) { it.fault = "no answer"; }, "at least",
       "- prod: not all was read, of the log what was before "},
      {"not read", [](PastOfSite& it) { it.is_read = false, it.fault = "refused"; }, "at least",
       "- prod: not read: refused"},
  };
  for (const Trust& one : cases) {
    PastOfSite site = whole_site();
    one.change(site);
    const BacktestStory story = told({site});
    EXPECT_EQ(how_sure(story), one.sure) << one.why;
    EXPECT_NE(one_line(text(story)).find(one.said), std::string::npos) << one.why << ": " << text(story);
    EXPECT_NE(text(story).find(std::string{one.sure} + " 7 calls"), std::string::npos) << text(story);
  }
}

TEST_F(ThreeDays, WhatIsTheSameOfSeveralSitesIsSaidOnce) {
  PastOfSite test = whole_site();
  test.site = "test";
  const std::string said = one_line(text(told({whole_site(), test})));
  EXPECT_NE(said.find("- prod, test: no acknowledgement in the log"), std::string::npos) << said;
}

TEST_F(ThreeDays, OfLessThanADayNoRateIsSaid) {
  BacktestStory story = told();
  story.summary.told = min(23 * 60 + 59);
  const std::string said = text(story);
  EXPECT_TRUE(
      said.starts_with("In the last 3 days about 7 calls (1 of them LOW), 4 of them at night (22 to 6)."))
      << said;
  EXPECT_NE(said.find("\nROUTE    CALLS    HIGH  LOW  NIGHT  AGAIN  SHORTEST  LONGEST\n"
                      "oncall   about 4  4     0    1      0      2 min     1 h 20 min\n"),
            std::string::npos)
      << said;
  EXPECT_TRUE(json_of(story).at("summary").at("perDay").is_null());
  EXPECT_TRUE(json_of(story).at("summary").at("routes").at(0).at("perDay").is_null());
  story.summary.told = min(24 * 60);
  EXPECT_NE(text(story).find("7.0 a day, 4 of them at night"), std::string::npos) << text(story);
  EXPECT_DOUBLE_EQ(json_of(story).at("summary").at("perDay").as_double(), 7);
}

TEST_F(ThreeDays, WithoutNotificationsThereIsNothingToCompareWith) {
  BacktestStory story = told();
  story.summary.problems.notifications = 0;
  const std::string said = one_line(text(story));
  EXPECT_NE(said.find("The log has no notification of Checkmk's own to compare with."), std::string::npos);
  EXPECT_EQ(said.find("Of the "), std::string::npos) << said;
}

TEST_F(ThreeDays, OfNoCallsNoCharts) {
  routes[0].alert_on = routes[1].alert_on = {State::unreachable};
  const std::string said = text(told());
  EXPECT_TRUE(said.starts_with("In the last 3 days about 0 calls. Checkmk itself notified of 5 problems"))
      << said;
  EXPECT_EQ(said.find("By day"), std::string::npos) << said;
  EXPECT_NE(said.find("Nobody is called for about 7 of 7 problems"), std::string::npos) << said;
}

TEST_F(ThreeDays, TheSameCallsAreSaidToBeTheSame) {
  EXPECT_NE(one_line(text(told_with(routes))).find("4 -> 4 at night (22 to 6): the very same calls."),
            std::string::npos);
}

TEST_F(ThreeDays, NoLineIsLongerThanTheScreen) {
  log.lines({"prod", std::string(90, 'h'), std::string(90, 's'), ""}, "1 OK,10 CRITICAL");
  routes[0].match = {};
  std::vector<Route> others = routes;
  others[0].delay = min(5);
  for (const BacktestStory& story : {told(), told_with(others)})
    for (const std::string& line : lines_of(story, 80)) EXPECT_LE(code_points(line), 80U) << line;
}

TEST_F(ThreeDays, AsJson) {
  std::vector<Route> others = routes;
  others[0].delay = min(5);
  BacktestStory story = told_with(others);
  story.other->musts.push_back({.asked = "web01", .is_known = true, .lost = {}});
  const boost::json::value object = json_of(story);
  EXPECT_EQ(object.at("schema"), boost::json::value(1));
  EXPECT_EQ(object.at("from").as_string(), "2025-06-14T15:06:40Z");
  EXPECT_EQ(object.at("sure").as_string(), "about");
  EXPECT_EQ(object.at("summary").at("calls").to_number<int>(), 7);
  EXPECT_EQ(object.at("summary").at("byDay").at(1),
            (boost::json::object{{"day", "2025-06-15"}, {"calls", 3}}));
  EXPECT_EQ(object.at("summary").at("routes").at(1).at("repeated").at("worsened").to_number<int>(), 1);
  EXPECT_EQ(object.at("summary").at("problems").at("whyNot").at("downtime").to_number<int>(), 1);
  EXPECT_EQ(object.at("sites").at(0).at("flavour").as_string(), "Checkmk");
  EXPECT_EQ(object.at("whatIf").at(0).at("value").as_string(), "5m");
  const boost::json::value& call = object.at("calls").at(0);
  EXPECT_EQ(call.at("host").as_string(), "web01");
  EXPECT_EQ(call.at("over").as_string(), "2025-06-15T15:18:40Z");
  EXPECT_EQ(object.at("calls").as_array().size(), 7U);
  const boost::json::value& with = object.at("with");
  EXPECT_EQ(with.at("after").to_number<int>(), 5);
  EXPECT_EQ(with.at("changes").at(0).at("rule").as_string(), "delay");
  EXPECT_TRUE(with.at("changes").at(0).at("after").is_null());
  EXPECT_TRUE(with.at("must").at(0).at("holds").as_bool());
  EXPECT_TRUE(json_of(told()).at("with").is_null());
}

TEST_F(ThreeDays, ASiteThatDidNotAnswerHasNoTimesInJson) {
  BacktestStory story = told();
  story.sites.front().from = story.summary.from;
  PastOfSite& silent = story.sites.emplace_back();
  silent.site = "dmz";
  silent.fault = "connection refused";
  const boost::json::value object = json_of(story);
  EXPECT_TRUE(object.at("sites").at(0).at("from").is_string());
  EXPECT_TRUE(object.at("sites").as_array().back().at("from").is_null()) << object;
  EXPECT_TRUE(object.at("sites").as_array().back().at("until").is_null()) << object;
}

}  // namespace
}  // namespace ilert_bridge
