#include "ilert-bridge/core/agreement.hpp"

#include <gtest/gtest.h>

#include "ilert-bridge/core/event.hpp"
#include "tests/core/builders.hpp"

namespace ilert_bridge {
namespace {

using Status = ShownAlert::Status;

const Subject http{.site = "prod", .host = "web01", .service = "HTTP", .own = {}};
const SourceRoutes sources{{55, "oncall"}};
const SourceStates healthy;

struct Comparison : testing::Test {
  Comparison() {
    ShownAlert alert;
    alert.id = 7001;
    alert.source = 55;
    alert.key = alert_key(http, {});
    alert.status = Status::pending;
    alert.reported_at = noon - min(10);
    alert.subject = http;
    alert.state = State::warning;
    open = {alert};
    acceptor = {
        .author = "ilert", .ilert_ahead = {}, .clock_slack = s(2), .facts = [this](const auto&, const auto&) {
          return facts;
        }};
  }
  Outlook outlook() const {
    return {.open = open,
            .routes = sources,
            .reports = reports,
            .sites = sites,
            .acceptor = acceptor,
            .settles = min(2),
            .now = noon,
            .removes = removes};
  }
  std::vector<Correction> left_open() const { return not_ended(outlook()); }
  std::vector<Correction> unaccepted() const { return not_accepted(outlook()); }

  std::vector<ShownAlert> open;
  Reports reports;
  std::set<std::string, std::less<>> sites{"prod"};
  KeyFacts facts;
  bool removes = false;
  Acceptor acceptor;
};

TEST_F(Comparison, TakesAnAlertThatNothingIsToldOfAsOpen) {
  const std::vector<Correction> found = left_open();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].subject, http);
  EXPECT_EQ(found[0].after.told, Told::open);
  EXPECT_EQ(found[0].after.state, State::warning);
  EXPECT_EQ(found[0].heard.told, Told::open);
}

TEST_F(Comparison, LetsTheNextLookDecideAboutIt) {
  Scene fine = service(State::critical);
  fine.report = left_open().at(0).after;
  EXPECT_EQ(fine.state(State::ok).step().tellings, (std::vector<Telling>{{EventType::resolve}}));
  EXPECT_TRUE(fine.state(State::warning).step().tellings.empty() ||
              fine.state(State::warning).step().tellings[0].type == EventType::resolve)
      << "as the route says";
  for (const Telling& telling : fine.step().tellings)
    EXPECT_EQ(telling.type, EventType::comment) << "nobody is paged again";
}

TEST_F(Comparison, LeavesForeignAlertsAlone) {
  open[0].key = "cmk-0123";
  EXPECT_TRUE(left_open().empty()) << "its labels do not make its key";
  open[0].key = alert_key(http, {});
  open[0].subject = {};
  EXPECT_TRUE(left_open().empty()) << "its labels name nothing";
  open[0].subject = http;
  sites = {"test"};
  EXPECT_TRUE(left_open().empty()) << "another bridge looks at that site";
  sites = {"prod"};
  open[0].source = 99;
  EXPECT_TRUE(left_open().empty()) << "another alert source";
}

TEST_F(Comparison, LeavesAloneWhatIsToldOrDismissed) {
  for (const Told told : {Told::open, Told::accepted, Told::dismissed}) {
    reports[http]["oncall"].told = told;
    EXPECT_TRUE(left_open().empty()) << name(told);
  }
}

TEST_F(Comparison, GivesIlertTimeToShowWhatItWasTold) {
  facts.last_told_at = noon - min(1);
  EXPECT_TRUE(left_open().empty()) << "the RESOLVE has just left";
  facts.last_told_at = noon - min(3);
  EXPECT_EQ(left_open().size(), 1U);
  facts.waits = true;
  EXPECT_TRUE(left_open().empty());
  facts.waits = false;
  facts.heard = Told::open;
  EXPECT_TRUE(left_open().empty()) << "its RESOLVE is parked, and that is an own alert";
  facts.heard = Told::none;
  open[0].reported_at = noon - min(1);
  EXPECT_TRUE(left_open().empty());
}

