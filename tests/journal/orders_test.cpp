// Orders: what is to be done in Checkmk, written before it is done.
#include <gtest/gtest.h>

#include "tests/journal/folder.hpp"

namespace ilert_bridge {
namespace {

const Subject http{.site = "prod", .host = "web01", .service = "HTTP", .own = {}};

class OrdersTest : public JournalTest {
 protected:
  static Recording taken_over(const std::string& source) {
    Recording recording;
    Recording::Change change{.subject = http, .route = "oncall", .report = {}, .events = {}};
    change.report.told = Told::accepted;
    change.report.acceptance = Acceptance::ilert;
    recording.changes.push_back(change);
    Order order;
    order.route = "oncall";
    order.subject = http;
    order.source = source;
    order.remark = {"Ada (ilert)", "Accepted in ilert"};
    recording.orders.push_back(order);
    return recording;
  }
};

TEST_F(OrdersTest, AreWrittenTogetherWithTheReport) {
  {
    Journal journal = opened();
    Recording recording = taken_over("alert 7001");
    journal.record(recording, start);
    EXPECT_NE(recording.orders[0].id, 0);
  }
  Journal journal = opened();
  const std::vector<Order> open = journal.open_orders();
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].subject, http);
  EXPECT_EQ(open[0].remark, (Remark{"Ada (ilert)", "Accepted in ilert"}));
  EXPECT_EQ(open[0].ordered_at, start);
  EXPECT_EQ(open[0].tries, 0);
  EXPECT_EQ(open[0].tried_at, std::nullopt);
  EXPECT_EQ(journal.reports().at(http).at("oncall").acceptance, Acceptance::ilert);
}

TEST_F(OrdersTest, AreMadeOfOneThingOnce) {
  Journal journal = opened();
  Recording first = taken_over("alert 7001"), again = taken_over("alert 7001");
  journal.record(first, start);
  journal.end_order(first.orders[0].id, OrderEnd::done, "", start);
  journal.record(again, start);
  EXPECT_EQ(again.orders[0].id, 0);
  EXPECT_TRUE(journal.open_orders().empty());
  EXPECT_TRUE(journal.has_order("oncall", "alert 7001"));
  EXPECT_FALSE(journal.has_order("oncall", "alert 7002"));
  EXPECT_FALSE(journal.has_order("night", "alert 7001"));
}

TEST_F(OrdersTest, KeepWhatBecameOfThem) {
  Journal journal = opened();
  Recording recording = taken_over("alert 7001");
  journal.record(recording, start);
  const OrderId id = recording.orders[0].id;
  journal.begin_try(id, start + Span{5});
  journal.end_try(id, "452: object is already acknowledged", start + Span{6});
  EXPECT_EQ(journal.open_orders().at(0).tried_at, start + Span{6}) << "it may have taken its time";
  journal.begin_try(id, start + Span{7});
  Order order = journal.open_orders().at(0);
  EXPECT_EQ(order.tries, 2);
  EXPECT_EQ(order.tried_at, start + Span{7});
  EXPECT_EQ(order.fault, "452: object is already acknowledged");
  journal.end_order(id, OrderEnd::given_up, "Checkmk does not show it", start + Span{8});
  EXPECT_TRUE(journal.open_orders().empty());
  order = journal.orders("oncall", http, 10).at(0);
  EXPECT_EQ(order.ended, OrderEnd::given_up);
  EXPECT_EQ(order.ended_at, start + Span{8});
  EXPECT_EQ(order.fault, "Checkmk does not show it");
  EXPECT_EQ(journal.orders_given_up(start), 1U);
  EXPECT_EQ(journal.orders_given_up(start + Span{9}), 0U);
  EXPECT_THROW(journal.begin_try(id, start), std::logic_error) << "what has ended stays so";
}

