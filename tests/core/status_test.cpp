#include "ilert-bridge/core/status.hpp"

#include <gtest/gtest.h>

#include <ostream>

#include "ilert-bridge/core/heartbeat.hpp"

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;
const Time at = from_unix(1'800'000'000);

SiteStatus answering(const std::string& name = "prod") {
  SiteStatus site;
  site.name = name;
  site.answered_at = at - 2s;
  site.poll_interval = 5s;
  site.silent_after = 5min;
  return site;
}

RouteStatus idle(const std::string& name = "oncall") {
  RouteStatus route;
  route.name = name;
  route.pace = 45;
  route.left = 45;
  return route;
}

Status healthy() {
  Status status;
  status.at = at;
  status.started_at = status.configured_at = at - 1h;
  status.sites = {answering()};
  status.routes = {idle()};
  return status;
}

Condition condition_of(const Status& status) { return overall(findings(status)); }

struct SiteCase {
  const char* what;
  std::optional<Span> answered, silent;  // ago
  Condition condition;
};
void PrintTo(const SiteCase& row, std::ostream* out) { *out << row.what; }
class SiteJudgement : public ::testing::TestWithParam<SiteCase> {};

TEST_P(SiteJudgement, IsAsTheTableSays) {
  Status status = healthy();
  SiteStatus& site = status.sites.front();
  site.answered_at.reset();
  if (GetParam().answered) site.answered_at = at - *GetParam().answered;
  if (GetParam().silent) site.silent_since = at - *GetParam().silent;
  EXPECT_EQ(judge(site, status).condition, GetParam().condition);
  EXPECT_EQ(condition_of(status), GetParam().condition);
}
INSTANTIATE_TEST_SUITE_P(
    Status, SiteJudgement,
    ::testing::Values(SiteCase{"answers", 2s, {}, Condition::ok},
                      SiteCase{"a look that takes a while", 59s, {}, Condition::ok},
                      SiteCase{"a look that does not come back", 60s, {}, Condition::warning},
                      SiteCase{"nor for its silent_after", 5min, {}, Condition::critical},
                      SiteCase{"has just fallen silent", 6s, 1s, Condition::warning},
                      SiteCase{"silent for its silent_after", 6min, 5min, Condition::critical},
                      SiteCase{"never answered since the start an hour ago", {}, {}, Condition::critical}));

TEST(Judgement, ASiteThatWasJustConfiguredHasTime) {
  Status status = healthy();
  status.sites.front().answered_at.reset();
  status.configured_at = at - 3s;
  EXPECT_EQ(condition_of(status), Condition::ok);
}

TEST(Judgement, ASilentSiteSaysItsFaultAndSinceWhen) {
  Status status = healthy();
  status.sites.front().silent_since = at - 10min;
  status.sites.front().fault = "connection refused; is the site started?";
  const std::vector<Finding> found = findings(status);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].about, "site prod");
  EXPECT_EQ(found[0].judgement.cause, "connection refused; is the site started?");
  EXPECT_EQ(found[0].judgement.since, at - 10min);
}

TEST(Judgement, ASiteOfWhichNotAllCanBeReadSaysSoAfterAMinute) {
  Status status = healthy();
  SiteStatus& site = status.sites.front();
  site.unread = "the comments cannot be read: timeout";
  site.unread_since = at - 59s;
  EXPECT_EQ(condition_of(status), Condition::ok);
  site.unread_since = at - 60s;
  EXPECT_EQ(condition_of(status), Condition::warning);
  EXPECT_EQ(findings(status).at(0).judgement.cause, site.unread);
}

TEST(Judgement, AQueueIsFineForAMinuteAndBadWhenNothingLeavesForFive) {
  Status status = healthy();
  RouteStatus& route = status.routes.front();
  route.waiting = 3;
  route.oldest_waiting = at - 59s;
  EXPECT_EQ(condition_of(status), Condition::ok);
  route.oldest_waiting = at - 60s;
  EXPECT_EQ(condition_of(status), Condition::warning);
  route.oldest_waiting = at - 5min;
  EXPECT_EQ(condition_of(status), Condition::critical);
  route.delivered_at = at - 10s;  // it drains, as fast as its budget lets it
  EXPECT_EQ(condition_of(status), Condition::warning);
}

