// What a command prints must arrive: where it does not, the command has failed.
#include <filesystem>
#include <set>
#include <sstream>

#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;

class Output : public Stage {
 protected:
  explicit Output(rig::RigOptions options = {}) : Stage(std::move(options)) {
    rig.world.add_host("db01");
    rig.world.host_check("db01", 1, "no ping");
    rig.world.add_service("web01", "HTTP");
    rig.world.schedule_downtime("web01", "HTTP", "ann", "moving");  // held back, which a dry run says
    rig.world.service_check("web01", "HTTP", 2, "connection refused");
  }
  // With standard output led elsewhere, in the words of a shell. Whatever a command allocates it has by then.
  int run_led(const std::string& elsewhere, const std::vector<std::string>& words,
              bool looks_for_leaks = false) {
    const int status = rig.command(words, said,
                                   {.words = {"/bin/sh", "-c", "exec \"$@\" " + elsewhere, "sh"},
                                    .environment = {},
                                    .looks_for_leaks = looks_for_leaks});
    expect_sane(said);
    return status;
  }
  // Each way to print something, and nothing that fails by itself.
  std::vector<Types> printing() const {
    return {{"--help"},
            {"--version"},
            {"check"},
            {"check", "--connect"},
            {"status"},
            {"status", "--json"},
            {"status", "--watch"},
            {"status", "--checkmk"},
            {"problems"},
            {"problems", "--json"},
            {"config"},
            {"config", "--json"},
            {"explain", "db01"},
            {"explain", "db01", "--json"},
            {"send-test"},
            {"send-test", "--json"},
            {"adopt", "--yes"},
            {"adopt", "--yes", "--json"},
            {"journal"},
            {"journal", "--help"},
            {"journal", "list", "--json"},
            {"journal", "show", "1"},
            {"journal", "show", "1", "--json"},
            {"journal", "retry"},
            {"journal", "drop", "--state", "parked"},
            {"journal", "export"},
            {"completion", "bash"},
            {"completion", "fish"},
            {"completion", "zsh"},
            {"names", "sites"},
            {"backtest"},
            {"backtest", "--json"},
            {"run", "--once", "--dry-run"},
            {"run", "--dry-run"}};
  }
};

// That it says so shows that the command did not fail by itself, and had something to print.
TEST_F(Output, ThatIsNotTakenFailsEveryCommandAndNoneLeaks) {
  rig.start();
  ASSERT_TRUE(rig.becomes("db01", "", AlertStatus::pending));
  for (const Types& words : printing()) {
    const std::string what = testing::PrintToString(words);
    EXPECT_EQ(run_led(">/dev/full", words, true), 1) << what << said;
    if (words.front() == "names") {
      EXPECT_EQ(said, "") << "it would be taken for names";
      EXPECT_EQ(run(words), 0) << said;
      EXPECT_FALSE(said.empty());
    } else {
      EXPECT_TRUE(said_so("ilert-bridge: standard output: No space left on device")) << what << said;
    }
  }
  EXPECT_EQ(rig.stop(), 0);
}

TEST_F(Output, ThatIsClosedFailsACommand) {
  for (const Types& words : {Types{"--version"}, Types{"config", "--json"}, Types{"completion", "bash"},
                             Types{"run", "--once", "--dry-run"}}) {
    EXPECT_EQ(run_led(">&-", words), 1) << testing::PrintToString(words) << said;
    EXPECT_TRUE(said_so("ilert-bridge: standard output: Bad file descriptor")) << said;
  }
}

TEST_F(Output, IsPrintedByEveryCommandThatTheHelpNames) {
  std::set<std::string> tried{"import-spool", "init"};  // below, and a test of its own
  for (const Types& words : printing()) tried.insert(words.front());
  EXPECT_EQ(run({"--help"}), 0);
  std::istringstream lines(said.substr(said.find("Subcommands:\n")));
  std::size_t commands = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("  ")) continue;
    ++commands;
    EXPECT_TRUE(tried.contains(line.substr(2, line.find(' ', 2) - 2))) << line;
  }
  EXPECT_GT(commands, 8U) << said;
}

class OutputOfAnImport : public Output {
 protected:
  OutputOfAnImport() : Output({.route_keys = "integration = \"nagios\"\n"}) {}
};

TEST_F(OutputOfAnImport, ThatIsNotTakenFailsIt) {
  const std::string spool = rig.folder() + "/spool";
  std::filesystem::create_directory(spool);
  EXPECT_EQ(run({"import-spool", spool}), 0) << said;
  EXPECT_EQ(run_led(">/dev/full", {"import-spool", spool}), 1) << said;
}

TEST_F(Output, ThatIsLostIsUnknownToMonitoring) {
  rig.start();
  ASSERT_TRUE(rig.becomes("db01", "", AlertStatus::pending));
  ASSERT_EQ(run({"status", "--plugin"}), 0) << said;
  EXPECT_EQ(run_led(">/dev/full", {"status", "--plugin"}), 3) << said;
  EXPECT_EQ(rig.stop(), 0);
  ASSERT_EQ(run({"status", "--plugin"}), 2) << said;
  EXPECT_EQ(run_led(">/dev/full", {"status", "--plugin"}), 2) << said;
}

// As with any tool: a reader who has seen enough is no fault to be told of.
TEST_F(Output, OfAPipeThatIsClosedIsNotComplainedAbout) {
  for (const char* trap : {"", "trap '' PIPE; "}) {
    rig.command(
        {"completion", "bash"}, said,
        {.words = {"/bin/bash", "-c",
                   std::string{trap} + "exec 3> >(:); wait $!; \"$@\" >&3; echo ended with $?", "bash"},
         .environment = {}});
    EXPECT_EQ(said, *trap == '\0' ? "ended with 141\n" : "ended with 1\n");
  }
}

// The first file that a command opens would be its standard output.
TEST_F(Output, GoesNowhereElseWhereItIsClosed) {
  ASSERT_EQ(run_once(), 0) << said;
  const std::string journal = bytes_of(rig.journal_file());
  EXPECT_EQ(run_led("<&- >&-", {"journal", "export"}), 1);
  EXPECT_EQ(said, "ilert-bridge: standard output: Bad file descriptor\n");
  EXPECT_EQ(bytes_of(rig.journal_file()), journal);
  EXPECT_EQ(run_led("<&- >&- 2>&-", {"journal", "export"}), 1);
}

}  // namespace
}  // namespace ilert_bridge
