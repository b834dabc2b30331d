// A rig per test that looks every second; a test that failed shows what the daemon said.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "ilert-bridge/net/control.hpp"
#include "tests/rig/rig.hpp"

namespace ilert_bridge::system_stage {

using doubles::AlertStatus;
using doubles::eventually;
using Types = std::vector<std::string>;

class Stage : public testing::Test {
 protected:
  explicit Stage(rig::RigOptions options = {}) : rig(every_second(std::move(options))) {}
  void TearDown() override {
    expect_sane(rig.log());
    if (HasFailure()) ADD_FAILURE() << "the daemon said:\n" << rig.log();
  }

  // One run of the program to its end; what it printed is in `said`.
  int run(const std::vector<std::string>& words) {
    const int status = rig.command(words, said);
    expect_sane(said);
    return status;
  }
  int run_once() { return run({"run", "--once"}); }
  bool said_so(const std::string& words) const { return said.find(words) != std::string::npos; }

  // The running daemon's answer to what `status` asks it, for who asks again and again: no process is
  // started.
  std::string status_answer() const {
    const auto answer =
        ask_control(rig.folder() + "/control.sock", R"({"ask":"status"})", std::chrono::seconds{15});
    return answer ? *answer : std::string{};
  }

  // A sanitizer's exit status may be the very one that a test expects.
  static void expect_sane(const std::string& output) {
    for (const char* words : {"Sanitizer", "runtime error:", "terminate called"})
      EXPECT_EQ(output.find(words), std::string::npos) << output;
  }

  rig::Rig rig;
  std::string said;

 private:
  static rig::RigOptions every_second(rig::RigOptions options) {
    options.site_keys.insert(0, "poll_interval = \"1s\"\n");
    return options;
  }
};

inline std::string bytes_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  if (at == std::string::npos) throw std::invalid_argument("there is no " + what + " in " + text);
  return text.replace(at, what.size(), by);
}

inline void replace_in_config(const rig::Rig& rig, const std::string& what, const std::string& by) {
  rig.write_config(replaced(rig.config_text(), what, by));
}

}  // namespace ilert_bridge::system_stage
