#include "ilert-bridge/daemon/deliver.hpp"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "ilert-bridge/base/log.hpp"
#include "tests/daemon/stage.hpp"

namespace ilert_bridge {
namespace {
namespace asio = boost::asio;
using namespace stage;

Answer answer(Outcome outcome) {
  return {.outcome = outcome,
          .http_status = 0,
          .text = std::string{name(outcome)},
          .remedy = {},
          .correlation_id = {},
          .retry_after = {}};
}

// ilert: notes what it gets, plays outcomes in order, then takes everything.
struct Ilert {
  std::deque<Outcome> outcomes;
  std::function<void()> hangs;  // if set: is called once, and that request is never answered
  Lines got;
  std::size_t side_by_side = 0;
  std::size_t most_side_by_side = 0;

  SendPort port() {
    return [this](Event event, bool required_only) -> asio::awaitable<Answer> {
      most_side_by_side = std::max(most_side_by_side, ++side_by_side);
      got.push_back(std::string{name(event.type)} + " " + event.subject.host +
                    (required_only ? " required only" : ""));
      Outcome outcome = Outcome::delivered;
      if (!outcomes.empty()) {
        outcome = outcomes.front();
        outcomes.pop_front();
      }
      auto executor = co_await asio::this_coro::executor;
      if (const auto hanging = std::exchange(hangs, {})) {
        hanging();
        asio::steady_timer never(executor, asio::steady_timer::time_point::max());
        co_await never.async_wait(asio::use_awaitable);
      }
      co_await asio::post(executor, asio::use_awaitable);
      --side_by_side;
      co_return answer(outcome);
    };
  }
};

Lines sorted(Lines lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
}

class Delivery : public ::testing::Test {
 protected:
  // Journals events of a host's service on the route; the report afterwards is `wanted`.
  void journal(const std::string& host, std::vector<EventType> types, Told wanted = Told::open,
               Acceptance acceptance = Acceptance::checkmk) {
    Recording recording;
    Recording::Change change{.subject = service(host), .route = "oncall", .report = {}, .events = {}};
    change.report.told = wanted;
    change.report.acceptance = acceptance;
    for (const EventType type : types) {
      Event event;
      event.route = "oncall";
      event.subject = change.subject;
      event.alert_key = alert_key(change.subject, "mon1");
      event.type = type;
      event.state = State::critical;
      event.summary = "s";
      change.events.push_back(event);
    }
    recording.changes.push_back(change);
    ledger.record(recording, now());
  }

  // A look finds that its problem, which is told, is to be held now, or not any more.
  void hold(const std::string& host, bool held) {
    Recording recording;
    Recording::Change change{.subject = service(host), .route = "oncall", .report = {}, .events = {}};
    change.report.told = Told::open;
    change.report.held = held;
    recording.changes.push_back(change);
    ledger.record(recording, now());
  }

  // A new loop, as after a restart.
  std::unique_ptr<Deliver> started() {
    const OwnMatterPort port = [this](const OwnMatter& matter) {
      Route self = oncall;
      self.own_alerts = self.own_alerts && matter.kind != "route";
      say(matter, {self, night}, ledger, "mon1", now());
    };
    const DeliverPorts ports{.send = ilert.port(), .say = port, .must_wait = must_wait};
    const DeliverOptions options{.bridge_name = "mon1", .gap = Span{0}};
    auto deliver = std::make_unique<Deliver>(io.get_executor(), options, oncall, ports, ledger);
    ledger.on_change([loop = deliver.get()](const Recording::Change& change) {
      if (change.route == "oncall") loop->recorded(change);
    });
    return deliver;
  }
  void drain() {
    run(io, started()->drain());
    ledger.on_change({});
  }
  // Delivers until a request hangs, and is stopped then, as by a reload.
  void deliver_until_cut_off() {
    const auto deliver = started();
    ilert.hangs = [&] { deliver->stop(Span{0}); };
    run(io, deliver->run());
    ledger.on_change({});
  }

  asio::io_context io{1};
  Ledger ledger{journal_in_memory()};
  Ilert ilert;
  Route oncall = route();
  Route night = silent("night");
  std::function<bool(const std::string& alert_key)> must_wait{};

