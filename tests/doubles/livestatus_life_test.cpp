// What the Livestatus double does in its own time, as real servers do.
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <set>

#include "tests/doubles/livestatus_double.hpp"
#include "tests/doubles/plain_client.hpp"
#include "tests/doubles/temporary.hpp"

namespace ilert_bridge::doubles {
namespace {

using namespace std::chrono_literals;

const std::string tail = "OutputFormat: json\nResponseHeader: fixed16\nKeepAlive: on\n\n";
const std::string status = "GET status\nColumns: program_start\n" + tail;
const std::string problems = "GET services\nColumns: host_name\nFilter: state != 0\n" + tail;
const std::string long_wait =
    "GET status\nColumns: program_start\nWaitTrigger: all\nWaitCondition: program_start = 0\nWaitTimeout: "
    "500\n" +
    tail;

class Life {
 public:
  explicit Life(Flavour flavour = Flavour::checkmk)
      : server(world, {.flavour = flavour, .unix_path = folder / "live"}) {
    world.add_service({.host = "web01", .description = "HTTP", .state = 2});
  }
  bool is_acknowledged() const { return world.row("web01", "HTTP").acknowledged; }
  void acknowledge() {
    PlainClient client(server.endpoint());
    client.send("COMMAND [1700000000] ACKNOWLEDGE_SVC_PROBLEM;web01;HTTP;2;0;0;ann;mine\n\n" + status);
    ASSERT_TRUE(client.answer().starts_with("200"));
  }