TEST_F(OrdersTest, ThatEndedGoInTime) {
  Journal journal = opened();
  Recording first = taken_over("alert 7001"), second = taken_over("alert 7002");
  journal.record(first, start);
  journal.record(second, start);
  journal.end_order(first.orders[0].id, OrderEnd::done, "", start);
  const Retention retention{.keep_delivered = std::chrono::hours{1}, .max_size = Bytes{1} << 30};
  journal.prune(retention, 100, start + std::chrono::hours{2});
  EXPECT_TRUE(journal.has_order("oncall", "alert 7001")) << "its alert is open: nothing is written twice";
  Recording over;
  over.changes.push_back({.subject = http, .route = "oncall", .report = {}, .events = {}});
  journal.record(over, start + std::chrono::hours{2});
  journal.prune(retention, 100, start + std::chrono::hours{2});
  EXPECT_FALSE(journal.has_order("oncall", "alert 7001"));
  EXPECT_TRUE(journal.has_order("oncall", "alert 7002")) << "it is open";
}

TEST_F(OrdersTest, LastAlertIsTheNewestThatIlertTook) {
  Journal journal = opened();
  const std::string key = alert_key(http, "");
  EXPECT_EQ(journal.last_told("oncall", key).alert_at, std::nullopt);
  EXPECT_EQ(journal.last_told("oncall", key).at, std::nullopt);
  for (int i = 0; i < 3; ++i) {
    Recording recording;
    Recording::Change change{.subject = http, .route = "oncall", .report = {}, .events = {}};
    change.report.told = Told::open;
    Event event;
    event.route = "oncall";
    event.alert_key = key;
    event.subject = http;
    change.events.push_back(event);
    recording.changes.push_back(change);
    journal.record(recording, start);
    const EventId id = recording.changes[0].events[0].id;
    const Time at = start + std::chrono::seconds{i};
    journal.begin_attempt(id, at);
    Attempt attempt;
    attempt.outcome = i < 2 ? Outcome::delivered : Outcome::failed;
    journal.end_attempt(id, attempt, i < 2 ? Settled::delivered : Settled::waiting, false, {}, at);
  }
  EXPECT_EQ(journal.last_told("oncall", key).alert_at, start + std::chrono::seconds{1});
  EXPECT_EQ(journal.last_told("oncall", key).at, start + std::chrono::seconds{1});
  EXPECT_EQ(journal.last_told("night", key).alert_at, std::nullopt);
}

TEST_F(OrdersTest, AnAlertThatTimedOutMayHaveOpenedItBeforeItsNextAttempt) {
  Journal journal = opened();
  const std::string key = alert_key(http, "");
  Recording recording;
  Recording::Change change{.subject = http, .route = "oncall", .report = {}, .events = {}};
  change.report.told = Told::open;
  Event event;
  event.route = "oncall";
  event.alert_key = key;
  event.subject = http;
  change.events.push_back(event);
  recording.changes.push_back(change);
  journal.record(recording, start);
  const EventId id = recording.changes[0].events[0].id;
  int attempts = 0;
  for (const Outcome outcome : {Outcome::failed, Outcome::unknown, Outcome::delivered}) {
    const Time at = start + std::chrono::minutes{++attempts};
    journal.begin_attempt(id, at);
    Attempt attempt;
    attempt.outcome = outcome;
    const bool ends = outcome == Outcome::delivered;
    journal.end_attempt(id, attempt, ends ? Settled::delivered : Settled::waiting, false, {}, at);
  }
  EXPECT_EQ(journal.last_told("oncall", key).alert_at, start + std::chrono::minutes{2});
  EXPECT_EQ(journal.last_told("oncall", key).at, start + std::chrono::minutes{3});
}

TEST_F(OrdersTest, WhatIlertShowsUntoldIsHeardOfOnceItIsRecorded) {
  Journal journal = opened();
  const std::string key = alert_key(http, "");
  Recording recording;
  Recording::Change change{.subject = http, .route = "oncall", .report = {}, .events = {}};
  change.report.told = Told::open;
  change.heard = Heard{.told = Told::open, .state = State::critical, .priority = Priority::low};
  recording.changes.push_back(change);
  journal.record(recording, start);
  EXPECT_EQ(journal.heard("oncall", key), *change.heard);
  EXPECT_EQ(journal.heard("night", key), Heard{});
  recording.changes[0].heard = Heard{};
  journal.record(recording, start);
  EXPECT_EQ(journal.heard("oncall", key), Heard{});
  EXPECT_TRUE(journal.heard("oncall").empty());
}

}  // namespace
}  // namespace ilert_bridge