 private:
  static Route silent(std::string name) {
    Route made = route(std::move(name));
    made.own_alerts = false;
    return made;
  }
};

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

TEST_F(Delivery, ARefusedEventIsTriedWithRequiredFieldsThenParkedAndTheNextGoesOn) {
  journal("web01", {EventType::alert});
  ilert.outcomes = {Outcome::refused, Outcome::refused};
  drain();
  EXPECT_EQ(ilert.got, (Lines{"ALERT web01", "ALERT web01 required only", "ALERT "}))
      << "and an alert of the bridge's own says so";
  EXPECT_EQ(told(ledger.journal()), (Lines{"ALERT parked", "ALERT delivered"}));
  journal("web01", {EventType::comment});
  drain();
  EXPECT_EQ(ilert.got.back(), "ALERT web01") << "parked is not told, and the problem is still there";
}

TEST_F(Delivery, AnUnknownOutcomeIsRepeatedBeforeAnythingElseOfItsKey) {
  journal("web01", {EventType::alert});
  ilert.outcomes = {Outcome::unknown};
  drain();
  journal("web01", {EventType::comment});
  drain();
  EXPECT_EQ(ilert.got, (Lines{"ALERT web01", "ALERT web01", "COMMENT web01"}));
}

TEST_F(Delivery, AnUnknownOutcomeOfWhatIsOverBecomesAResolveAndPagesNobody) {
  journal("web01", {EventType::alert});
  ilert.outcomes = {Outcome::unknown};
  drain();
  journal("web01", {EventType::accept, EventType::resolve}, Told::none);
  drain();
  EXPECT_EQ(ilert.got, (Lines{"ALERT web01", "RESOLVE web01"}));
  EXPECT_EQ(told(ledger.journal()), (Lines{"ALERT superseded", "ACCEPT superseded", "RESOLVE delivered"}));
}

TEST_F(Delivery, AnUnknownOutcomeStaysUnknownWhenTheNextTryDoesNotGetThrough) {
  journal("web01", {EventType::alert});
  ilert.outcomes = {Outcome::unknown};
  drain();
  ilert.outcomes = {Outcome::not_sent};
  drain();
  journal("web01", {EventType::resolve}, Told::none);
  drain();
  EXPECT_EQ(ilert.got.back(), "RESOLVE web01") << "the first try may have opened the alert";
  EXPECT_EQ(ilert.got.size(), 3U);
}

TEST_F(Delivery, AnAlertThatWasRefusedAfterATimeOutMayBeOpenAndIsResolved) {
  journal("web01", {EventType::alert});
  ilert.outcomes = {Outcome::unknown};
  drain();
  ilert.outcomes = {Outcome::refused, Outcome::refused};
  drain();
  drain();
  journal("web01", {EventType::resolve}, Told::none);
  drain();
  EXPECT_EQ(told(ledger.journal()), (Lines{"ALERT parked", "ALERT delivered", "RESOLVE delivered"}))
      << "the second one is about the parked event";
}

TEST_F(Delivery, AnAlertThatWasRefusedAfterATimeOutIsStillNotTold) {
  journal("web01", {EventType::alert});
  ilert.outcomes = {Outcome::unknown};
  drain();
  ilert.outcomes = {Outcome::refused, Outcome::refused};
  drain();
  drain();
  journal("web01", {EventType::comment});
  drain();
  EXPECT_EQ(ilert.got.back(), "ALERT web01") << "it may not have got through, and somebody must be called";
}

TEST_F(Delivery, AResolveTakenUpByHandDoesNotEndWhatIsANewProblem) {
  journal("web01", {EventType::alert});
  ilert.outcomes = {Outcome::unknown};
  drain();
  journal("web01", {EventType::resolve}, Told::none);
  ilert.outcomes = {Outcome::refused, Outcome::refused};
  drain();
  drain();
  ASSERT_EQ(told(ledger.journal()), (Lines{"ALERT superseded", "RESOLVE parked", "ALERT delivered"}))
      << "the second ALERT is about the parked event";
  journal("web01", {EventType::alert});
  drain();
  ledger.journal().retry({2}, "ann", now());
  drain();
  EXPECT_EQ(ilert.got.back(), "ALERT web01");
}

TEST_F(Delivery, ARefusedResolveNeverCostsTheNextAlert) {
  journal("web01", {EventType::alert});
  drain();
  journal("web01", {EventType::resolve}, Told::none);
  ilert.outcomes = {Outcome::refused, Outcome::refused};
  drain();
  drain();
  ASSERT_EQ(told(ledger.journal()), (Lines{"ALERT delivered", "RESOLVE parked", "ALERT delivered"}))
      << "the second ALERT is about the parked event";
  ilert.got.clear();
  journal("web01", {EventType::alert});
  drain();
  EXPECT_EQ(sorted(ilert.got), (Lines{"ALERT web01", "RESOLVE ", "RESOLVE web01"}))
      << "nobody knows what a person did with the old alert; and nothing is parked any more";
  EXPECT_EQ(ledger.journal().parked("oncall"), 0U);
}

TEST_F(Delivery, AnAlertBehindARefusedResolveIsTriedAgainWithIt) {
  journal("web01", {EventType::alert});
  drain();
  journal("web01", {EventType::resolve, EventType::alert});
  ilert.outcomes = {Outcome::refused, Outcome::refused};
  const auto deliver = started();
  run(io, deliver->drain());
  ASSERT_EQ(sorted(ilert.got),
            (Lines{"ALERT ", "ALERT web01", "ALERT web01", "RESOLVE web01", "RESOLVE web01 required only"}));
  ilert.got.clear();
  journal("db01", {EventType::alert});
  run(io, deliver->drain());
  EXPECT_EQ(sorted(ilert.got), (Lines{"ALERT db01", "ALERT web01", "RESOLVE ", "RESOLVE web01"}))
      << "the older alert may have swallowed it, so perhaps nobody was called";
  EXPECT_EQ(ledger.journal().heard("oncall", alert_key(service("web01"), "mon1")).told, Told::open);
}

TEST_F(Delivery, WhatIsRefusedAgainIsNotSaidTwice) {
  journal("web01", {EventType::alert});
  drain();
  journal("web01", {EventType::resolve, EventType::alert});
  ilert.outcomes = {Outcome::refused, Outcome::refused};
  drain();
  ilert.got.clear();
  const auto deliver = started();
  journal("db01", {EventType::alert});
  ilert.outcomes = {Outcome::delivered, Outcome::refused, Outcome::refused};
  run(io, deliver->drain());
  EXPECT_EQ(ilert.got, (Lines{"ALERT db01", "RESOLVE web01", "RESOLVE web01 required only"}))
      << "after a restart, too";
  EXPECT_EQ(ledger.journal().parked("oncall"), 1U);
}

TEST_F(Delivery, ADroppedResolveNeverCostsTheNextAlert) {
  journal("web01", {EventType::alert});
  drain();
  journal("web01", {EventType::resolve}, Told::none);
  ledger.journal().drop({2}, "ann", now());
  journal("web01", {EventType::alert});
  drain();
  EXPECT_EQ(ilert.got, (Lines{"ALERT web01", "RESOLVE web01", "ALERT web01"}));
}

TEST_F(Delivery, ARefusedAlertIsTriedAgainOnceAnotherWasTaken) {
  journal("web01", {EventType::alert});
  ilert.outcomes = {Outcome::refused, Outcome::refused};
  const auto deliver = started();
  run(io, deliver->drain());
  ASSERT_EQ(ledger.journal().parked("oncall"), 1U);
  journal("db01", {EventType::alert});
  run(io, deliver->drain());
  EXPECT_EQ(ilert.got, (Lines{"ALERT web01", "ALERT web01 required only", "ALERT ", "ALERT db01",
                              "ALERT web01", "RESOLVE "}))
      << "a moment's refusal is no reason to call nobody, and the own alert about it is over";
  EXPECT_EQ(ledger.journal().parked("oncall"), 0U);
}

TEST_F(Delivery, HoweverManyAreParkedEachIsFoundByTheNextLoop) {
  constexpr int more_than_a_list = 1001;
  for (EventId id = 1; id <= more_than_a_list; ++id) {
    const Told wanted = id == 1 ? Told::open : Told::none;
    journal("web" + std::to_string(id), {EventType::alert}, wanted);
    const Time then = now() - std::chrono::hours{2};
    ledger.journal().begin_attempt(id, then);
    ledger.journal().end_attempt(id, {}, Settled::parked, true, {}, then);
  }
  drain();
  EXPECT_EQ(ilert.got, (Lines{"ALERT web1", "ALERT "})) << "the oldest, and that there are parked ones";
}

class RefusedBefore : public Delivery, public testing::WithParamInterface<Outcome> {};

TEST_P(RefusedBefore, AnAlertThatFailsAgainSaysNothingOfTheRoute) {
  journal("web01", {EventType::alert});
  ilert.outcomes = {Outcome::refused, Outcome::refused};
  const auto deliver = started();
  run(io, deliver->drain());
  journal("db01", {EventType::alert});
  ilert.outcomes = {Outcome::delivered, GetParam()};
  run(io, deliver->drain());
  EXPECT_EQ(ilert.got.back(), "ALERT web01") << "it was tried again";
  EXPECT_EQ(ilert.outcomes.size(), 0U);
  EXPECT_TRUE(deliver->circuit().closed());
  EXPECT_EQ(deliver->waiting(), 1U) << "with required fields only it has its try, too";
}

INSTANTIATE_TEST_SUITE_P(Outcomes, RefusedBefore, testing::Values(Outcome::route_held, Outcome::failed));

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

TEST_F(Delivery, ARefusedAlertOfWhatIsOverOrAcknowledgedIsNotTriedAgain) {
  const auto deliver = started();
  for (const Told wanted : {Told::none, Told::accepted, Told::dismissed}) {
    journal(std::string{name(wanted)}, {EventType::alert});
    ilert.outcomes = {Outcome::refused, Outcome::refused};
    run(io, deliver->drain());
    journal(std::string{name(wanted)}, {}, wanted);
  }
  ASSERT_EQ(ledger.journal().parked("oncall"), 3U);
  ilert.got.clear();
  journal("db01", {EventType::alert});
  run(io, deliver->drain());
  EXPECT_EQ(ilert.got, Lines{"ALERT db01"});
  EXPECT_EQ(ledger.journal().parked("oncall"), 3U) << "they are kept, for a person";
}

TEST_F(Delivery, AResolveThatTookTheDarkOnesPlaceIsRepeatedToo) {
  journal("web01", {EventType::alert});
  ilert.outcomes = {Outcome::unknown};
  drain();
  journal("web01", {EventType::resolve}, Told::none);
  ilert.outcomes = {Outcome::not_sent};
  drain();
  EXPECT_EQ(told(ledger.journal()), (Lines{"ALERT superseded", "RESOLVE waiting"}))
      << "the ALERT may have opened one, though nobody heard so";
  drain();
  EXPECT_EQ(told(ledger.journal()), (Lines{"ALERT superseded", "RESOLVE delivered"}));
}

TEST_F(Delivery, WhatIsCutOffByItsStopIsRepeatedByTheNextLoop) {
  journal("web01", {EventType::alert});
  deliver_until_cut_off();
  drain();
  EXPECT_EQ(ilert.got, (Lines{"ALERT web01", "ALERT web01"}));
  EXPECT_EQ(told(ledger.journal()), Lines{"ALERT delivered"});
  const std::vector<Attempt> attempts = ledger.journal().entry(1)->attempts;
  ASSERT_EQ(attempts.size(), 2U);
  EXPECT_EQ(attempts[0].outcome, Outcome::unknown);
  EXPECT_TRUE(attempts[0].ended_at) << "it is not under way any more";
  EXPECT_EQ(attempts[1].outcome, Outcome::delivered);
}

TEST_F(Delivery, WhatIsCutOffAndThenOverIsResolved) {
  journal("web01", {EventType::alert});
  deliver_until_cut_off();
  journal("web01", {EventType::resolve}, Told::none);
  drain();
  EXPECT_EQ(ilert.got, (Lines{"ALERT web01", "RESOLVE web01"}));
  EXPECT_EQ(told(ledger.journal()), (Lines{"ALERT superseded", "RESOLVE delivered"}));
}

// A person may change it by hand: it is under way no more.
TEST_F(Delivery, WhatIsCutOffCanBeDropped) {
  journal("web01", {EventType::alert});
  deliver_until_cut_off();
  EXPECT_EQ(ledger.journal().drop({1}, "ann", now()), std::vector<EventId>{1});
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

TEST_F(Delivery, ARefusedEventIsNotTheRoutesFaultOnceANewerPageGotThrough) {
  night.own_alerts = true;
  journal("bad", {EventType::alert});
  ilert.outcomes = {Outcome::route_held, Outcome::delivered, Outcome::route_held};
  const auto deliver = started();
  run(io, deliver->drain());
  ASSERT_TRUE(deliver->circuit().held());
  for (const Time held_at = now(); now() == held_at;) continue;  // newer than the hold
  journal("good", {EventType::alert});
  run(io, deliver->drain());
  EXPECT_EQ(ilert.got, (Lines{"ALERT bad", "ALERT good", "ALERT bad"}));
  EXPECT_TRUE(deliver->circuit().closed());
  EXPECT_TRUE(ledger.journal().entry(1)->queued.required_only) << "so it is tried next";
  EXPECT_FALSE(ledger.reports().contains(Subject{"oncall", "", "", "route"}));
  EXPECT_EQ(ledger.journal().waiting("night"), 2U) << "ALERT and RESOLVE, and no second ALERT";
  EXPECT_EQ(deliver->trouble(), "") << "the route has none";
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

TEST_F(Delivery, ParkedEventsAreAnOwnAlertUntilNoneIsLeft) {
  const Subject matter{"oncall", "", "", "parked"};
  for (const char* host : {"a", "b"}) journal(host, {EventType::alert});
  ilert.outcomes = {Outcome::refused, Outcome::refused, Outcome::refused, Outcome::refused};
  const auto deliver = started();
  run(io, deliver->drain());
  EXPECT_EQ(ledger.report(matter, "oncall").told, Told::open);
  const std::vector<Entry> entries = ledger.journal().list({.settled = Settled::parked});
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(std::count(ilert.got.begin(), ilert.got.end(), "ALERT "), 1) << "one alert for both";
  for (const Entry& entry : entries) {
    EXPECT_TRUE(ledger.reports().contains(matter)) << "until the last of them is dropped";
    ledger.journal().drop({entry.queued.event.id}, "ann", now());
    deliver->reread({entry.queued.event.alert_key});
  }
  EXPECT_FALSE(ledger.reports().contains(matter));
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
