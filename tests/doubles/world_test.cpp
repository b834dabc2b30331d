#include "tests/doubles/world.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge::doubles {
namespace {

TEST(World, AcknowledgementsFallAsInNagios) {
  struct Case {
    const char* reason;
    bool sticky;
    int next_state;
    bool stays;
  };
  const Case cases[] = {
      {"a normal one stays while nothing changes", false, 2, true},
      {"a normal one falls at any change", false, 1, false},
      {"a sticky one survives a change", true, 1, true},
      {"a sticky one falls at the recovery", true, 0, false},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.reason);
    World world;
    world.add_service({.host = "web01", .description = "HTTP", .state = 2});
    world.acknowledge("web01", "HTTP", "ann", "on it", one.sticky);
    world.service_check("web01", "HTTP", one.next_state);
    EXPECT_EQ(world.row("web01", "HTTP").acknowledged, one.stays);
    EXPECT_EQ(world.comments().size(), one.stays ? 1U : 0U);
  }
}

TEST(World, NobodyAcknowledgesWhatIsFine) {
  World world;
  world.add_host("web01");
  world.acknowledge("web01", "", "ann", "on it");
  EXPECT_FALSE(world.row("web01").acknowledged);
}

TEST(World, TakesAsManyAttemptsAsItIsTold) {
  World world;
  world.add_service({.host = "web01", .description = "Disk", .max_check_attempts = 3});
  for (const bool hard : {false, false, true, true}) {
    world.submit("web01", "Disk", 1, "91 % used");
    EXPECT_EQ(world.row("web01", "Disk").hard, hard);
    EXPECT_EQ(world.row("web01", "Disk").last_hard_state, hard ? 1 : 0);
  }
  world.submit("web01", "Disk", 2, "99 % used");
  EXPECT_TRUE(world.row("web01", "Disk").hard);  // a hard problem that worsens stays hard
}

TEST(World, ADowntimeRunsFromItsStartToItsEnd) {
  World world;
  world.add_host("web01");
  const auto depth = [&] {
    int found = 0;
    world.read([&](const WorldState& state) { found = state.downtime_depth(*state.find("web01")); });
    return found;
  };
  const auto now = world.now();
  world.schedule_downtime("web01", "", "bob", "later", now + 1000, now + 2000);
  EXPECT_EQ(depth(), 0);
  world.schedule_downtime("web01", "", "bob", "now");
  EXPECT_EQ(depth(), 1);
  world.clock_ahead(std::chrono::seconds{1500});
  EXPECT_EQ(depth(), 2);
  world.cancel_downtimes("web01", "");
  EXPECT_EQ(depth(), 0);
}

TEST(World, ARestartKeepsItsStatesOrForgetsThem) {
  World world;
  world.add_host({.host = "web01", .state = 1});
  const auto program = [&] {
    std::pair<std::int64_t, std::int64_t> found;
    world.read([&](const WorldState& state) { found = {state.program_start, state.pid}; });
    return found;
  };
  const auto first = program();
  world.restart();
  EXPECT_NE(program(), first);
  EXPECT_EQ(world.row("web01").state, 1);
  world.restart(false);
  EXPECT_FALSE(world.row("web01").checked);
  EXPECT_EQ(world.row("web01").state, 0);
}

}  // namespace
}  // namespace ilert_bridge::doubles
