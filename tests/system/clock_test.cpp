// The wall clock jumps, the steady clock does not: delivery goes on as if nothing had been.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/system/oracle.hpp"
#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
using doubles::HttpFault;
using std::chrono::hours;
using std::chrono::seconds;

// The preloaded library that faketime works with; empty if there is none.
std::string faketime_library() {
  const std::string faketime = doubles::find_program("faketime");
  if (faketime.empty()) return {};
  doubles::Child child({.program = faketime, .arguments = {"-f", "+0", doubles::find_program("env")}});
  child.wait();
  std::istringstream lines(child.output());
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("LD_PRELOAD=")) return line.substr(11);
  return {};
}

// A daemon with a wall clock of its own, and a site on the same machine.
class JumpingClock : public Stage {
 protected:
  explicit JumpingClock(rig::RigOptions options = {}) : Stage(std::move(options)) {
    for (const char* name : {"A", "B", "C"}) rig.world.add_service("web01", name);
    rig.world.change("web01", "", [](doubles::ObjectRow& host) { host.last_state_change -= 86400; });
  }
  void SetUp() override {
    library_ = faketime_library();
    if (library_.empty()) GTEST_SKIP() << "faketime is not installed";
    set(seconds{0});
    doubles::Child probe({.program = doubles::find_program("true"), .environment = environment()});
    if (probe.wait() != 0) GTEST_SKIP() << "faketime does not work here: " << probe.output();
  }
  void start() { rig.start_through({.environment = environment()}); }
  // So far from the true time are daemon and site from now on.
  void set(seconds ahead) {
    std::ofstream(rig.folder() + "/clock.new") << (ahead.count() < 0 ? "" : "+") << ahead.count() << "\n";
    std::filesystem::rename(rig.folder() + "/clock.new", rig.folder() + "/clock");
    rig.world.clock_ahead(ahead);
  }
  void fails(const std::string& service) { rig.world.service_check("web01", service, 2, "down"); }
  void recovers(const std::string& service) { rig.world.service_check("web01", service, 0, "fine"); }
  bool becomes(const std::string& service, AlertStatus status) const {
    return rig.becomes("web01", service, status, seconds{15});
  }
  Types told(const std::string& service) const { return rig.told("web01", service); }

  std::size_t failures_said() const {
    const std::string log = rig.log(), words = "not delivered, kept and tried again";
    std::size_t times = 0;
    for (auto at = log.find(words); at != std::string::npos; at = log.find(words, at + 1)) ++times;
    return times;
  }

  // While ilert is in trouble and everything waits for another try, the clock jumps.
  void jump_in_trouble(seconds ahead) {
    rig.ilert.fault(HttpFault::answer(503), doubles::FaultScript::always);
    const std::size_t before = failures_said();
    fails("B");
    ASSERT_TRUE(eventually([&] { return failures_said() > before; }));
    set(ahead);
    rig.ilert.heal();
    ASSERT_TRUE(becomes("B", AlertStatus::pending)) << "stalled by a jump to " << ahead.count();
    recovers("B");
    ASSERT_TRUE(becomes("B", AlertStatus::resolved)) << "stalled by a jump to " << ahead.count();
  }

 private:
  std::map<std::string, std::string> environment() const {
    const char* const given = std::getenv("ASAN_OPTIONS");
    return {{"LD_PRELOAD", library_},
            {"FAKETIME_TIMESTAMP_FILE", rig.folder() + "/clock"},
            {"FAKETIME_NO_CACHE", "1"},
            {"DONT_FAKE_MONOTONIC", "1"},
            {"NO_FAKE_STAT", "1"},
            // it would rather be the first library itself
            {"ASAN_OPTIONS", std::string{given == nullptr ? "" : given} + ":verify_asan_link_order=0"}};
  }
  std::string library_;
};

TEST_F(JumpingClock, AnHourToAndFroDelaysNothingAndResolvesNothing) {
  fails("A");
  start();
  ASSERT_TRUE(becomes("A", AlertStatus::pending));
  for (const seconds ahead : {seconds{hours{1}}, seconds{0}, seconds{-hours{1}}, seconds{0}})
    ASSERT_NO_FATAL_FAILURE(jump_in_trouble(ahead));
  EXPECT_EQ(told("A"), Types{"ALERT"}) << "nothing was ever well with it";
  EXPECT_EQ(told("B"),
            (Types{"ALERT", "RESOLVE", "ALERT", "RESOLVE", "ALERT", "RESOLVE", "ALERT", "RESOLVE"}));
  EXPECT_EQ(rig.stop(), 0);
  expect_a_good_end(rig);
}

