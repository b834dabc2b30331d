// Changes by hand, beside a running daemon and without one.
#include <boost/json.hpp>
#include <cstdlib>
#include <sstream>

#include "ilert-bridge/net/control.hpp"
#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
namespace json = boost::json;

class JournalCommands : public Stage {
 protected:
  JournalCommands() {
    ::setenv("RUNTIME_DIRECTORY", rig.folder().c_str(), 1);
    rig.world.add_host("db01");
    rig.world.add_service("web01", "HTTP");
  }
  ~JournalCommands() override { ::unsetenv("RUNTIME_DIRECTORY"); }

  // Event 1, an ALERT of db01, was refused twice.
  void park_one() {
    rig.ilert.fault_for(rig::Rig::key("db01"), doubles::HttpFault::answer(400), doubles::FaultScript::always);
    rig.world.host_check("db01", 1, "no ping");
    run_once();
    rig.ilert.heal();
    ASSERT_EQ(state(1), "parked") << said;
  }
  // Event 1, an ALERT of db01, waits.
  void leave_one_waiting() {
    rig.ilert.stop();
    rig.world.host_check("db01", 1, "no ping");
    ASSERT_EQ(run_once(), 1) << said;
    rig.ilert.start();
    ASSERT_EQ(state(1), "waiting") << said;
  }
  std::string state(EventId id) {
    for (const Entry& entry : rig.entries())
      if (entry.queued.event.id == id) return std::string{name(entry.settled)};
    return "missing";
  }
  std::vector<json::object> exported(std::vector<std::string> filter = {}) {
    filter.insert(filter.begin(), {"journal", "export"});
    EXPECT_EQ(run(filter), 0) << said;
    std::vector<json::object> objects;
    std::istringstream lines(said);
    for (std::string line; std::getline(lines, line);) objects.push_back(json::parse(line).as_object());
    return objects;
  }
};

TEST_F(JournalCommands, ARetriedEventIsDecidedAnewFromThePresent) {
  park_one();
  EXPECT_EQ(run({"journal", "retry"}), 0) << said;
  EXPECT_TRUE(said_so("1 event to be tried again")) << said;
  EXPECT_EQ(state(1), "waiting");
  EXPECT_EQ(run_once(), 0) << said;
  EXPECT_EQ(rig.told("db01"), Types{"ALERT"});
  EXPECT_EQ(run({"journal", "show", "1"}), 0);
  EXPECT_TRUE(said_so("by hand")) << said;
  EXPECT_TRUE(said_so("retry by ")) << said;
}

TEST_F(JournalCommands, ARunningDaemonTriesItAtOnce) {
  park_one();
  rig.start();
  ASSERT_TRUE(rig.looks_again());
  EXPECT_EQ(run({"journal", "retry", "1"}), 0) << said;
  EXPECT_TRUE(rig.becomes("db01", "", AlertStatus::pending));
  EXPECT_TRUE(rig.says("events are tried again, by hand"));
  EXPECT_EQ(rig.stop(), 0);
}

// The answer to a question that whoever may not read the file asks the daemon.
TEST_F(JournalCommands, ARunningDaemonListsWhatItsJournalHas) {
  park_one();
  rig.start();
  ASSERT_TRUE(rig.looks_again());
  const auto ask = [this](const std::string& question) {
    const auto line = ask_control(rig.folder() + "/control.sock", question, std::chrono::seconds{15});
    return line ? json::parse(*line) : json::value{};
  };
  const json::value parked = ask(R"({"ask":"journal.list","state":"parked","host":"db01","limit":5})");
  ASSERT_EQ(parked.at("answer").at("events").as_array().size(), 1U) << parked;
  EXPECT_EQ(parked.at("answer").at("events").at(0).at("id"), 1) << parked;
  EXPECT_EQ(ask(R"({"ask":"journal.list","before":1})").at("answer").at("events").as_array().size(), 0U);
  EXPECT_EQ(ask(R"({"ask":"journal.list","ids":[1,77]})").at("answer").at("events").as_array().size(), 1U);
  EXPECT_EQ(ask(R"({"ask":"journal.list","state":"lost"})").at("ok"), false);
  EXPECT_EQ(ask(R"({"ask":"journal.list","limit":"many"})").at("ok"), false);
  EXPECT_EQ(rig.stop(), 0);
}