TEST(Judgement, AnOldQueueGetsAMinuteAfterAStart) {
  Status status = healthy();
  status.routes.front().waiting = 1;
  status.routes.front().oldest_waiting = at - 10h;
  status.started_at = at - 59s;
  EXPECT_EQ(condition_of(status), Condition::warning);
  status.started_at = at - 60s;
  EXPECT_EQ(condition_of(status), Condition::critical)
      << "whoever is started again and again delivers nothing";
  status.routes.front().delivered_at = at - 1s;
  EXPECT_EQ(condition_of(status), Condition::warning);
}

TEST(Judgement, WhatWaitsThoughThereIsRoomForItHasAReasonOfItsOwn) {
  Status status = healthy();
  RouteStatus& route = status.routes.front();
  route.waiting = 45;
  route.oldest_waiting = at - 3min;
  route.delivered_at = at - 1s;
  EXPECT_NE(judge(route, status).remedy.find("journal list --state waiting --route oncall"),
            std::string::npos);
  route.waiting = 46;
  EXPECT_EQ(judge(route, status).remedy, "nothing: the most urgent go first");
}

TEST(Judgement, AHeldRouteIsBadAtOnceAndSaysWhatToDo) {
  Status status = healthy();
  RouteStatus& route = status.routes.front();
  route.held = true;
  route.trouble = "401: unknown key";
  route.remedy = "put the right key into the key file";
  route.trouble_since = at - 1s;
  const Judgement judgement = judge(route, status);
  EXPECT_EQ(judgement.condition, Condition::critical);
  EXPECT_EQ(judgement.cause, "401: unknown key");
  EXPECT_EQ(judgement.remedy, "put the right key into the key file");
  EXPECT_EQ(judgement.since, at - 1s);
}

TEST(Judgement, TroubleOnTheWayIsAWarningUntilItLasts) {
  Status status = healthy();
  RouteStatus& route = status.routes.front();
  route.trouble = "connection refused";
  route.waiting = 1;
  route.oldest_waiting = at - 10s;
  EXPECT_EQ(condition_of(status), Condition::warning);
  route.oldest_waiting = at - 6min;
  EXPECT_EQ(condition_of(status), Condition::critical);
}

TEST(Judgement, ParkedEventsAreAWarningWithTheCommandThatShowsThem) {
  Status status = healthy();
  status.routes.front().parked = 2;
  const Judgement judgement = judge(status.routes.front(), status);
  EXPECT_EQ(judgement.condition, Condition::warning);
  EXPECT_NE(judgement.remedy.find("journal list --state parked --route oncall"), std::string::npos);
}

TEST(Judgement, ADiskThatGetsFullIsAWarningAndThenBad) {
  Status status = healthy();
  status.journal.disk_low = 100;
  status.journal.disk_free = 100;
  EXPECT_EQ(condition_of(status), Condition::ok);
  status.journal.disk_free = 99;
  EXPECT_EQ(condition_of(status), Condition::warning);
  status.journal.disk_free = 24;
  EXPECT_EQ(condition_of(status), Condition::critical);
}

Status with_uncalled(Span since) {
  Status status = healthy();
  RouteStatus& route = status.routes.front();
  route.waiting = 2;
  route.oldest_waiting = at - since;
  for (const char* host : {"db01", "web01"})
    route.uncalled.add({"prod", host, "CPU load", ""}, State::critical, at - since);
  return status;
}

TEST(Judgement, ThatNobodyWasCalledComesFirstWithNamesAndReason) {
  Status status = with_uncalled(20s);
  status.sites.front().silent_since = at - 1h;
  status.routes.front().trouble = "404 integration key not found";
  std::vector<Finding> found = findings(status);
  EXPECT_EQ(found.at(0).about, "route oncall") << "before a site that is worse";
  EXPECT_EQ(found.at(0).judgement.condition, Condition::warning) << "a moment's trouble";
  EXPECT_EQ(found.at(0).judgement.cause,
            "nobody was called for 2 problems (db01/CPU load CRITICAL, web01/CPU load CRITICAL): 404 "
            "integration key not found");
  EXPECT_EQ(overall(found), Condition::critical) << "that of the site";
  status = with_uncalled(1min);
  status.routes.front().trouble = "404 integration key not found";
  EXPECT_EQ(findings(status).at(0).judgement.condition, Condition::critical);
}

