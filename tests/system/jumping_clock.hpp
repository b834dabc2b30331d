// A daemon whose wall clock a test sets; its steady clock goes on as it is.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/system/stage.hpp"

namespace ilert_bridge::system_stage {

using doubles::HttpFault;
using std::chrono::seconds;

// The preloaded library that faketime works with; empty if there is none.
inline std::string faketime_library() {
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
    return rig.becomes("web01", service, status);
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

}  // namespace ilert_bridge::system_stage
