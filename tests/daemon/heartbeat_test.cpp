#include "ilert-bridge/daemon/heartbeat.hpp"

#include "ilert-bridge/base/log.hpp"
#include "tests/daemon/stage.hpp"

namespace ilert_bridge {
namespace {
namespace asio = boost::asio;
using namespace stage;

class HeartbeatLoop : public ::testing::Test {
 protected:
  HeartbeatLoop() {
    said.clear();
    set_log_sink([](Level, std::string_view line) { said.emplace_back(line); });
  }
  ~HeartbeatLoop() override { set_log_sink(nullptr); }
  HeartbeatPorts ports() {
    return {.stopped_by = [this] { return stopped_by; },
            .ping = [this]() -> asio::awaitable<Answer> {
              ++pings;
              Answer answer{.outcome = outcome, .text = "503 down", .remedy = "wait"};
              co_return answer;
            }};
  }
  void beat() { run(io, heartbeat.beat()); }

  inline static Lines said;
  asio::io_context io{1};
  std::string stopped_by;
  Outcome outcome = Outcome::delivered;
  int pings = 0;
  Heartbeat heartbeat{Span{0}, ports()};
};

TEST_F(HeartbeatLoop, BeatsWhileNothingStopsIt) {
  beat();
  EXPECT_EQ(pings, 1);
  EXPECT_TRUE(heartbeat.status().pinged_at);
  EXPECT_TRUE(said.empty());
}

TEST_F(HeartbeatLoop, BeatsNotBeforeItsIntervalIsOver) {
  Heartbeat slow{std::chrono::minutes{1}, ports()};
  run(io, slow.beat());
  run(io, slow.beat());
  EXPECT_EQ(pings, 1);
}

TEST_F(HeartbeatLoop, WhatStopsItIsSaidOnceAndShownSinceWhen) {
  stopped_by = "site prod does not answer";
  beat();
  const auto since = heartbeat.status().stopped_since;
  stopped_by = "site dev does not answer";
  beat();
  EXPECT_EQ(pings, 0);
  EXPECT_EQ(said.size(), 1U);
  EXPECT_EQ(heartbeat.status().stopped_by, "site dev does not answer");
  EXPECT_TRUE(since);
  EXPECT_EQ(heartbeat.status().stopped_since, since);
  stopped_by.clear();
  beat();
  EXPECT_EQ(pings, 1);
  EXPECT_EQ(said.size(), 2U);
  EXPECT_FALSE(heartbeat.status().stopped_since);
}

TEST_F(HeartbeatLoop, FailuresAreCountedAndSaidWhenThereAreThree) {
  outcome = Outcome::failed;
  for (int i = 0; i < 5; ++i) beat();
  EXPECT_EQ(heartbeat.status().failures, 5);
  EXPECT_EQ(heartbeat.status().fault, "503 down; wait");
  EXPECT_EQ(said.size(), 1U);
  outcome = Outcome::delivered;
  beat();
  EXPECT_EQ(heartbeat.status().failures, 0);
  EXPECT_EQ(said.size(), 2U);
}

TEST(Ping, HasTheKeyBehindTheUrlAndNowhereInTheAnswer) {
  HeartbeatSettings settings;
  settings.key = Secret{"il1hbmSECRET"};
  settings.url = "https://beat.example.com/api/pings";
  EXPECT_EQ(ping_request(settings).url, "https://beat.example.com/api/pings/il1hbmSECRET");
  const HttpAnswer refused{.transport = HttpAnswer::Transport::answered,
                           .status = 404,
                           .body = R"({"message":"no monitor il1hbmSECRET"})",
                           .headers = {},
                           .fault = {}};
  const Answer answer = ping_answer(refused);
  EXPECT_NE(answer.outcome, Outcome::delivered);
  EXPECT_EQ(answer.text.find("SECRET"), std::string::npos) << answer.text;
  EXPECT_NE(answer.remedy.find("heartbeat monitor"), std::string::npos);
}

TEST(Ping, ToWhomNobodyKnownSignedSaysThatTheFileOfIlertDoesNotCount) {
  HttpAnswer none;
  none.obstacle = Obstacle::untrusted;
  EXPECT_NE(ping_answer(none).remedy.find("ca_file does not count"), std::string::npos);
}

}  // namespace
}  // namespace ilert_bridge