TEST_F(JournalCommands, DropShowsWhatItWouldDropAndAsks) {
  leave_one_waiting();
  EXPECT_EQ(run({"journal", "drop", "1"}), 2) << "there is nobody to ask";
  EXPECT_TRUE(said_so("prod/db01")) << said;
  EXPECT_TRUE(said_so("--yes")) << said;
  EXPECT_EQ(state(1), "waiting");
}

TEST_F(JournalCommands, ADroppedEventIsNeverSent) {
  leave_one_waiting();
  EXPECT_EQ(run({"journal", "drop", "--yes", "1"}), 0) << said;
  EXPECT_TRUE(said_so("1 event dropped")) << said;
  EXPECT_EQ(state(1), "dropped");
  EXPECT_EQ(run_once(), 0) << said;
  EXPECT_TRUE(rig.told("db01").empty());
  const json::object event = exported({"--state", "dropped"}).at(0);
  EXPECT_EQ(event.at("byHand").as_array().at(0).at("what").as_string(), "drop");
}

TEST_F(JournalCommands, ARunningDaemonDropsItFromItsMemoryToo) {
  leave_one_waiting();
  rig.ilert.stop();
  rig.start();
  ASSERT_TRUE(rig.looks_again());
  ASSERT_TRUE(doubles::eventually([&] {
    return run({"journal", "drop", "--yes", "--host", "db01"}) == 0;
  })) << said;
  EXPECT_EQ(state(1), "dropped");
  rig.ilert.start();
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  EXPECT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::pending)) << "the route goes on";
  EXPECT_TRUE(rig.told("db01").empty());
  EXPECT_EQ(rig.stop(), 0);
}

TEST_F(JournalCommands, WhatIsSettledCannotBeChangedAndSaysSo) {
  rig.world.host_check("db01", 1, "no ping");
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_EQ(run({"journal", "retry", "1"}), 1);
  EXPECT_TRUE(said_so("event 1 is delivered")) << said;
  EXPECT_EQ(run({"journal", "drop", "--yes", "77"}), 1);
  EXPECT_TRUE(said_so("no event 77")) << said;
  EXPECT_EQ(run({"journal", "retry", "--state", "delivered"}), 2);
  EXPECT_TRUE(said_so("only waiting and parked")) << said;
  EXPECT_EQ(run({"journal", "drop", "--yes"}), 2);
  EXPECT_TRUE(said_so("drop what?")) << said;
  EXPECT_EQ(run({"journal", "retry", "1", "--host", "db01"}), 2);
  EXPECT_EQ(run({"journal", "retry"}), 0);
  EXPECT_TRUE(said_so("no events to retry")) << said;
}

TEST_F(JournalCommands, WithoutItsSocketADaemonsJournalIsLeftAlone) {
  park_one();
  ::setenv("RUNTIME_DIRECTORY", "/nonexistent", 1);
  rig.start();
  ASSERT_TRUE(rig.looks_again());
  EXPECT_EQ(run({"journal", "retry", "1"}), 1);
  EXPECT_TRUE(said_so("belongs to a running ilert-bridge")) << said;
  EXPECT_TRUE(said_so("stop it first")) << said;
  EXPECT_EQ(rig.stop(), 0);
}

TEST_F(JournalCommands, ExportIsOneObjectALineWithEverything) {
  park_one();
  const std::vector<json::object> objects = exported();
  ASSERT_FALSE(objects.empty());
  const json::object& event = objects.back();
  for (const char* name : {"id",    "recordedAt",     "occurredAt",   "route",    "alertKey",  "site",
                           "host",  "service",        "own",          "type",     "reason",    "because",
                           "state", "priority",       "summary",      "settled",  "settledAt", "details",
                           "link",  "outcomeUnknown", "requiredOnly", "attempts", "byHand"})
    EXPECT_TRUE(event.contains(name)) << name;
  EXPECT_EQ(event.at("attempts").as_array().size(), 2U);
  EXPECT_EQ(event.at("settled").as_string(), "parked");
  EXPECT_TRUE(exported({"--host", "web01"}).empty());
}

