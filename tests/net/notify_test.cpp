#include "ilert-bridge/net/notify.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>

#include "tests/doubles/systemd.hpp"
#include "tests/doubles/temporary.hpp"

namespace ilert_bridge {
namespace {

using doubles::SystemdDouble;
using Told = std::vector<std::string>;

TEST(Notify, TellsASocketWithAPath) {
  const doubles::TemporaryFolder folder;
  SystemdDouble manager(folder / "notify");
  const Notify notify{folder / "notify"};
  const Result<void> told = notify.tell("READY=1\nSTATUS=2 sites answer\n");
  ASSERT_TRUE(told) << told.error().text;
  EXPECT_EQ(manager.told(), (Told{"READY=1\nSTATUS=2 sites answer\n"}));
}

TEST(Notify, TellsAnAbstractSocket) {
  const std::string name = "@ilert-bridge-test-" + std::to_string(::getpid());
  SystemdDouble manager(name);
  const Result<void> told = Notify{name}.tell("WATCHDOG=1\n");
  ASSERT_TRUE(told) << told.error().text;
  EXPECT_EQ(manager.told(), Told{"WATCHDOG=1\n"});
}

TEST(Notify, WithoutASocketTheresNobodyToTell) {
  EXPECT_FALSE(Notify{""}.anybody());
  EXPECT_TRUE(Notify{""}.tell("READY=1\n"));
}

TEST(Notify, WhatCannotBeToldIsSaid) {
  const doubles::TemporaryFolder folder;
  const Result<void> nobody = Notify{folder / "nobody"}.tell("READY=1\n");
  ASSERT_FALSE(nobody);
  EXPECT_NE(nobody.error().text.find("nobody: No such file"), std::string::npos) << nobody.error().text;
  EXPECT_FALSE(Notify{"vsock:2:1234"}.tell("READY=1\n"));
  EXPECT_FALSE(Notify{"/" + std::string(200, 'x')}.tell("READY=1\n"));
}

// The process must not hang because the service manager does.
TEST(Notify, DoesNotWaitForAManagerThatDoesNotRead) {
  const doubles::TemporaryFolder folder;
  SystemdDouble manager(folder / "notify", SystemdDouble::Reads::when_asked);
  const Notify notify{folder / "notify"};
  bool full = false;
  for (int i = 0; i < 100'000 && !full; ++i) full = !notify.tell(std::string(1000, 'x'));
  EXPECT_TRUE(full);
}

// No new descriptor while it lives; what is open stays usable.
class OutOfDescriptors {
 public:
  OutOfDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int lowest_free = ::dup(STDIN_FILENO);
    ::close(lowest_free);
    const rlimit none{.rlim_cur = static_cast<rlim_t>(lowest_free), .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~OutOfDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  OutOfDescriptors(const OutOfDescriptors&) = delete;
  OutOfDescriptors& operator=(const OutOfDescriptors&) = delete;

 private:
  rlimit before_{};
};

TEST(Notify, TellsWithoutAFreshDescriptor) {
  const doubles::TemporaryFolder folder;
  SystemdDouble manager(folder / "notify");
  const Notify notify{folder / "notify"};
  {
    const OutOfDescriptors none;
    ASSERT_LT(::dup(STDIN_FILENO), 0);
    const Result<void> told = notify.tell("WATCHDOG=1\n");
    EXPECT_TRUE(told) << told.error().text;
  }
  EXPECT_EQ(manager.told(), Told{"WATCHDOG=1\n"});
}

// As after systemctl daemon-reexec.
TEST(Notify, FindsAManagerThatStartedAnew) {
  const doubles::TemporaryFolder folder;
  const Notify notify{folder / "notify"};
  EXPECT_FALSE(notify.tell("WATCHDOG=1\n"));
  for (int start = 0; start < 2; ++start) {
    std::filesystem::remove(folder / "notify");
    SystemdDouble manager(folder / "notify");
    EXPECT_TRUE(notify.tell("WATCHDOG=1\n"));
    EXPECT_EQ(manager.told(), Told{"WATCHDOG=1\n"});
  }
}

TEST(WatchdogInterval, IsWhatTheEnvironmentSaysOfThisProcess) {
  using namespace std::chrono_literals;
  EXPECT_EQ(watchdog_interval("60000000", nullptr, 7), 60s);
  EXPECT_EQ(watchdog_interval("60000000", "7", 7), 60s);
  EXPECT_EQ(watchdog_interval("60000000", "8", 7), std::nullopt) << "meant for another process";
  EXPECT_EQ(watchdog_interval("60000000", "7x", 7), std::nullopt);
  for (const char* no_watchdog : {"", "0", "-1", "soon", "99999999999999999999"})
    EXPECT_EQ(watchdog_interval(no_watchdog, nullptr, 7), std::nullopt) << no_watchdog;
  EXPECT_EQ(watchdog_interval(nullptr, nullptr, 7), std::nullopt);
}

TEST(ReloadingLines, SayWhenByTheClockThatNeverJumps) {
  const std::string lines = reloading_lines();
  ASSERT_TRUE(lines.starts_with("RELOADING=1\nMONOTONIC_USEC=")) << lines;
  const auto micros = std::chrono::microseconds{std::stoll(lines.substr(lines.rfind('=') + 1))};
  const auto age = std::chrono::steady_clock::now().time_since_epoch() - micros;
  EXPECT_GE(age, Span{0});
  EXPECT_LT(age, Span{10'000});
}

}  // namespace
}  // namespace ilert_bridge
