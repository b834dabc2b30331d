#include "ilert-bridge/daemon/deliver.hpp"

#include "ilert-bridge/base/log.hpp"
#include "tests/daemon/delivery.hpp"

namespace ilert_bridge {
namespace {
namespace asio = boost::asio;
using namespace stage;

TEST_F(Delivery, EventsOfOneKeyGoStrictlyInOrderOneAfterTheOther) {
  oncall.replay = Replay::full;
  journal("web01", {EventType::alert, EventType::accept, EventType::resolve}, Told::none);
  drain();
  EXPECT_EQ(ilert.got, (Lines{"ALERT web01", "ACCEPT web01", "RESOLVE web01"}));
  EXPECT_EQ(ilert.most_side_by_side, 1U);
  EXPECT_EQ(told(ledger.journal()), (Lines{"ALERT delivered", "ACCEPT delivered", "RESOLVE delivered"}));
}

TEST_F(Delivery, KeysDoNotWaitForEachOther) {
  for (const char* host : {"a", "b", "c"}) journal(host, {EventType::alert});
  drain();
  EXPECT_EQ(ilert.most_side_by_side, 3U);
}

// Of the alert source that the route had before.
TEST_F(Delivery, WhatMustEndElsewhereFirstWaitsAndNothingElseDoes) {
  for (const char* host : {"web01", "web02"}) journal(host, {EventType::alert});
  bool ends = true;
  must_wait = [&](const std::string& key) { return ends && key == alert_key(service("web01"), "mon1"); };
  drain();
  EXPECT_EQ(ilert.got, (Lines{"ALERT web02"}));
  ends = false;
  drain();
  EXPECT_EQ(ilert.got, (Lines{"ALERT web02", "ALERT web01"}));
}

TEST_F(Delivery, NothingIsLostWhenIlertIsNotThere) {
  journal("web01", {EventType::alert});
  ilert.outcomes = {Outcome::not_sent};
  drain();
  EXPECT_EQ(told(ledger.journal()), Lines{"ALERT waiting"});
  drain();
  EXPECT_EQ(told(ledger.journal()), Lines{"ALERT delivered"});
}

TEST_F(Delivery, AfterATransportErrorNothingElseIsTriedAtOnce) {
  for (const char* host : {"a", "b", "c"}) journal(host, {EventType::alert, EventType::comment});
  ilert.outcomes = {Outcome::not_sent, Outcome::not_sent, Outcome::not_sent};
  drain();
  EXPECT_EQ(ilert.got.size(), 3U) << "those that were under way side by side, and no other";
}

TEST_F(Delivery, WhileItProbesOneEventIsTriedAndThenAnother) {
  for (const char* host : {"a", "b"}) journal(host, {EventType::alert});
  const auto deliver = started();
  ilert.outcomes = {Outcome::failed, Outcome::failed};
  run(io, deliver->drain());
  EXPECT_FALSE(deliver->circuit().closed());
  EXPECT_GT(deliver->circuit().not_before(), now());
}

TEST_F(Delivery, TheBudgetIsNeverExceededNotEvenByARestart) {
  oncall.events_per_minute = 3;
  for (const char* host : {"a", "b", "c", "d", "e"}) journal(host, {EventType::alert});
  drain();
  EXPECT_EQ(ilert.got.size(), 3U);
  drain();
  EXPECT_EQ(ilert.got.size(), 3U) << "a new loop counts from the journal";
}

TEST_F(Delivery, WhatIsHeldBeforeItLeftWaitsAndCallsWhenItIsNot) {
  const auto deliver = started();
  journal("web01", {EventType::alert});
  hold("web01", true);
  run(io, deliver->drain());
  EXPECT_EQ(ilert.got, Lines{});
  EXPECT_EQ(deliver->waiting(), 1U) << "nothing is lost";
  hold("web01", false);
  run(io, deliver->drain());
  EXPECT_EQ(ilert.got, Lines{"ALERT web01"});
}

TEST_F(Delivery, AProblemThatCameAndWentIsNotSent) {
  journal("web01", {EventType::alert, EventType::resolve}, Told::none);
  drain();
  EXPECT_TRUE(ilert.got.empty());
  EXPECT_EQ(told(ledger.journal()), (Lines{"ALERT superseded", "RESOLVE superseded"}));
}

TEST_F(Delivery, AProblemThatLastsIsOneAlertThatCountsWhatItStandsFor) {
  journal("web01", {EventType::alert, EventType::resolve, EventType::alert});
  drain();
  EXPECT_EQ(ilert.got, Lines{"ALERT web01"});
  const Entry newest = ledger.journal().list({}).front();
  EXPECT_EQ(newest.queued.event.stands_for, 3);
  EXPECT_EQ(ledger.journal().entry(1)->superseded_by, newest.queued.event.id);
}

TEST_F(Delivery, WhatIlertHasHeardOutlivesARestart) {
  journal("web01", {EventType::alert});
  drain();
  journal("web01", {EventType::resolve, EventType::alert});
  drain();
  EXPECT_EQ(ilert.got, (Lines{"ALERT web01", "RESOLVE web01", "ALERT web01"}))
      << "it is back, and what became of the old alert nobody knows";
  journal("web01", {EventType::resolve}, Told::none);
  drain();
  EXPECT_EQ(ilert.got.back(), "RESOLVE web01");
}

TEST_F(Delivery, TheMostUrgentGoesFirst) {
  oncall.events_per_minute = 1;
  journal("open", {EventType::alert});
  drain();
  ilert.got.clear();
  oncall.events_per_minute = 3;
  journal("open", {EventType::comment});
  journal("new", {EventType::alert});
  drain();
  EXPECT_EQ(ilert.got, (Lines{"ALERT new", "COMMENT open"}));
}

TEST_F(Delivery, MoreThanAMinutesBudgetIsAStormThatIsSaidFirst) {
  oncall.events_per_minute = 3;
  for (const char* host : {"a", "b", "c", "d"}) journal(host, {EventType::alert});
  drain();
  EXPECT_EQ(ilert.got, (Lines{"ALERT ", "ALERT a", "ALERT b"}));
  oncall.events_per_minute = 100;
  drain();
  EXPECT_EQ(ilert.got.back(), "RESOLVE ") << "and it is over when all is told";
}

TEST_F(Delivery, WhenItLastDeliveredOutlivesARestart) {
  journal("web01", {EventType::alert});
  ilert.outcomes = {Outcome::failed};
  drain();
  EXPECT_FALSE(ledger.journal().last_delivery("oncall"));
  drain();
  const std::optional<Time> at = started()->last_delivered();
  ASSERT_TRUE(at);
  EXPECT_EQ(at, ledger.journal().last_delivery("oncall"));
  EXPECT_FALSE(ledger.journal().last_delivery("night"));
}

TEST_F(Delivery, AnAcknowledgementTakenBackIsNoPageWhereIlertKnowsAndOneWhereItDoesNot) {
  journal("known", {EventType::alert});
  drain();
  journal("known", {EventType::accept}, Told::accepted);
  journal("unknown", {EventType::alert, EventType::accept}, Told::accepted);
  drain();
  EXPECT_EQ(ilert.got, (Lines{"ALERT known", "ACCEPT known"}));
  for (const char* host : {"known", "unknown"})
    journal(host, {EventType::alert}, Told::accepted,
            Acceptance::lost);  // as ack_removed = "ignore" tells it
  drain();
  EXPECT_EQ(ilert.got, (Lines{"ALERT known", "ACCEPT known", "ALERT unknown"}));
}

TEST_F(Delivery, AHeldRouteIsSaidOnAnotherAndWhenItIsOver) {
  night.own_alerts = true;
  journal("web01", {EventType::alert});
  ilert.outcomes = {Outcome::route_held};
  const auto deliver = started();
  run(io, deliver->drain());
  EXPECT_TRUE(ledger.reports().contains(Subject{"oncall", "", "", "route"}));
  deliver->try_now();
  run(io, deliver->drain());
  EXPECT_FALSE(ledger.reports().contains(Subject{"oncall", "", "", "route"}));
}

TEST_F(Delivery, EverySupersededEventHasALineWithItsNumberAndItsKey) {
  static Lines lines;
  lines.clear();
  set_log_sink([](Level, std::string_view line) {
    if (line.starts_with("superseded")) lines.emplace_back(line);
  });
  journal("web01", {EventType::alert, EventType::resolve}, Told::none);
  drain();
  set_log_sink(nullptr);
  ASSERT_EQ(lines.size(), 2U);
  const std::string key = "key=" + alert_key(service(), "mon1");
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_NE(lines[i].find(" event=" + std::to_string(i + 1) + " "), std::string::npos) << lines[i];
    EXPECT_NE(lines[i].find(key), std::string::npos) << lines[i];
  }
}

// Half of the events pass and half do not: that is a state, not news each time.
TEST_F(Delivery, ATroubleThatComesAndGoesIsSaidOnceAMinute) {
  static int lines;
  lines = 0;
  set_log_sink([](Level level, std::string_view line) {
    lines += level <= Level::warning || line.starts_with("ilert takes events again") ? 1 : 0;
  });
  const auto deliver = started();
  for (int i = 0; i < 6; ++i) {
    journal("host" + std::to_string(i), {EventType::alert});
    ilert.outcomes = {i % 2 == 0 ? Outcome::failed : Outcome::delivered};
    deliver->try_now();
    run(io, deliver->drain());
  }
  set_log_sink(nullptr);
  EXPECT_EQ(lines, 2) << "its coming and its going, once";
}

TEST_F(Delivery, AfterA429TheBudgetIsWhatGotThrough) {
  for (const char* host : {"a", "b", "c"}) journal(host, {EventType::alert});
  ilert.outcomes = {Outcome::delivered, Outcome::delivered, Outcome::limited};
  oncall.events_per_minute = 4;
  drain();
  EXPECT_EQ(started()->budget().pace(now()), 2) << "and a new loop knows it from the journal";
}

TEST_F(Delivery, AHeldRouteKeepsItsEvents) {
  journal("web01", {EventType::alert});
  ilert.outcomes = {Outcome::route_held};
  const auto deliver = started();
  run(io, deliver->drain());
  EXPECT_TRUE(deliver->circuit().held());
  EXPECT_EQ(told(ledger.journal()), Lines{"ALERT waiting"});
}

TEST_F(Delivery, AfterTooManyRequestsTheRouteIsQuiet) {
  for (const char* host : {"a", "b"}) journal(host, {EventType::alert, EventType::comment});
  ilert.outcomes = {Outcome::limited, Outcome::delivered};
  drain();
  EXPECT_EQ(ilert.got.size(), 2U) << "the two under way, nothing after the 429";
}

TEST_F(Delivery, AnAttemptUnderWayIsWatchedBesideTheLoop) {
  journal("web01", {EventType::alert});
  const Deliver* loop = nullptr;
  std::size_t during = 0;
  DeliverPorts ports;
  ports.say = [](const OwnMatter&) {};
  ports.send = [&](Event, bool) -> asio::awaitable<Answer> {
    during = loop->turns().size();
    co_return answer(Outcome::delivered);
  };
  Deliver deliver(io.get_executor(), {.bridge_name = "mon1", .gap = Span{0}}, oncall, ports, ledger);
  loop = &deliver;
  run(io, deliver.drain());
  EXPECT_EQ(during, 2U);
  EXPECT_EQ(deliver.turns().size(), 1U);
}

TEST_F(Delivery, StopEndsTheLoopAndLeavesTheRestInTheJournal) {
  const auto deliver = started();
  deliver->stop(Span{0});
  journal("web01", {EventType::alert});
  run(io, deliver->run());
  EXPECT_TRUE(deliver->ended());
  EXPECT_EQ(told(ledger.journal()), Lines{"ALERT waiting"});
}

}  // namespace
}  // namespace ilert_bridge
