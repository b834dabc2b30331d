// What ilert refuses, and what nobody knows to have arrived.
#include <algorithm>

#include "tests/daemon/delivery.hpp"

namespace ilert_bridge {
namespace {
using namespace stage;

Lines sorted(Lines lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
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

}  // namespace
}  // namespace ilert_bridge