TEST_F(Comparison, TellsAnAcceptanceOfCheckmksAgain) {
  Report& report = reports[http]["oncall"];
  report.told = Told::accepted;
  facts.heard = Told::accepted;
  ASSERT_EQ(unaccepted().size(), 1U);
  Scene scene = service(State::critical).acknowledged();
  scene.report = unaccepted()[0].after;
  EXPECT_EQ(scene.step().tellings.at(0).type, EventType::accept);
  open[0].status = Status::accepted;
  EXPECT_TRUE(unaccepted().empty());
  open[0].status = Status::pending;
  report.acceptance = Acceptance::ilert;
  EXPECT_TRUE(unaccepted().empty()) << "what people do in ilert is theirs";
  report.acceptance = Acceptance::checkmk;
  facts.last_alert_at = noon - min(5);
  EXPECT_TRUE(unaccepted().empty()) << "it paged again since: this is the old alert";
}

TEST_F(Comparison, WhatAPersonTookBackStands) {
  EXPECT_FALSE(was_accepted({{.id = 1, .kind = LogEntry::Kind::other}}));
  EXPECT_TRUE(was_accepted({{.id = 1, .kind = LogEntry::Kind::event_response}, {.id = 2}}));
  EXPECT_TRUE(was_accepted({{.id = 1, .kind = LogEntry::Kind::response}}));
  Scene scene = service(State::critical).acknowledged();
  Report& report = reports[http]["oncall"];
  report.told = Told::open;
  report.checked_at = scene.sighting.observation.last_check;
  scene.report = report;
  report = scene.step().after;
  ASSERT_EQ(report.told, Told::accepted);
  facts.heard = Told::accepted;
  const std::optional<Correction> stands = taken_back(unaccepted().at(0), reports);
  ASSERT_TRUE(stands);
  EXPECT_EQ(stands->alert, 7001);
  EXPECT_EQ(stands->after.told, Told::open);
  EXPECT_EQ(stands->heard.told, Told::open);
  scene.report = stands->after;
  EXPECT_TRUE(scene.step().tellings.empty());
  scene.sighting.observation.acknowledgement = {"bob", "another one"};
  EXPECT_EQ(scene.step().tellings.at(0).type, EventType::accept);
  report.acceptance = Acceptance::downtime;
  EXPECT_FALSE(taken_back(unaccepted().at(0), reports)) << "a downtime cannot be overruled";
}

TEST_F(Comparison, AnAcceptanceOfIlertsThatIsTakenBackMayRemoveTheAcknowledgement) {
  Scene scene = service(State::critical).acknowledged();
  const Remark ours{"Ada Example (ilert)", accepted_text(open[0])};
  scene = scene.acknowledged(ours).accepted(Acceptance::mirrored, ours);
  reports[http]["oncall"] = scene.report;
  EXPECT_TRUE(unaccepted().empty()) << "only where it is to be removed";
  removes = true;
  ASSERT_EQ(unaccepted().size(), 1U);
  const std::optional<Correction> stands = taken_back(unaccepted()[0], reports);
  ASSERT_TRUE(stands && stands->order);
  EXPECT_EQ(stands->order->kind, OrderKind::unacknowledge);
  EXPECT_EQ(stands->order->source, "alert 7001 taken back");
  EXPECT_EQ(stands->order->remark, ours);
  EXPECT_EQ(stands->after.told, Told::open);
  scene.report = stands->after;
  EXPECT_EQ(text_of(scene.step().tellings), "-") << "while Checkmk shows it";
  EXPECT_EQ(text_of(scene.unacknowledged().step().tellings), "-")
      << "and when it is gone: ilert calls already";
  Report& report = reports[http]["oncall"];
  report.acceptance = Acceptance::ilert;
  EXPECT_TRUE(unaccepted().empty()) << "Checkmk does not show it yet";
  report.acceptance = Acceptance::mirrored;
  report.remark = anna;
  EXPECT_TRUE(unaccepted().empty()) << "a colleague's own";
  report.remark = {"Bert", "Accepted in ilert: https://app.ilert.com/alerts/70010"};
  EXPECT_TRUE(unaccepted().empty()) << "of another alert";
  report.remark = ours;
  facts.taken_back = 1;
  EXPECT_EQ(unaccepted()[0].order->source, "alert 7001 (2) taken back");
  open[0].status = Status::accepted;
  EXPECT_TRUE(unaccepted().empty());
}