  TemporaryFolder folder;
  World world;
  LivestatusDouble server;
};

TEST(LivestatusLife, ACoreThatRestartsIsAwayThenSilentThenThereAgain) {
  Life core;
  PlainClient idle(core.server.endpoint());
  idle.send(status);
  const std::string before = idle.answer();
  core.server.restart_as_a_core_does({.gone = 300ms, .reads = 400ms});
  EXPECT_TRUE(idle.closed());
  EXPECT_FALSE(PlainClient(core.server.endpoint()).connected()) << "no socket";
  ASSERT_TRUE(eventually([&] { return PlainClient(core.server.endpoint()).connected(); }));
  PlainClient early(core.server.endpoint(), 100ms);
  early.send(status);
  EXPECT_EQ(early.answer(), "") << "it lets everybody in and answers nobody";
  PlainClient patient(core.server.endpoint());
  patient.send(status);
  const std::string after = patient.answer();
  EXPECT_TRUE(after.starts_with("200"));
  EXPECT_NE(after, before) << "another start";
  EXPECT_FALSE(core.server.restarting());
}

TEST(LivestatusLife, ACoreThatStopsWaitsForThoseThatWaitAndAnswersThemNothing) {
  Life core;
  PlainClient waiting(core.server.endpoint());
  const auto began = std::chrono::steady_clock::now();
  waiting.send(long_wait);
  ASSERT_TRUE(eventually([&] { return core.server.waiting() > 0; }));
  core.server.restart_as_a_core_does({.gone = 0ms, .reads = 0ms});
  EXPECT_EQ(waiting.rest(), "");
  EXPECT_GE(std::chrono::steady_clock::now() - began, 500ms);
}

TEST(LivestatusLife, ADowntimeIsListedBeforeItIsCounted) {
  Life core;
  core.world.schedule_downtime("web01", "HTTP", "ben", "work");
  core.server.restart_as_a_core_does({.gone = 0ms, .reads = 0ms, .until_downtimes_count = 1h});
  ASSERT_TRUE(eventually([&] { return !core.server.restarting(); }));
  const std::string depth =
      ask_once(core.server.endpoint(), "GET services\nColumns: scheduled_downtime_depth\n" + tail);
  const std::string listed = ask_once(core.server.endpoint(), "GET downtimes\nColumns: comment\n" + tail);
  EXPECT_NE(depth.find("[[0]]"), std::string::npos) << depth;
  EXPECT_NE(listed.find("work"), std::string::npos) << listed;
}

TEST(LivestatusLife, ACommandHasItsEffectLaterOnCheckmkAndAtOnceOnNaemon) {
  Life checkmk, naemon(Flavour::naemon);
  checkmk.server.delay_commands(100ms);
  checkmk.acknowledge();
  EXPECT_FALSE(checkmk.is_acknowledged());
  EXPECT_TRUE(eventually([&] { return checkmk.is_acknowledged(); }));
  naemon.acknowledge();
  EXPECT_TRUE(naemon.is_acknowledged());
}

TEST(LivestatusLife, ACommandUnderWayIsLostInARestart) {
  Life core;
  core.server.delay_commands(200ms);
  core.acknowledge();
  core.server.restart_as_a_core_does({.gone = 0ms, .reads = 300ms});
  ASSERT_TRUE(eventually([&] { return !core.server.restarting(); }));
  EXPECT_FALSE(core.is_acknowledged());
}

TEST(LivestatusLife, AThirdConnectionIsComplainedAboutUnlessItIsForACommand) {
  Life core;
  PlainClient first(core.server.endpoint()), second(core.server.endpoint());
  for (PlainClient* client : {&first, &second}) {
    client->send(status);
    client->answer();
  }
  core.acknowledge();
  EXPECT_EQ(core.server.complaints(), std::vector<std::string>{});
  ask_once(core.server.endpoint(), status);
  ASSERT_EQ(core.server.complaints().size(), 1U);
  EXPECT_TRUE(core.server.complaints()[0].starts_with("asks over 3 connections, 2 are allowed"));
}

TEST(LivestatusLife, AConnectionThatWasGivenUpIsNotCounted) {
  Life core;
  for (int i = 0; i < 3; ++i) {
    PlainClient client(core.server.endpoint());
    client.send(long_wait);
    ASSERT_TRUE(eventually([&] { return core.server.waiting() > static_cast<std::size_t>(i); }));
  }
  ask_once(core.server.endpoint(), status);
  EXPECT_EQ(core.server.complaints(), std::vector<std::string>{});
}

TEST(LivestatusLife, WhereNobodyWaitsASecondConnectionIsOneTooMany) {
  Life lmd(Flavour::lmd);
  PlainClient first(lmd.server.endpoint());
  first.send(status);
  first.answer();
  ask_once(lmd.server.endpoint(), status);
  EXPECT_EQ(lmd.server.complaints().size(), 1U);
}

TEST(LivestatusLife, QuestionsSideBySideAreComplainedAbout) {
  Life core;
  PlainClient first(core.server.endpoint()), second(core.server.endpoint());
  core.server.fault({.kind = Fault::Kind::hang});
  first.send(problems);
  second.send(status);
  second.answer();
  EXPECT_EQ(core.server.complaints(), std::vector<std::string>{}) << "the one row of status is no look";
  second.send(problems);
  second.answer();
  ASSERT_EQ(core.server.complaints().size(), 1U);
  EXPECT_TRUE(core.server.complaints()[0].starts_with("asks before its last question is answered"));
}

TEST(LivestatusLife, BadQuestionsAreComplainedAboutWhenTheyCome) {
  Life core;
  ask_once(core.server.endpoint(), "GET services\n" + tail);
  core.server.forget_requests();
  EXPECT_EQ(core.server.complaints().size(), 1U);
}

TEST(LivestatusLife, LmdLeavesOutWhatItDoesNotReach) {
  Life lmd(Flavour::lmd);
  lmd.world.add_host({.host = "far01", .state = 1, .peer = "berlin"});
  const auto ask = [&](const std::string& request) {
    return ask_once(lmd.server.endpoint(), request + tail);
  };
  lmd.world.peer("berlin", 0);
  EXPECT_NE(ask("GET hosts\nColumns: name\n").find("far01"), std::string::npos);
  lmd.world.peer("berlin", 2, "refused");
  EXPECT_EQ(ask("GET hosts\nColumns: name\n").find("far01"), std::string::npos);
  EXPECT_NE(ask("GET sites\nColumns: name status last_error\n").find("[\"berlin\",2,\"refused\"]"),
            std::string::npos);
  EXPECT_EQ(ask("GET status\nColumns: peer_name program_start\n").find("berlin"), std::string::npos);
  lmd.world.peer("berlin", 4, "not asked yet");
  EXPECT_NE(ask("GET status\nColumns: peer_name program_start\n").find("[\"berlin\",0]"), std::string::npos);
}

TEST(LivestatusLife, LmdAnswersMoreThanItLists) {
  Life lmd(Flavour::lmd);
  const auto ask = [&](const std::string& request) {
    return ask_once(lmd.server.endpoint(), request + tail);
  };
  lmd.world.add_host({.host = "web01", .state = 1, .groups = {"linux"}});
  lmd.world.add_service("web01", "HTTP");
  const std::string listed = ask("GET columns\nColumns: table name\n");
  EXPECT_NE(listed.find("[\"services\",\"host_name\"]"), std::string::npos);
  EXPECT_NE(listed.find("[\"hosts\",\"scheduled_downtime_depth\"]"), std::string::npos);
  for (const char* column : {"host_state", "host_scheduled_downtime_depth", "host_groups"})
    EXPECT_EQ(listed.find(std::string("[\"services\",\"") + column), std::string::npos) << column;
  EXPECT_NE(ask("GET services\nColumns: host_name host_state host_scheduled_downtime_depth host_groups\n")
                .find("[\"web01\",1,0,[\"linux\"]]"),
            std::string::npos);
}

TEST(LivestatusLife, LmdIsAskedForSomeOfItsServers) {
  Life lmd(Flavour::lmd);
  const auto ask = [&](const std::string& request) {
    return ask_once(lmd.server.endpoint(), request + tail);
  };
  lmd.world.peer("berlin", 1, "timeout");
  lmd.world.add_host({.host = "far01", .state = 1, .peer = "berlin"});
  lmd.world.add_host({.host = "near01", .state = 1});
  EXPECT_NE(ask("GET hosts\nColumns: name\n").find("far01"), std::string::npos) << "old data, but data";
  const std::string some = ask("GET hosts\nColumns: name\nBackends: key_of_backend\n");
  EXPECT_EQ(some.find("far01"), std::string::npos);
  EXPECT_NE(some.find("near01"), std::string::npos);
  EXPECT_EQ(ask("GET status\nColumns: peer_key\nBackends: key_of_backend\n").find("berlin"),
            std::string::npos);
  EXPECT_TRUE(ask("GET hosts\nColumns: name\nBackends: nobody\n").starts_with("400"));
}

// Of OMD: an acknowledgement leaves no line in the log, and so fires no trigger of it.
TEST(LivestatusLife, CommandsNeedNotBeLogged) {
  for (const bool on : {true, false}) {
    Life naemon(Flavour::naemon);
    naemon.world.add_service({.host = "web01", .description = "HTTP", .state = 2});
    naemon.world.log_commands(on);
    std::set<Trigger> fired;
    const int listener = naemon.world.listen([&](Trigger one) { fired.insert(one); });
    naemon.world.acknowledge("web01", "HTTP", "ada", "mine");
    naemon.world.count_command("ACKNOWLEDGE_SVC_PROBLEM;web01;HTTP;2;0;0;ada;mine");
    naemon.world.stop_listening(listener);
    EXPECT_EQ(fired.count(Trigger::log), on ? 1U : 0U);
    EXPECT_EQ(fired.count(Trigger::comment), 1U);
    EXPECT_EQ(fired.count(Trigger::command), 1U);
  }
}

}  // namespace
}  // namespace ilert_bridge::doubles
