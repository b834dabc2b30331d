#include "tests/doubles/child.hpp"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <fstream>

#include "tests/doubles/temporary.hpp"

namespace ilert_bridge::doubles {
namespace {

using namespace std::chrono_literals;

Child::Options shell(const std::string& script) {
  return {.program = "/bin/sh", .arguments = {"-c", script}};
}

// A zombie that nobody has buried yet is not alive.
bool alive(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string number, name, state;
  return file >> number >> name >> state && state != "Z";
}

TEST(Child, SaysWhatItPrintedAndHowItEnded) {
  auto options = shell("echo out $WORD; echo err >&2; pwd; exit 3");
  options.environment = {{"WORD", "said"}};
  options.folder = "/";
  Child child(options);
  EXPECT_EQ(child.wait(), 3);
  EXPECT_EQ(child.output(), "out said\nerr\n/\n");
}

TEST(Child, EndsByASignal) {
  Child child(shell("exec sleep 100"));
  EXPECT_TRUE(child.running());
  EXPECT_FALSE(child.wait(1ms));
  EXPECT_EQ(child.stop(), 128 + SIGTERM);
  EXPECT_FALSE(child.running());
}

TEST(Child, IsKilledWithAllItStartedWhenForgotten) {
  pid_t grandchild = 0;
  {
    Child child(shell("sleep 100 & echo $!; wait"));
    ASSERT_TRUE(eventually([&] { return !child.output().empty(); }));
    grandchild = std::stoi(child.output());
    EXPECT_TRUE(alive(grandchild));
  }
  EXPECT_TRUE(eventually([&] { return !alive(grandchild); }));
}

TEST(Child, DoesNotOutliveATestThatIsKilled) {
  const TemporaryFolder folder;
  const auto file = folder / "pid";
  const pid_t test = ::fork();
  if (test == 0) {
    Child child(shell("echo $$ > " + file + ".new; mv " + file + ".new " + file + "; exec sleep 100"));
    eventually([&] { return std::filesystem::exists(file); });
    ::raise(SIGKILL);
  }
  ::waitpid(test, nullptr, 0);
  const Child reader({.program = "/bin/cat", .arguments = {file}});
  pid_t orphan = 0;
  ASSERT_TRUE(eventually([&] { return (orphan = std::atoi(reader.output().c_str())) > 0; }));
  EXPECT_TRUE(eventually([&] { return !alive(orphan); }));
}

TEST(Child, ThatCannotBeStartedIsAnError) {
  EXPECT_THROW(Child({.program = "/no/such/program"}), std::runtime_error);
}

}  // namespace
}  // namespace ilert_bridge::doubles
