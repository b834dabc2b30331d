// What a configuration would have called for, asked of the real program and a site with a past.
#include <boost/json.hpp>
#include <csignal>
#include <filesystem>

#include "ilert-bridge/base/time.hpp"
#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
namespace json = boost::json;

class Backtesting : public Stage {
 protected:
  explicit Backtesting(rig::RigOptions options = {}) : Stage(std::move(options)) {
    rig.world.add_service("web01", "HTTP");
    rig.world.add_service("web01", "SSH");
    rig.world.add_service("web01", "Ping");
    happened(300, "HTTP", "CRITICAL", 2);
    notified(299, "HTTP");
    happened(290, "HTTP", "OK", 0);
    happened(200, "HTTP", "CRITICAL", 2);
    happened(198, "HTTP", "OK", 0);
    happened(100, "SSH", "WARNING", 1);
    notified(99, "SSH");
    happened(90, "SSH", "OK", 0);
  }
  // Hard, so many minutes ago.
  void happened(int minutes_ago, const std::string& service, const std::string& state, int number) {
    write(minutes_ago, 1, "SERVICE ALERT", "web01;" + service + ';' + state + ";HARD;1;said so", service,
          number);
  }
  void notified(int minutes_ago, const std::string& service) {
    write(minutes_ago, 3, "SERVICE NOTIFICATION", "ann;web01;" + service + ";CRITICAL;mail;said so", service,
          2);
  }
  int backtest(std::vector<std::string> words = {}) {
    words.insert(words.begin(), "backtest");
    return run(words);
  }
  // The configuration with more for its route, in a file beside it.
  std::string other(const std::string& route_keys) const {
    std::ofstream(rig.folder() + "/other.toml")
        << replaced(rig.config_text(), "[route.oncall]\n", "[route.oncall]\n" + route_keys + '\n');
    std::filesystem::permissions(rig.folder() + "/other.toml", std::filesystem::perms::owner_read);
    return rig.folder() + "/other.toml";
  }

 private:
  void write(int minutes_ago, int line_class, const char* type, const std::string& options,
             const std::string& service, int state) {
    doubles::LogLine line;
    line.time = unix_seconds(now()) - 60L * minutes_ago;
    line.line_class = line_class;
    line.type = type;
    line.options = options;
    line.host = "web01";
    line.description = service;
    line.state = state;
    rig.world.write_log(line);
  }
};

TEST_F(Backtesting, SaysOnOneScreenWhatWouldHaveCalled) {
  EXPECT_EQ(backtest(), 0) << said;
  EXPECT_TRUE(said.starts_with("In the last 7 days at least 2 calls, ")) << said;
  EXPECT_FALSE(said_so(" a day") || said_so("A DAY")) << "the log tells of five hours: " << said;
  EXPECT_TRUE(said_so("notified of 2 problems, these calls are for at least 2: just as many.\n")) << said;
  EXPECT_TRUE(said_so("prod/web01/HTTP       at least 2  100 %")) << said;
  EXPECT_TRUE(said_so("delay = \"5m\"")) << said;
  EXPECT_TRUE(said_so("at least 2 -> 1")) << said;
  EXPECT_TRUE(said_so("Nobody is called for at least 1 of 3 problems: below_threshold 1.")) << said;
  EXPECT_TRUE(said_so("only Checkmk's commercial core writes")) << said;
  EXPECT_FALSE(std::filesystem::exists(rig.journal_file())) << "no journal is made";
  EXPECT_TRUE(rig.ilert.events().empty()) << "nothing is sent";
}

TEST_F(Backtesting, OnlyWhatWasAskedForIsTried) {
  EXPECT_EQ(backtest({"--since", "4h"}), 0) << said;
  EXPECT_TRUE(said_so(" about 1 call, ")) << said;
  EXPECT_EQ(backtest({"--since", "1h"}), 0) << said;
  EXPECT_TRUE(said_so("at least 0 calls")) << said;
  EXPECT_TRUE(said_so("the log has no line about any object in that time")) << said;
}

TEST_F(Backtesting, NamesTheCallsThatAnotherConfigurationWouldLose) {
  EXPECT_EQ(backtest({"--since", "6h", "--with", other("delay = \"5m\"")}), 0) << said;
  EXPECT_TRUE(said.starts_with("In the last 6 h about 2 -> 1 calls with ")) << said;
  EXPECT_TRUE(said_so("GONE")) << said;
  EXPECT_TRUE(said_so("oncall  delay\n")) << said;
}

