// What a shell asks while somebody types: the names there are, quickly, and never a word too much.
#include <chrono>

#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;

class CompletionNames : public Stage {
 protected:
  CompletionNames() {
    rig.world.add_host("web01");
    rig.world.add_host("web02");
    rig.world.add_host("db01");
    rig.world.add_service("web01", "CPU load");
    rig.world.add_service("web01", "CPU $(touch gone)");
    rig.world.add_service("db01", "CPU temperature");
  }
  // What is offered, one a line; standard error is in it, too.
  std::string offered(std::vector<std::string> words) {
    words.insert(words.begin(), "names");
    EXPECT_EQ(run(words), 0);
    return said;
  }
  // What bash would put on the command line.
  std::string completed(const std::string& line) {
    const std::string script = rig.folder() + "/completion.bash";
    EXPECT_EQ(run({"completion", "bash"}), 0);
    std::ofstream(script) << said << R"sh(
line=$1 program=$2
eval "COMP_WORDS=($line)"
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_ilert_bridge "$program"
printf '%s\n' "${COMPREPLY[@]}"
)sh";
    const std::string program = ILERT_BRIDGE_PROGRAM;
    const std::string words = "ilert-bridge --config " + rig.config_file() + ' ' + line;
    doubles::Child shell({.program = "/bin/bash", .arguments = {script, words, program}});
    EXPECT_EQ(shell.wait(), 0);
    return shell.output();
  }
};

TEST_F(CompletionNames, HostsThatBeginSo) {
  EXPECT_EQ(offered({"hosts", "--", "web"}), "web01\nweb02\n");
  EXPECT_EQ(offered({"hosts"}), "db01\nweb01\nweb02\n");
}

TEST_F(CompletionNames, ServicesOfTheHost) {
  EXPECT_EQ(offered({"services", "--host", "web01", "--", "CPU "}), "CPU $(touch gone)\nCPU load\n");
}

TEST_F(CompletionNames, SitesAndRoutesAsConfigured) {
  EXPECT_EQ(offered({"sites"}), "prod\n");
  EXPECT_EQ(offered({"routes", "--", "on"}), "oncall\n");
}

TEST_F(CompletionNames, EventsWithWhatTheyAreAbout) {
  rig.world.service_check("web01", "CPU load", 2, "too much");
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_EQ(offered({"events"}), "1\tALERT prod/web01/CPU load, delivered\n");
  EXPECT_EQ(offered({"unsent"}), "");
}

TEST_F(CompletionNames, ASiteThatIsGoneIsNotWaitedFor) {
  rig.livestatus->stop();
  const auto since = std::chrono::steady_clock::now();
  EXPECT_EQ(offered({"hosts"}), "");
  EXPECT_LT(std::chrono::steady_clock::now() - since, std::chrono::seconds{5});
}

TEST_F(CompletionNames, WhateverIsWrongNothingIsSaid) {
  EXPECT_EQ(offered({"nonsense"}), "");
  rig.write_config("this is no configuration");
  for (const char* kind : {"hosts", "services", "sites", "routes", "events", "unsent"})
    EXPECT_EQ(offered({kind}), "") << kind;
}

TEST_F(CompletionNames, InTheShellANameIsOneWordAndNeverRun) {
  EXPECT_EQ(completed("explain web01 CPU"), "CPU\\ \\$\\(touch\\ gone\\)\nCPU\\ load\n");
  EXPECT_EQ(completed("explain web01 'CPU\\ l'"), "CPU\\ load\n");
  EXPECT_EQ(completed("explain --site prod db"), "db01\n");
  EXPECT_FALSE(std::filesystem::exists("gone"));
}

}  // namespace
}  // namespace ilert_bridge
