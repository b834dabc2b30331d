#include "ilert-bridge/core/watchdog.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;
const Instant at{10h};

Loop turned(Span ago, const std::string& name = "looking at site prod") {
  return {.name = name, .turn = {.at = at - ago, .within = 5min}};
}

TEST(Watchdog, IsFedWhileEveryLoopTurnsInItsOwnTime) {
  EXPECT_EQ(stalled({}, at), "");
  EXPECT_EQ(stalled({turned(0s), turned(5min)}, at), "");
}

TEST(Watchdog, IsLeftUnfedByOneLoopThatStandsStill) {
  EXPECT_EQ(stalled({turned(1s), turned(6min, "keeping the journal")}, at), "keeping the journal for 6 min");
}

TEST(Watchdog, NamesEveryLoopThatStandsStill) {
  EXPECT_EQ(stalled({turned(6min), turned(7min, "keeping the journal")}, at),
            "looking at site prod for 6 min, keeping the journal for 7 min");
}

}  // namespace
}  // namespace ilert_bridge
