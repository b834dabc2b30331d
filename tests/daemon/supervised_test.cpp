#include "ilert-bridge/daemon/supervised.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "tests/daemon/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;
using Told = std::vector<std::string>;
const Instant at{10h};

class Supervision : public ::testing::Test {
 protected:
  Supervised supervised(std::optional<Span> watchdog = 60s) {
    SupervisedPorts ports;
    ports.tell = [this](std::string_view lines) -> Result<void> {
      if (deaf) return error("nobody reads");
      told.emplace_back(lines);
      return {};
    };
    ports.line = [this] { return line; };
    ports.loops = [this] { return std::vector<Loop>{{.name = "looking", .turn = turn}}; };
    return Supervised{io.get_executor(), watchdog, std::move(ports)};
  }

  boost::asio::io_context io{1};
  bool deaf = false;
  std::string line = "1 site answers";
  Turn turn{.at = at, .within = 5min};
  Told told;
};

TEST_F(Supervision, ReadyComesWithTheStateInOneLine) {
  supervised().ready();
  EXPECT_EQ(told, Told{"READY=1\nSTATUS=1 site answers\n"});
}

TEST_F(Supervision, TheLineIsToldAgainWhenItChanged) {
  Supervised it = supervised();
  it.ready();
  it.refresh();
  EXPECT_EQ(told.size(), 1U);
  line = "reload failed";
  it.refresh();
  EXPECT_EQ(told.back(), "STATUS=reload failed\n");
}

TEST_F(Supervision, TheWatchdogIsFedWhileTheLoopsTurn) {
  Supervised it = supervised();
  it.feed(at + 5min);
  EXPECT_EQ(told, Told{"WATCHDOG=1\n"});
  it.feed(at + 5min + 1s);
  EXPECT_EQ(told.size(), 1U) << "a loop stands still";
  turn.at = at + 6min;
  it.feed(at + 6min);
  EXPECT_EQ(told.size(), 2U) << "it turns again";
}

TEST_F(Supervision, WithoutAWatchdogNothingIsFed) {
  supervised(std::nullopt).feed(at);
  EXPECT_TRUE(told.empty());
}

TEST_F(Supervision, TheWatchdogIsFedThreeTimesInItsInterval) {
  EXPECT_EQ(supervised(6s).pause(), 2s);
  EXPECT_LE(supervised(10min).pause(), 5s) << "the line is kept fresh";
  EXPECT_GT(supervised(1ms).pause(), 0s);
}

TEST_F(Supervision, ReadinessThatCouldNotBeToldIsToldLater) {
  Supervised it = supervised();
  deaf = true;
  it.ready();
  deaf = false;
  it.feed(at);
  it.feed(at);
  EXPECT_EQ(told, (Told{"READY=1\nSTATUS=1 site answers\n", "WATCHDOG=1\n", "WATCHDOG=1\n"}));
}

TEST_F(Supervision, RunsUntilItIsStopped) {
  Supervised it = supervised(30ms);
  turn.at = std::chrono::steady_clock::now();
  boost::asio::steady_timer later(io, 100ms);
  later.async_wait([&](boost::system::error_code) { it.stop(); });
  stage::run(io, it.run());
  EXPECT_GE(told.size(), 3U);
}

TEST_F(Supervision, WithoutAServiceManagerNothingHappens) {
  Supervised it{io.get_executor(), 60s, {}};
  it.ready();
  it.reloading("RELOADING=1\n");
  it.stopping();
  stage::run(io, it.run());
}

}  // namespace
}  // namespace ilert_bridge