TEST_F(Backtesting, ALostCallThatMustNotBeIsAFailure) {
  const std::string slow = other("delay = \"5m\"");
  EXPECT_EQ(backtest({"--since", "6h", "--with", slow, "--must", "web01;HTTP"}), 1) << said;
  EXPECT_TRUE(said_so("--must \"web01;HTTP\": lost: prod/web01/HTTP CRITICAL HIGH, ")) << said;
  EXPECT_TRUE(said_so(", route oncall: delay\n")) << said;
  EXPECT_EQ(backtest({"--since", "6h", "--with", slow, "--must", "web01/SSH"}), 0) << said;
  EXPECT_EQ(backtest({"--since", "6h", "--with", slow, "--must", "web01;Ping"}), 0)
      << "it is there: " << said;
  EXPECT_EQ(backtest({"--since", "6h", "--with", slow, "--must", "web01;HTPT"}), 1) << said;
  EXPECT_TRUE(said_so("--must \"web01;HTPT\": no site and no log of that time names it\n")) << said;
  EXPECT_EQ(backtest({"--must", "web01"}), 2) << "without --with there is nothing to lose: " << said;
}

TEST_F(Backtesting, OfManyLostCallsTheFirstAreNamed) {
  for (int minutes_ago = 80; minutes_ago > 10; minutes_ago -= 10) {
    happened(minutes_ago, "HTTP", "CRITICAL", 2);
    happened(minutes_ago - 1, "HTTP", "OK", 0);
  }
  EXPECT_EQ(backtest({"--since", "6h", "--with", other("delay = \"5m\""), "--must", "web01"}), 1) << said;
  EXPECT_TRUE(said_so("--must \"web01\": and 3 more\n")) << said;
}

TEST_F(Backtesting, WhatIsWrongIsSaid) {
  EXPECT_EQ(backtest({"--route", "oncal"}), 2) << said;
  EXPECT_TRUE(said_so("did you mean 'oncall'?")) << said;
  EXPECT_EQ(backtest({"--since", "yesterday"}), 2) << said;
  EXPECT_TRUE(said_so("--since \"yesterday\": must be a time span")) << said;
  EXPECT_EQ(backtest({"--since", "1h", "--until", "2h"}), 2) << said;
  EXPECT_TRUE(said_so("--since must be before --until")) << said;
  EXPECT_EQ(backtest({"--days", "3", "--since", "1h"}), 2) << said;
  EXPECT_EQ(backtest({"--since", "1970-01-01"}), 2) << said;
  EXPECT_TRUE(said_so("more than 366 days are too many")) << said;
  EXPECT_EQ(backtest({"--with", other("dealy = \"5m\"")}), 2) << said;
  EXPECT_TRUE(said_so("unknown key 'route.oncall.dealy'; did you mean 'route.oncall.delay'?")) << said;
}

TEST_F(Backtesting, ASiteThatDoesNotAnswerIsAFailure) {
  rig.livestatus->stop();
  EXPECT_EQ(backtest(), 1) << said;
  EXPECT_TRUE(said_so("site prod was not read: ")) << said;
  EXPECT_FALSE(said_so("In the last 7 days")) << said;
}

TEST_F(Backtesting, WhatIsStillToComeIsNotTried) {
  EXPECT_EQ(backtest({"--since", "6h", "--until", "9999-12-31"}), 0) << said;
  EXPECT_TRUE(said_so("oncall  about 2  2     0    ")) << said;
  EXPECT_EQ(backtest({"--since", "6h", "--until", "9999-12-31", "--json"}), 0) << said;
  const std::optional<Time> until = parse_rfc3339(json::parse(said).at("until").as_string());
  ASSERT_TRUE(until) << said;
  EXPECT_LE(*until, now());
}

TEST_F(Backtesting, CtrlCEndsItWithoutHalfAnAnswer) {
  rig.livestatus->fault({.kind = doubles::Fault::Kind::hang, .answers = -1});
  doubles::Child child({.program = ILERT_BRIDGE_PROGRAM,
                        .arguments = {"--config", rig.config_file(), "backtest"},
                        .environment = {{"ASAN_OPTIONS", "detect_leaks=0"}}});
  ASSERT_TRUE(rig.livestatus->wait_for_requests(1, doubles::long_enough));
  child.signal(SIGINT);
  EXPECT_EQ(child.wait(), 1);
  EXPECT_EQ(child.output(), "stopped; what was read until then would not be the whole answer\n");
}

TEST_F(Backtesting, AsJson) {
  ASSERT_EQ(backtest({"--since", "6h", "--json"}), 0) << said;
  const json::value object = json::parse(said);
  EXPECT_EQ(object.at("schema"), json::value(1));
  EXPECT_EQ(object.at("summary").at("calls").to_number<int>(), 2);
  EXPECT_EQ(object.at("summary").at("problems").at("notified").to_number<int>(), 2);
  EXPECT_EQ(object.at("calls").as_array().size(), 2U);
  EXPECT_EQ(object.at("sites").at(0).at("read"), json::value(true));
}

}  // namespace
}  // namespace ilert_bridge