TEST(Judgement, WhatOnlyWaitsForItsTurnIsNotBadAtOnce) {
  const std::vector<Finding> found = findings(with_uncalled(2min));
  EXPECT_EQ(found.at(0).judgement.condition, Condition::warning);
  EXPECT_NE(found.at(0).judgement.cause.find("ilert takes 45 a minute"), std::string::npos);
}

TEST(Judgement, WithoutADaemonNobodyIsCalledAndThatIsBad) {
  Status status = with_uncalled(15s);
  status.running = false;
  const std::vector<Finding> found = findings(status);
  EXPECT_EQ(found.at(0).about, "route oncall");
  EXPECT_EQ(found.at(0).judgement.condition, Condition::critical);
  EXPECT_EQ(found.at(1).about, "daemon");
}

TEST(Judgement, AnIlertThatDoesNotAnswerIsAWarningAndThenBadThoughNothingWaits) {
  Status status = healthy();
  EXPECT_EQ(condition_of(status), Condition::ok) << "it was not asked yet";
  status.ilert = {
      .answered_at = at - 2min, .fault = "refused", .remedy = "the firewall", .fault_since = at - 1min};
  EXPECT_EQ(condition_of(status), Condition::warning);
  EXPECT_EQ(findings(status).front().about, "ilert");
  EXPECT_EQ(findings(status).front().judgement.remedy, "the firewall");
  status.ilert.fault_since = at - 5min;
  EXPECT_EQ(condition_of(status), Condition::critical);
  status.routes.front().trouble = "refused";
  EXPECT_EQ(findings(status).size(), 1U) << "the route says it already";
}

TEST(Judgement, WithoutADaemonThatComesFirstAndTheRestIsUnknown) {
  Status status = healthy();
  status.running = false;
  status.why_not = "nobody answers";
  status.journal.waiting = 1;
  const std::vector<Finding> found = findings(status);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].about, "daemon");
  EXPECT_EQ(found[0].judgement.condition, Condition::critical);
  EXPECT_EQ(found[1].about, "journal");
  EXPECT_EQ(judge(status.sites.front(), status).condition, Condition::unknown);
  EXPECT_EQ(judge(status.routes.front(), status).condition, Condition::unknown);
}

TEST(Judgement, TheWorstComesFirst) {
  Status status = healthy();
  status.reload_failed_at = at - 1min;
  status.sites.push_back(answering("second"));
  status.sites.back().silent_since = at - 1h;
  const std::vector<Finding> found = findings(status);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].about, "site second");
  EXPECT_EQ(found[1].about, "configuration");
}

TEST(Judgement, AnOwnAlertIsAFindingWhereNothingElseShowsIt) {
  Status status = healthy();
  status.sites.front().silent_since = at - 10min;
  status.own_alerts = {{.kind = "site", .name = "prod", .since = at, .routes = {"oncall"}}};
  EXPECT_EQ(findings(status).size(), 1U) << "the site itself says so";
  status = healthy();
  status.own_alerts.push_back({.kind = "storm", .name = "oncall", .since = at, .routes = {"oncall"}});
  status.own_alerts.push_back({.kind = "core", .name = "prod", .since = at, .routes = {"oncall"}});
  const std::vector<Finding> found = findings(status);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].about, "site prod");
  EXPECT_EQ(found[1].about, "route oncall");
}

// Whatever is open in ilert about the bridge itself can be found in its status.
TEST(Judgement, EveryOpenOwnAlertIsAmongTheFindings) {
  for (const char* kind : {"site", "core", "storm", "route", "parked", "removal", "disk"}) {
    Status status = healthy();
    const std::string name = std::string{kind} == "disk" ? "" : "of-it";
    status.own_alerts = {{.kind = kind, .name = name, .since = at, .routes = {"oncall"}}};
    const std::vector<Finding> found = findings(status);
    ASSERT_EQ(found.size(), 1U) << kind;
    EXPECT_FALSE(found.front().judgement.cause.empty()) << kind;
  }
}

