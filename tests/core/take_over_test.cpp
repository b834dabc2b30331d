#include "ilert-bridge/core/take_over.hpp"

#include <gtest/gtest.h>

#include "ilert-bridge/core/event.hpp"
#include "tests/core/builders.hpp"

namespace ilert_bridge {
namespace {

const Subject http{.site = "prod", .host = "web01", .service = "HTTP", .own = {}};
const SourceRoutes sources{{55, "oncall"}, {56, "night"}};

ShownAlert shown(std::int64_t id, ShownAlert::Status status = ShownAlert::Status::accepted) {
  return {.id = id,
          .source = 55,
          .key = alert_key(http, {}),
          .status = status,
          .reported_at = noon,
          .accepted_by = "Ada Example"};
}

struct TakingOver : testing::Test {
  TakingOver() { reports[http]["oncall"].told = Told::open; }
  std::vector<TakeOver> taken() const {
    Acceptor acceptor{.author = "ilert", .ilert_ahead = ahead, .clock_slack = s(2), .facts = {}};
    acceptor.facts = [this](const std::string&, const ShownAlert&) { return facts; };
    return accepted_in_ilert(newest_of_each_key(alerts, sources), sources, reported_keys(reports), acceptor,
                             at);
  }
  Reports reports;
  std::vector<ShownAlert> alerts{shown(7001)};
  KeyFacts facts;
  Span ahead{};
  Time at = noon + min(5);
};

TEST_F(TakingOver, AcceptsTheReportAndOrdersAnAcknowledgement) {
  const std::vector<TakeOver> all = taken();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].after.told, Told::accepted);
  EXPECT_EQ(all[0].after.acceptance, Acceptance::ilert);
  EXPECT_EQ(all[0].after.remark, all[0].order.remark);
  EXPECT_EQ(all[0].order.subject, http);
  EXPECT_EQ(all[0].order.route, "oncall");
  EXPECT_EQ(all[0].order.source, "alert 7001");
  EXPECT_EQ(all[0].order.remark,
            (Remark{"Ada Example (ilert)", "Accepted in ilert: https://app.ilert.com/alerts/7001"}));
}

TEST_F(TakingOver, KnowsNoPersonWhereIlertNamesNone) {
  alerts[0].accepted_by.clear();
  EXPECT_EQ(taken().at(0).order.remark.author, "ilert");
}

TEST_F(TakingOver, LeavesAloneWhatIsNotAccepted) {
  for (const auto status :
       {ShownAlert::Status::pending, ShownAlert::Status::resolved, ShownAlert::Status::other}) {
    alerts[0].status = status;
    EXPECT_TRUE(taken().empty());
  }
}

TEST_F(TakingOver, LeavesAloneWhatIsNotOurs) {
  alerts[0].key = "somebody else's";
  EXPECT_TRUE(taken().empty());
  alerts = {shown(7001)};
  alerts[0].source = 99;
  EXPECT_TRUE(taken().empty()) << "another alert source";
  alerts[0].source = 56;
  EXPECT_TRUE(taken().empty()) << "another route's alert source, where nothing is open";
}

TEST_F(TakingOver, LeavesAloneWhatIsNotOpen) {
  for (const Told told : {Told::accepted, Told::dismissed, Told::none}) {
    reports[http]["oncall"].told = told;
    EXPECT_TRUE(taken().empty()) << name(told);
  }
}

TEST_F(TakingOver, HappensOnce) {
  facts.taken_over = true;
  EXPECT_TRUE(taken().empty()) << "it paged again since, and ilert still shows the old alert";
}

TEST_F(TakingOver, HappensAgainWhenItWasTakenBack) {
  facts.taken_back = 1;
  Report& report = reports[http]["oncall"];
  report.overruled = taken().at(0).order.remark;
  EXPECT_EQ(taken()[0].order.source, "alert 7001 (2)");
  EXPECT_EQ(taken()[0].after.overruled, Remark{}) << "or Checkmk could never show the acknowledgement";
  report.overruled = berta;
  EXPECT_EQ(taken()[0].after.overruled, berta);
}

TEST_F(TakingOver, WaitsUntilEverythingOfTheKeyIsTold) {
  facts.waits = true;
  EXPECT_TRUE(taken().empty());
}

TEST_F(TakingOver, IgnoresWhatIsOlderThanTheLastAlert) {
  facts.last_alert_at = noon + s(3);
  EXPECT_TRUE(taken().empty());
  facts.last_alert_at = noon + s(1);
  EXPECT_EQ(taken().size(), 1U) << "clocks are not that exact";
  facts.last_alert_at = noon + s(3);
  at = noon + min(11);
  EXPECT_EQ(taken().size(), 1U) << "it took that ALERT in, or there would be another by now";
}

TEST_F(TakingOver, ComparesByIlertsClock) {
  facts.last_alert_at = noon + min(10);
  ahead = -min(10);
  EXPECT_EQ(taken().size(), 1U);
  facts.last_alert_at = noon;
  ahead = min(10);
  EXPECT_TRUE(taken().empty());
}

TEST_F(TakingOver, TakesTheNewestOfSeveralAndEachOnce) {
  alerts = {shown(7001), shown(7002, ShownAlert::Status::pending), shown(7001)};
  EXPECT_TRUE(taken().empty()) << "the newest one is not accepted";
  alerts = {shown(7001, ShownAlert::Status::pending), shown(7002), shown(7002)};
  EXPECT_EQ(taken().size(), 1U);
}

TEST_F(TakingOver, LetsTheMainAlertSpeakForAMergedOne) {
  alerts = {shown(7001, ShownAlert::Status::pending), shown(7002)};
  alerts[0].merged_into = 7002;
  alerts[1].key = "another's";
  alerts[1].accepted_by = "Bea";
  EXPECT_EQ(taken().at(0).order.remark.author, "Bea (ilert)");
}

}  // namespace
}  // namespace ilert_bridge