TEST_F(JournalCommands, NamesThatDoNotExistAreErrorsWithTheNearest) {
  park_one();
  EXPECT_EQ(run({"journal", "--host", "db1"}), 2) << said;
  EXPECT_TRUE(said_so("--host \"db1\": neither the journal nor a site has such a host; is it \"db01\"?"))
      << said;
  EXPECT_EQ(run({"journal", "list", "--route", "onkall"}), 2) << said;
  EXPECT_TRUE(said_so("is it \"oncall\"?")) << said;
  EXPECT_EQ(run({"journal", "--site", "prd"}), 2) << said;
  EXPECT_TRUE(said_so("is it \"prod\"?")) << said;
  EXPECT_EQ(run({"journal", "--host", "web01", "--service", "http"}), 2) << said;
  EXPECT_TRUE(said_so("host \"web01\" has no such service; is it \"HTTP\"?")) << said;
  EXPECT_EQ(run({"journal", "--host", "web01"}), 0) << "it is there, and nothing happened to it: " << said;
  EXPECT_TRUE(said_so("no events")) << said;
}

TEST_F(JournalCommands, WhatActsTakesNoLimitForItActsOnAllThatFits) {
  park_one();
  for (const char* verb : {"retry", "drop", "export"}) {
    EXPECT_EQ(run({"journal", verb, "--limit", "1"}), 2) << said;
    EXPECT_TRUE(said_so("--limit")) << said;
  }
  EXPECT_EQ(run({"journal", "list", "--state", "parked", "--limit", "1"}), 0) << said;
  EXPECT_TRUE(said_so("parked")) << "nothing was dropped: " << said;
}

TEST_F(JournalCommands, ALongListSaysHowToGoOn) {
  park_one();
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_EQ(run({"journal", "--limit", "1"}), 0) << said;
  EXPECT_TRUE(said_so("the older ones: add --before ")) << said;
  EXPECT_EQ(run({"journal", "list", "--before", "2"}), 0) << said;
  EXPECT_TRUE(said_so("db01") && !said_so("web01/HTTP")) << said;
  EXPECT_EQ(run({"journal", "list", "--until", "1h"}), 0) << said;
  EXPECT_TRUE(said_so("no events")) << said;
  EXPECT_EQ(run({"journal", "list", "--since", "1h", "--until", "2099-01-01"}), 0) << said;
  EXPECT_TRUE(said_so("db01")) << said;
  EXPECT_EQ(run({"journal", "list", "--until", "soon"}), 2) << said;
}

TEST_F(JournalCommands, EachHelpHasTheFiltersAndAnExample) {
  for (const char* command : {"list", "retry", "drop", "export"}) {
    EXPECT_EQ(run({"journal", command, "--help"}), 0);
    EXPECT_TRUE(said_so("--host HOST") && said_so("--until TIME")) << said;
    EXPECT_TRUE(said_so("Example: ilert-bridge journal ")) << said;
  }
  for (const char* command : {"run", "check", "status", "problems", "config", "explain", "send-test", "adopt",
                              "journal", "import-spool", "completion"}) {
    EXPECT_EQ(run({command, "--help"}), 0);
    EXPECT_TRUE(said_so("Example: ilert-bridge ")) << said;
  }
}

TEST_F(JournalCommands, NoSecretIsShown) {
  park_one();
  const std::string secret = bytes_of(rig.folder() + "/oncall.key").substr(0, 8);
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"journal", "export"},
                                             {"journal", "show", "1"},
                                             {"journal", "show", "1", "--json"},
                                             {"journal", "retry"}}) {
    run(words);
    EXPECT_FALSE(said_so(secret)) << said;
  }
}

}  // namespace
}  // namespace ilert_bridge
