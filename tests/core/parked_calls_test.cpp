#include "ilert-bridge/core/parked_calls.hpp"

#include <gtest/gtest.h>

#include "tests/core/builders.hpp"

namespace ilert_bridge {
namespace {

using Keys = std::vector<std::string>;

TEST(ParkedCalls, AreTriedAfterOneFiveAndFifteenMinutesAndThenEveryHour) {
  ParkedCalls parked;
  Time at = noon;
  for (const int pause : {1, 5, 15, 60, 60}) {
    parked.park("web01", 7, false, at);
    EXPECT_EQ(parked.take_due(at + min(pause) - s(1)), Keys{}) << pause;
    EXPECT_EQ(parked.next_due(), at + min(pause)) << pause;
    EXPECT_EQ(parked.take_due(at + min(pause)), Keys{"web01"}) << pause;
    at += min(pause);
  }
}

TEST(ParkedCalls, OfTheBridgeItselfAreTriedEveryQuarterOfAnHour) {
  ParkedCalls parked;
  parked.found("own", 7, true, 20, noon);
  EXPECT_EQ(parked.next_due(), noon + min(15));
}

TEST(ParkedCalls, ANewProblemsPausesBeginAnew) {
  ParkedCalls parked;
  parked.found("web01", 7, false, 4, noon);
  parked.park("web01", 9, false, noon);
  EXPECT_EQ(parked.next_due(), noon + min(1));
}

TEST(ParkedCalls, WhoseTurnCameToNothingWaitForTheirNext) {
  ParkedCalls parked;
  parked.park("web01", 7, false, noon);
  EXPECT_EQ(parked.take_due(noon + min(1)), Keys{"web01"});
  EXPECT_EQ(parked.take_due(noon + min(1)), Keys{}) << "it was acknowledged, say";
  EXPECT_EQ(parked.take_due(noon + min(2)), Keys{"web01"});
}

TEST(ParkedCalls, GoOnAfterARestartWhereTheyWere) {
  ParkedCalls parked;
  parked.found("web01", 7, false, 3, noon);
  EXPECT_EQ(parked.next_due(), noon + min(15));
}

TEST(ParkedCalls, OfAKeyTheNewestCounts) {
  ParkedCalls parked;
  parked.found("web01", 9, false, 1, noon);
  parked.found("web01", 7, false, 3, noon - min(60));
  EXPECT_EQ(parked.event_of("web01"), 9);
  EXPECT_EQ(parked.next_due(), noon + min(1));
  parked.forget("web01");
  EXPECT_EQ(parked.event_of("web01"), std::nullopt);
  EXPECT_EQ(parked.next_due(), std::nullopt);
}

TEST(ParkedCalls, AreTriedAtOnceOnceWhenAnotherAlertWasTaken) {
  ParkedCalls parked;
  parked.park("web01", 7, false, noon);
  parked.another_was_taken("db01");
  EXPECT_EQ(parked.take_due(noon), Keys{"web01"});
  parked.park("web01", 7, false, noon);
  parked.another_was_taken("db01");
  EXPECT_EQ(parked.take_due(noon), Keys{}) << "else every alert would cost two refusals more";
  EXPECT_EQ(parked.take_due(noon + min(5)), Keys{"web01"});
}

TEST(ParkedCalls, AreNotKeptWaitingByAClockThatWasSetBack) {
  ParkedCalls parked;
  parked.park("web01", 7, false, noon);
  EXPECT_EQ(parked.take_due(noon - min(60)), Keys{});
  EXPECT_EQ(parked.take_due(noon - min(59)), Keys{"web01"});
}

}  // namespace
}  // namespace ilert_bridge
