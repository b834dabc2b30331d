#include "ilert-bridge/core/retry.hpp"

#include <gtest/gtest.h>

using namespace ilert_bridge;
using namespace std::chrono_literals;

namespace {

constexpr double middle = 0.5;  // no jitter
const Time start = from_unix(1'800'000'000);

// Lets every probe fail at the very moment it is due; the pauses between them.
std::vector<Span> pauses_of(Outcome outcome, int count) {
  Circuit circuit;
  Time now = start;
  std::vector<Span> pauses;
  for (int i = 0; i < count; ++i) {
    circuit.saw(outcome, now, middle);
    pauses.push_back(circuit.not_before() - now);
    now = circuit.not_before();
  }
  return pauses;
}

}  // namespace

TEST(GrowingPause, DoublesUpToItsLimit) {
  EXPECT_EQ(growing_pause(1, 1s, 60s, middle), 1s);
  EXPECT_EQ(growing_pause(2, 1s, 60s, middle), 2s);
  EXPECT_EQ(growing_pause(6, 1s, 60s, middle), 32s);
  EXPECT_EQ(growing_pause(7, 1s, 60s, middle), 60s);
  EXPECT_EQ(growing_pause(2'000'000'000, 1s, 60s, middle), 60s);
}

TEST(GrowingPause, IsAThirdLessToAThirdMore) {
  EXPECT_EQ(growing_pause(1, 3s, 60s, 0.0), 2s);
  EXPECT_EQ(growing_pause(1, 3s, 60s, 1.0), 4s);
  EXPECT_EQ(growing_pause(9, 1s, 60s, 0.0), 40s);
  EXPECT_EQ(growing_pause(9, 1s, 60s, 1.0), 80s);
}

TEST(GrowingPause, MakesSomethingOfAnyNumbers) {
  EXPECT_EQ(growing_pause(0, 1s, 60s, middle), 1s);
  EXPECT_EQ(growing_pause(-3, 1s, 60s, middle), 1s);
  EXPECT_EQ(growing_pause(1, 90s, 60s, middle), 60s);
  EXPECT_EQ(growing_pause(1, 3s, 60s, 7.0), 4s);
}

TEST(Circuit, StartsClosedAndMaySendAtOnce) {
  const Circuit circuit;
  EXPECT_TRUE(circuit.closed());
  EXPECT_FALSE(circuit.held());
  EXPECT_LE(circuit.not_before(), start);
}

TEST(Circuit, ProbesWithGrowingPausesAfterWhatMayWorkNextTime) {
  for (const Outcome outcome : {Outcome::not_sent, Outcome::unknown, Outcome::failed}) {
    EXPECT_EQ(pauses_of(outcome, 8), (std::vector<Span>{1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}))
        << name(outcome);
  }
}

TEST(Circuit, HoldsARouteThatNeedsAPersonWithLongPauses) {
  EXPECT_EQ(pauses_of(Outcome::route_held, 6), (std::vector<Span>{60s, 120s, 240s, 480s, 900s, 900s}));
  Circuit circuit;
  circuit.saw(Outcome::route_held, start, middle);
  EXPECT_TRUE(circuit.held());
  EXPECT_FALSE(circuit.closed());
}

TEST(Circuit, ClosesWhenOneGetsThrough) {
  for (const Outcome outcome : {Outcome::delivered, Outcome::refused}) {
    Circuit circuit;
    circuit.saw(Outcome::failed, start, middle);
    circuit.saw(Outcome::route_held, start + 10s, middle);
    circuit.saw(outcome, start + 11s, middle);
    EXPECT_TRUE(circuit.closed()) << name(outcome);
    EXPECT_FALSE(circuit.held()) << name(outcome);
    EXPECT_LE(circuit.not_before(), start) << name(outcome);
  }
}

TEST(Circuit, StaysHeldThroughATransportError) {
  Circuit circuit;
  circuit.saw(Outcome::route_held, start, middle);
  circuit.saw(Outcome::not_sent, start + 60s, middle);
  EXPECT_TRUE(circuit.held());
}

TEST(Circuit, WaitsForTheWindowAfterALimit) {
  Circuit circuit;
  circuit.saw(Outcome::limited, start, middle);
  EXPECT_EQ(circuit.not_before(), start + 60s);
  EXPECT_TRUE(circuit.closed()) << "a limit says nothing against the path";
}

TEST(Circuit, WaitsAsLongAsALimitAsks) {
  Circuit circuit;
  circuit.saw(Outcome::limited, start, middle, 7s);
  EXPECT_EQ(circuit.not_before(), start + 7s);
  circuit.saw(Outcome::limited, start + 7s, middle, 0s);
  EXPECT_EQ(circuit.not_before(), start + 8s) << "never a busy loop";
}

TEST(Circuit, ADeliveryDoesNotEndTheWindowOfALimit) {
  Circuit circuit;
  circuit.saw(Outcome::limited, start, middle);
  circuit.saw(Outcome::delivered, start + 1s, middle);
  EXPECT_EQ(circuit.not_before(), start + 60s);
}

TEST(Circuit, ManyAttemptsFailingTogetherAreOneFailure) {
  Circuit circuit;
  for (int i = 0; i < 45; ++i) circuit.saw(Outcome::unknown, start, middle);
  EXPECT_EQ(circuit.failures(), 1);
  EXPECT_EQ(circuit.not_before(), start + 1s);
  Circuit held;
  for (int i = 0; i < 45; ++i) held.saw(Outcome::route_held, start, middle);
  EXPECT_EQ(held.not_before(), start + 60s);
}

TEST(Circuit, AHoldIsSeenThoughAPauseIsOn) {
  Circuit circuit;
  circuit.saw(Outcome::failed, start, middle);
  circuit.saw(Outcome::route_held, start, middle);
  EXPECT_TRUE(circuit.held());
  EXPECT_EQ(circuit.not_before(), start + 60s);
}

TEST(Circuit, BetweenTheProbesOfAHoldSomethingNewerMayBeTriedLessAndLessOften) {
  Circuit circuit;
  circuit.saw(Outcome::failed, start - 1s, middle);
  circuit.saw(Outcome::route_held, start, middle);
  EXPECT_EQ(circuit.held_since(), start);
  EXPECT_LE(circuit.spare_not_before(start + 1s), start + 1s);
  circuit.take_spare(start + 1s, middle);
  EXPECT_EQ(circuit.spare_not_before(start + 1s), start + 6s);
  circuit.saw(Outcome::route_held, start + 2s, middle);
  EXPECT_EQ(circuit.not_before(), start + 60s) << "it says nothing new, and the hold stays as it is";
  EXPECT_EQ(circuit.held_since(), start);
  circuit.take_spare(start + 6s, middle);
  EXPECT_EQ(circuit.spare_not_before(start + 6s), start + 16s);
  circuit.saw(Outcome::delivered, start + 17s, middle);
  circuit.saw(Outcome::route_held, start + 18s, middle);
  EXPECT_EQ(circuit.held_since(), start + 18s);
  EXPECT_LE(circuit.spare_not_before(start + 18s), start + 18s);
}

TEST(Circuit, ALimitsWindowIsForSparesToo) {
  Circuit circuit;
  circuit.saw(Outcome::route_held, start, middle);
  circuit.saw(Outcome::limited, start, middle);
  EXPECT_EQ(circuit.spare_not_before(start), start + 60s);
}

TEST(Circuit, AClockSetBackDoesNotProlongThePause) {
  Circuit circuit;
  circuit.saw(Outcome::failed, start, middle);
  EXPECT_EQ(circuit.not_before(start - 1h), start - 1h + 1s);
  EXPECT_EQ(circuit.not_before(start - 1h + 1s), start - 1h + 1s)
      << "and not a pause later for each question";
  circuit.saw(Outcome::failed, start - 1h + 1s, middle);
  EXPECT_EQ(circuit.failures(), 2);
}

TEST(Outcome, NamesGoThereAndBack) {
  for (int i = 0; i <= static_cast<int>(Outcome::refused); ++i) {
    const auto outcome = static_cast<Outcome>(i);
    EXPECT_EQ(outcome_named(name(outcome)), outcome);
  }
  EXPECT_EQ(name(Outcome::route_held), "route_held");
  EXPECT_FALSE(outcome_named("delivered "));
}