Correction lost(const Subject& subject = http) {
  return correction_of(
      {.subject = subject, .route = "oncall", .key = alert_key(subject, {}), .report = {}, .alert_at = {}});
}

TEST(Agreement, SendsAgainThreeTimesWithPauses) {
  Agreement agreement;
  EXPECT_EQ(agreement.due({lost()}, healthy, noon).size(), 1U);
  EXPECT_TRUE(agreement.disagreements(healthy).empty()) << "once may happen";
  EXPECT_TRUE(agreement.due({lost()}, healthy, noon + min(4)).empty());
  EXPECT_EQ(agreement.due({lost()}, healthy, noon + min(5)).size(), 1U);
  EXPECT_TRUE(agreement.due({lost()}, healthy, noon + min(14)).empty());
  EXPECT_EQ(agreement.due({lost()}, healthy, noon + min(15)).size(), 1U);
  EXPECT_TRUE(agreement.due({lost()}, healthy, noon + min(50)).empty()) << "that is enough";
  ASSERT_EQ(agreement.disagreements(healthy).size(), 1U);
  EXPECT_EQ(
      agreement.disagreements(healthy)[0],
      "route oncall: 1 alert does not show up in ilert, though it took the events (prod/web01/HTTP): the "
      "event log of the alert source in ilert says why; a filter, a maintenance or a limit?");
}

TEST(Agreement, IsNamedNoMoreWhenItIsBack) {
  Agreement agreement;
  (void)agreement.due({lost()}, healthy, noon);
  (void)agreement.due({lost()}, healthy, noon + min(5));
  EXPECT_EQ(agreement.disagreements(healthy).size(), 1U);
  (void)agreement.due({}, healthy, noon + min(10));
  EXPECT_EQ(agreement.disagreements(healthy).size(), 1U) << "it was sent again a moment ago";
  (void)agreement.due({}, healthy, noon + min(30));
  EXPECT_TRUE(agreement.disagreements(healthy).empty());
  (void)agreement.due({}, healthy, noon + min(90));
  EXPECT_EQ(agreement.due({lost()}, healthy, noon + min(95)).size(), 1U) << "forgotten: another time";
}

TEST(Agreement, SendsNoMoreThanTenAgainAtOnce) {
  Agreement agreement;
  std::vector<Correction> found;
  for (int i = 0; i < 25; ++i) found.push_back(lost({"prod", "web01", "HTTP " + std::to_string(i), {}}));
  EXPECT_EQ(agreement.due(found, healthy, noon).size(), 10U);
  EXPECT_EQ(agreement.due(found, healthy, noon + min(1)).size(), 10U);
  EXPECT_EQ(agreement.due(found, healthy, noon + min(2)).size(), 5U);
}

TEST(Agreement, SendsNothingAgainThatItsSourceWouldLoseOncemore) {
  Agreement agreement;
  const SourceStates off{
      {"oncall", {.follows_keys = false, .concerns = {"it is switched off: switch it on"}}}};
  EXPECT_TRUE(agreement.due({lost()}, off, noon).empty());
  ASSERT_EQ(agreement.disagreements(off).size(), 1U);
  EXPECT_NE(agreement.disagreements(off)[0].find("its alert source may be why: it is switched off"),
            std::string::npos);
}

TEST(Agreement, OnlyNamesWhatIlertResolvedByItself) {
  Agreement agreement;
  Correction one = lost();
  one.gap = Gap::ended_by_ilert;
  EXPECT_TRUE(agreement.due({one}, healthy, noon).empty());
  EXPECT_EQ(agreement.disagreements(healthy).at(0),
            "route oncall: 1 alert was resolved by ilert itself while the problem lasts (prod/web01/HTTP): "
            "switch off automatic resolution in the alert source");
}

}  // namespace
}  // namespace ilert_bridge