TEST(Judgement, TwoOwnAlertsOfOneRouteAreOneFinding) {
  Status status = healthy();
  for (const char* kind : {"route", "parked"})
    status.own_alerts.push_back({.kind = kind, .name = "oncall", .since = at, .routes = {"night"}});
  EXPECT_EQ(findings(status).size(), 1U);
}

TEST(Judgement, OnAFullDiskTheSitesAreNotBlamed) {
  Status status = healthy();
  status.sites.front().answered_at = at - 10min;
  status.journal.fault = "its disk is full";
  const std::vector<Finding> found = findings(status);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().about, "journal");
  EXPECT_EQ(stops_heartbeat(status), "the journal cannot be written");
}

TEST(Judgement, ADaemonThatRunsButCannotBeAskedIsAWarning) {
  Status status = healthy();
  status.running = false;
  status.pid = 4711;
  status.why_not = "nobody answers";
  status.journal.waiting = 3;
  const std::vector<Finding> found = findings(status);
  ASSERT_EQ(found.size(), 1U) << "what waits does not wait for it to run again";
  EXPECT_EQ(found.front().about, "daemon");
  EXPECT_EQ(found.front().judgement.condition, Condition::warning);
  status.pid = 0;
  EXPECT_EQ(condition_of(status), Condition::critical);
}

TEST(Heartbeat, BeatsWhileAllIsWell) { EXPECT_EQ(stops_heartbeat(healthy()), ""); }

TEST(Heartbeat, IsStoppedByASiteThatCounts) {
  Status status = healthy();
  status.sites.front().silent_since = at - 1s;
  EXPECT_EQ(stops_heartbeat(status), "site prod does not answer");
  status.sites.front().stops_heartbeat = false;
  EXPECT_EQ(stops_heartbeat(status), "");
}

TEST(Heartbeat, IsStoppedByALookThatDoesNotComeBackAndBeforeTheFirst) {
  Status status = healthy();
  status.sites.front().answered_at = at - 61s;
  EXPECT_NE(stops_heartbeat(status), "");
  status.sites.front().answered_at.reset();
  EXPECT_NE(stops_heartbeat(status), "");
}

TEST(Heartbeat, IsStoppedByAJournalThatCannotBeWritten) {
  Status status = healthy();
  status.journal.fault = "disk full";
  EXPECT_EQ(stops_heartbeat(status), "the journal cannot be written");
}

TEST(Heartbeat, IsStoppedByAQueueThatDoesNotMoveButNotByALongOne) {
  Status status = healthy();
  RouteStatus& route = status.routes.front();
  route.waiting = 5000;
  route.oldest_waiting = at - 30min;
  route.delivered_at = at - 9min;
  EXPECT_EQ(stops_heartbeat(status), "");
  route.delivered_at = at - 10min;
  EXPECT_NE(stops_heartbeat(status).find("route oncall has delivered nothing for 10 min"), std::string::npos)
      << stops_heartbeat(status);
}

TEST(Heartbeat, IsStoppedByAnOldQueueHoweverOftenTheProcessStarts) {
  Status status = healthy();
  RouteStatus& route = status.routes.front();
  status.started_at = at - 5s;
  route.waiting = 1;
  route.oldest_waiting = at - 9min;
  EXPECT_EQ(stops_heartbeat(status), "");
  route.oldest_waiting = at - 10min;
  EXPECT_NE(stops_heartbeat(status), "");
  route.delivered_at = at - 10min;
  EXPECT_NE(stops_heartbeat(status), "") << "the process before had delivered something";
  route.delivered_at = at - 1s;
  EXPECT_EQ(stops_heartbeat(status), "") << "the first of a long stop's backlog is out";
}

TEST(Heartbeat, ThatDoesNotBeatIsInTheFindings) {
  Status status = healthy();
  status.heartbeat.configured = true;
  EXPECT_TRUE(findings(status).empty());
  status.heartbeat.failures = 2;
  EXPECT_TRUE(findings(status).empty());
  status.heartbeat.failures = 3;
  EXPECT_EQ(condition_of(status), Condition::warning);
  status.heartbeat.failures = 0;
  status.heartbeat.stopped_by = "site prod does not answer";
  EXPECT_EQ(condition_of(status), Condition::warning);
}

}  // namespace
}  // namespace ilert_bridge