// The last second of a year comes twice, as kernels do it.
TEST_F(JumpingClock, ALeapSecondAtTheTurnOfTheYearIsNothing) {
  constexpr std::chrono::sys_days turn = std::chrono::year{2029} / 1 / 1;
  const auto before = std::chrono::floor<seconds>(turn - now()) - seconds{2};
  fails("A");
  set(before);
  start();
  ASSERT_TRUE(becomes("A", AlertStatus::pending));
  ASSERT_NO_FATAL_FAILURE(jump_in_trouble(before - seconds{1}));
  ASSERT_TRUE(
      eventually([&] { return rig.world.now() > std::chrono::floor<seconds>(turn - Time{}).count(); }));
  fails("C");
  ASSERT_TRUE(becomes("C", AlertStatus::pending));
  EXPECT_EQ(told("A"), Types{"ALERT"});
  EXPECT_EQ(told("B"), (Types{"ALERT", "RESOLVE"}));
  EXPECT_EQ(rig.stop(), 0);
  EXPECT_NE(rig.log().find("2028-12-31T23:59:"), std::string::npos);
  EXPECT_NE(rig.log().find("2029-01-01T00:00:"), std::string::npos);
  expect_a_good_end(rig);
}

TEST_F(JumpingClock, WhatIsLeftBehindInTheFutureByARunBeforeIsNoHindrance) {
  fails("A");
  set(hours{1});
  start();
  ASSERT_TRUE(becomes("A", AlertStatus::pending));
  rig.kill();
  set(seconds{0});
  recovers("A");
  fails("C");
  start();
  EXPECT_TRUE(comes_to_rest(rig));
  expect_a_good_end(rig);
}

class JumpingClockWithDelay : public JumpingClock {
 protected:
  JumpingClockWithDelay() : JumpingClock({.route_keys = "delay = \"3s\"\n"}) {}
};

TEST_F(JumpingClockWithDelay, ADelayIsNoHourLongerForAClockThatIsSetBack) {
  start();
  ASSERT_TRUE(rig.looks_again());
  fails("A");
  ASSERT_TRUE(rig.looks_again());
  set(-hours{1});
  EXPECT_TRUE(becomes("A", AlertStatus::pending));
}

class JumpingClockWithBudget : public JumpingClock {
 protected:
  JumpingClockWithBudget() {
    replace_in_config(rig, "events_per_minute = 10000", "events_per_minute = 5");
    for (int i = 0; i < problems; ++i) {
      rig.world.add_service("web02", "S" + std::to_string(i));
      rig.world.service_check("web02", "S" + std::to_string(i), 2, "down");
    }
  }
  static constexpr int problems = 12;
  int sent() const { return static_cast<int>(rig.ilert.events().size()); }
};

TEST_F(JumpingClockWithBudget, AJumpIsWorthOneWindowAtMost) {
  start();
  ASSERT_TRUE(rig.ilert.wait_until([&] { return sent() >= 5; }));
  set(hours{1});
  ASSERT_TRUE(rig.looks_again());
  fails("A");
  ASSERT_TRUE(rig.looks_again());
  set(seconds{0});
  ASSERT_TRUE(rig.looks_again());
  fails("B");
  ASSERT_TRUE(rig.looks_again());
  EXPECT_LE(sent(), 10);
}

TEST_F(JumpingClockWithBudget, AClockSetBackHoldsTheRestUpForAMinuteNotForAnHour) {
  if (std::getenv("ILERT_BRIDGE_NIGHTLY") == nullptr)
    GTEST_SKIP() << "takes minutes: set ILERT_BRIDGE_NIGHTLY";
  start();
  ASSERT_TRUE(rig.ilert.wait_until([&] { return sent() >= 5; }));
  set(-hours{1});
  EXPECT_TRUE(comes_to_rest(rig, std::chrono::minutes{4}));
  EXPECT_LE(rig.ilert.most_events_within(seconds{59}), 10);
  expect_a_good_end(rig);
}

}  // namespace
}  // namespace ilert_bridge
