#include "ilert-bridge/core/server_clock.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;

const Time noon = from_unix(1'750'000'000);

// A server whose clock differs from ours, looked at every five seconds.
struct Server {
  Span differs{};
  ServerClock clock{};
  Time at = noon;

  Time there() const { return at + differs; }
  // The core says the time, as Nagios and Icinga 2 do.
  void ticks(int looks) {
    for (int i = 0; i < looks; ++i, at += 5s)
      clock.told(std::chrono::floor<std::chrono::seconds>(there()), noon - 24h, at);
  }
  // A check began in each pause, and took so long.
  void checks(int looks, Span took) {
    for (int i = 0; i < looks; ++i, at += 5s) clock.told(noon - 24h, there() - took, at);
  }
  // Nothing is checked; what was last checked is seen.
  void rests(int looks) {
    for (int i = 0; i < looks; ++i, at += 5s) clock.told(noon - 24h, noon - 1h, at);
  }
};

TEST(ServerClock, ThatIsAheadShowsAtOnce) {
  Server server{.differs = 10min};
  server.ticks(1);
  EXPECT_EQ(server.clock.ahead(), 10min);
}

TEST(ServerClock, ThatIsBehindShowsWhereTheCoreTellsTheTime) {
  Server server{.differs = -10min};
  server.ticks(4);
  EXPECT_EQ(server.clock.ahead(), 0s) << "it may be a core that rests";
  server.ticks(4);
  EXPECT_EQ(server.clock.ahead(), -10min);
}

TEST(ServerClock, ThatIsBehindShowsByChecks) {
  Server server{.differs = -10min};
  server.checks(10, 3s);
  EXPECT_EQ(server.clock.ahead(), -10min - 3s);
}

TEST(ServerClock, IsNotBehindWhereNothingIsChecked) {
  Server server;
  server.rests(100);
  EXPECT_EQ(server.clock.ahead(), 0s);
}

TEST(ServerClock, IsNotBehindBecauseChecksAreSlow) {
  Server server;
  server.checks(100, 55s);
  EXPECT_EQ(server.clock.ahead(), 0s);
}

TEST(ServerClock, TheQuickestOfManyChecksTellsBest) {
  Server server{.differs = -10min};
  for (int i = 0; i < 10; ++i) {
    server.checks(1, 50s);
    server.checks(1, 1s);
  }
  EXPECT_EQ(server.clock.ahead(), -10min - 1s);
}

TEST(ServerClock, RowsThatComeAndGoDoNotMoveIt) {
  Server server;
  for (int i = 0; i < 50; ++i, server.at += 5s)
    server.clock.told(noon - 24h, i % 2 == 0 ? noon - 10min : noon - 5min, server.at);
  EXPECT_EQ(server.clock.ahead(), 0s);
}

TEST(ServerClock, ThatIsSetRightIsBelievedAtOnce) {
  Server server{.differs = -10min};
  server.ticks(10);
  server.differs = 0s;
  server.ticks(1);
  EXPECT_EQ(server.clock.ahead(), 0s);
}

TEST(ServerClock, IsLearnedAnewWhenOursJumps) {
  Server server;
  server.ticks(10);
  server.at += 1h;
  server.differs = -1h;
  server.ticks(1);
  EXPECT_EQ(server.clock.ahead(), 0s);
  server.ticks(6);
  EXPECT_EQ(server.clock.ahead(), -1h);
}

TEST(ServerClock, ThatWasKnownToBeBehindStaysSoUntilItMoves) {
  Server server{.differs = -10min, .clock = ServerClock{-10min}};
  server.rests(3);
  EXPECT_EQ(server.clock.ahead(), -10min);
  server.differs = 0s;
  server.ticks(1);
  EXPECT_EQ(server.clock.ahead(), 0s);
}

}  // namespace
}  // namespace ilert_bridge
