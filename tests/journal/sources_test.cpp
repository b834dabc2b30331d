// Alert sources in the journal: another name, another key, and what stays with whom.
#include "src/journal/schema.hpp"
#include "src/journal/sqlite.hpp"
#include "tests/journal/folder.hpp"

namespace ilert_bridge {
namespace {

const Subject web01{"prod", "web01", "", ""};

class SourcesTest : public JournalTest {
 protected:
  void configured(Journal& journal, const std::vector<RouteKey>& routes, bool reload = false) {
    journal.change_sources(source_changes(journal.alert_sources(), routes, reload, "salt"), after(second));
  }
  static std::string key() { return alert_key(web01, "mon1"); }
  static Told told(const Journal& journal, const std::string& route) {
    const Reports reports = journal.reports();
    const auto on_routes = reports.find(web01);
    if (on_routes == reports.end() || !on_routes->second.contains(route)) return Told::none;
    return on_routes->second.at(route).told;
  }
  // An alert that ilert has taken, with a look that saw it.
  EventId open_alert(Journal& journal, const Report& report = open_report()) {
    Recording recording = opening(web01);
    recording.changes.front().report = report;
    recording.looked_at.emplace("prod", "oncall");
    journal.record(recording, start);
    const EventId event = recording.changes.front().events.front().id;
    journal.begin_attempt(event, start);
    journal.end_attempt(event, {.started_at = start, .ended_at = start, .outcome = Outcome::delivered},
                        Settled::delivered, false, Heard{Told::open, State::critical, Priority::high}, start);
    return event;
  }
};

TEST_F(SourcesTest, AnotherNameTakesAllWithItAndNothingStaysBehind) {
  Journal journal = opened();
  configured(journal, {{"oncall", "a"}});
  const EventId event = open_alert(journal);
  const EventId waiting = record_opening(journal, subject("web02"));
  configured(journal, {{"night", "a"}});
  for (const bool again : {false, true}) {
    if (again)
      journal = [&] {
        { const Journal closes = std::move(journal); }
        return opened();
      }();
    EXPECT_EQ(told(journal, "night"), Told::open);
    EXPECT_EQ(told(journal, "oncall"), Told::none);
    EXPECT_EQ(journal.heard("night", key()).told, Told::open);
    EXPECT_EQ(journal.heard("oncall", key()).told, Told::none);
    EXPECT_TRUE(journal.looked_at().contains({"prod", "night"}));
    EXPECT_EQ(journal.attempts_since("night", start).size(), 1U) << "the budget is one";
    EXPECT_EQ(journal.backlog("night").at(0).waiting.id, waiting);
    EXPECT_EQ(journal.waiting_routes(), std::set<std::string>{"night"});
    EXPECT_EQ(journal.stock().at("night").waiting, 1U);
    EXPECT_EQ(journal.entry(event)->queued.event.route, "night");
    EXPECT_EQ(journal.list({.route = "night"}).size(), 2U);
    EXPECT_EQ(journal.history("night", web01, 5).at(0).queued.event.route, "night");
    EXPECT_TRUE(journal.last_told("night", key()).alert_at);
    EXPECT_TRUE(journal.last_delivery("night"));
  }
  EXPECT_EQ(record_opening(journal, subject("web03"), "night"), waiting + 1);
  EXPECT_EQ(journal.waiting("night"), 2U);
}

TEST_F(SourcesTest, OrdersGoWithTheirSource) {
  Journal journal = opened();
  configured(journal, {{"oncall", "a"}});
  Recording recording;
  Order order;
  order.route = "oncall";
  order.subject = web01;
  order.source = "alert 7";
  recording.orders.push_back(order);
  journal.record(recording, start);
  configured(journal, {{"night", "a"}});
  EXPECT_EQ(journal.open_orders().at(0).route, "night");
  EXPECT_TRUE(journal.has_order("night", "alert 7"));
  EXPECT_EQ(journal.orders("night", web01, 1).size(), 1U);
}

TEST_F(SourcesTest, AnotherKeyAfterARestartTellsAnewWhatIsOpen) {
  Journal journal = opened();
  configured(journal, {{"oncall", "a"}});
  open_alert(journal);
  const EventId waiting = record_opening(journal, subject("web02"));
  configured(journal, {{"oncall", "b"}});
  EXPECT_EQ(told(journal, "oncall"), Told::none);
  EXPECT_EQ(journal.heard("oncall", key()).told, Told::none);
  EXPECT_TRUE(journal.looked_at().contains({"prod", "oncall"})) << "or first_start would decide about it";
  EXPECT_EQ(told(journal, "oncall (former key)"), Told::open) << "what stays open there is known";
  EXPECT_EQ(journal.heard("oncall (former key)", key()).told, Told::open);
  EXPECT_EQ(journal.entry(waiting)->settled, Settled::superseded) << "nobody can send it any more";
  EXPECT_TRUE(journal.attempts_since("oncall", start).empty()) << "a source has a budget of its own";
  record_opening(journal, web01);
  EXPECT_EQ(told(journal, "oncall"), Told::open);
  configured(journal, {{"oncall", "a"}});
  EXPECT_EQ(journal.heard("oncall", key()).told, Told::open) << "the key is back";
  EXPECT_EQ(told(journal, "oncall (former key)"), Told::open);
}

TEST_F(SourcesTest, AnotherKeyDoesNotForgetWhoIsOnIt) {
  Journal journal = opened();
  configured(journal, {{"oncall", "a"}});
  Report accepted = open_report();
  accepted.told = Told::accepted;
  accepted.remark = {"ann", "on it"};
  open_alert(journal, accepted);
  configured(journal, {{"oncall", "b"}}, true);
  EXPECT_EQ(journal.reports().at(web01).at("oncall"), accepted);
  EXPECT_EQ(journal.reports().at(web01).at("oncall (former key)"), accepted);
}

TEST_F(SourcesTest, WhatWaitsIsStillSentWhereTheKeyIsKnown) {
  Journal journal = opened();
  configured(journal, {{"oncall", "a"}});
  const EventId waiting = record_opening(journal, web01);
  configured(journal, {{"oncall", "b"}}, true);
  EXPECT_EQ(journal.entry(waiting)->settled, Settled::waiting);
  EXPECT_EQ(journal.backlog("oncall (former key)").at(0).waiting.id, waiting);
}

TEST_F(SourcesTest, RoutesOfAnOlderVersionAreKnownByTheirNames) {
  {
    { Journal claims_the_file = opened(); }
    std::filesystem::resize_file(path(), 0);
    journal::Database database(path(), journal::Database::Mode::read_write);
    set_up(database, true);
    const auto& steps = journal::schema_steps();
    journal::migrate(database, {steps.begin(), steps.begin() + 6});
    database.execute(
        "INSERT INTO looked_at (site, route) VALUES ('prod', 'oncall'), ('prod', 'old');"
        "INSERT INTO heard (route, alert_key, told, state, priority)"
        " VALUES ('oncall', 'cmk-1', 'open', 'CRITICAL', 'HIGH')");
  }
  Journal journal = opened();
  ASSERT_EQ(journal.alert_sources().size(), 2U);
  configured(journal, {{"oncall", "a"}});
  EXPECT_EQ(journal.heard("oncall", "cmk-1").told, Told::open);
  configured(journal, {{"old", "a"}});
  EXPECT_EQ(journal.heard("old", "cmk-1").told, Told::open) << "the new name is that of a route long gone";
  EXPECT_EQ(journal.looked_at().count({"prod", "old (former key)"}), 1U);
}

TEST_F(SourcesTest, ARehearsalWritesNothing) {
  {
    Journal journal = opened();
    configured(journal, {{"oncall", "a"}});
  }
  Journal rehearsal = opened(Journal::Access::rehearsal);
  configured(rehearsal, {{"night", "a"}});
  EXPECT_EQ(rehearsal.alert_sources().at(0).route, "night");
  EXPECT_EQ(opened(Journal::Access::read_only).alert_sources().at(0).route, "oncall");
}

}  // namespace
}  // namespace ilert_bridge
