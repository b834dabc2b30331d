// What people see while ilert has not taken an alert: never that it is open.
#include <boost/json.hpp>

#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
using doubles::FaultScript;
using doubles::HttpFault;
namespace json = boost::json;

class NotTaken : public Stage {
 protected:
  explicit NotTaken(rig::RigOptions options = {}) : Stage(std::move(options)) {
    rig.world.add_service("web01", "HTTP");
    rig.world.add_service("web01", "SSH");
  }
  void fails(const std::string& service) { rig.world.service_check("web01", service, 2, "refused"); }
  // Its ALERT was tried, and the answer is journalled.
  void start_and_try() {
    rig.start();
    fails("HTTP");
    ASSERT_TRUE(doubles::eventually([&] {
      const std::vector<Entry> entries = rig.entries();
      return std::any_of(entries.begin(), entries.end(), [](const Entry& it) {
        return it.queued.event.subject.service == "HTTP" && it.queued.attempts > 0;
      });
    }));
  }
  std::string alert_of_http() {
    run({"problems", "--json"});
    const json::value answer = json::parse(said);
    for (const json::value& line : answer.at("problems").as_array())
      if (line.at("service") == "HTTP") return std::string{line.at("alert").as_string()};
    return "no line";
  }
  void expect_not_open(const std::string& state) {
    EXPECT_EQ(alert_of_http(), state) << said;
    EXPECT_EQ(run({"explain", "web01", "HTTP"}), 0);
    EXPECT_FALSE(said_so("alert is open")) << said;
    EXPECT_FALSE(said_so("alert stays open")) << said;
    run({"status", "--json"});
    const json::value status = json::parse(said);
    for (const json::value& route : status.at("routes").as_array())
      EXPECT_EQ(route.at("open"), state == "parked" ? 1 : 0) << "only the own alert is: " << said;
  }
};

TEST_F(NotTaken, WithARevokedKeyItWaitsAndTheReasonIsSaid) {
  rig.ilert.fault(HttpFault::answer(404, R"({"message": "integration key not found"})"), FaultScript::always);
  start_and_try();
  expect_not_open("waiting");
  EXPECT_EQ(run({"explain", "web01", "HTTP"}), 0);
  EXPECT_TRUE(said_so("ilert has not taken it")) << said;
  EXPECT_TRUE(said_so("Next:   ALERT, tried again at ")) << said;
}

TEST_F(NotTaken, WithIlertAwayItWaits) {
  rig.ilert.stop();
  start_and_try();
  expect_not_open("waiting");
}

TEST_F(NotTaken, WhatIlertRefusedIsParkedAndSaysWhenItIsTriedAgain) {
  rig.ilert.fault(HttpFault::answer(400, R"({"message": "no such thing"})"), 2);
  start_and_try();
  ASSERT_TRUE(doubles::eventually([&] { return alert_of_http() == "parked"; })) << said;
  expect_not_open("parked");
  EXPECT_EQ(run({"explain", "web01", "HTTP"}), 0);
  EXPECT_TRUE(said_so("Next:   ALERT, tried again at ")) << said;
}

TEST_F(NotTaken, AnOwnAlertNamesWhatNobodyWasCalledFor) {
  rig.ilert.fault_for(rig::Rig::key("web01", "HTTP"),
                      HttpFault::answer(400, R"({"message": "no such thing"})"), FaultScript::always);
  start_and_try();
  const auto own_alert = [&] {
    for (const doubles::ReceivedEvent& event : rig.ilert.events())
      if (event.alert_key.starts_with("bridge-") && event.type == "ALERT") return event.summary;
    return std::string{};
  };
  ASSERT_TRUE(rig.ilert.wait_until([&] { return !own_alert().empty(); }));
  EXPECT_TRUE(own_alert().starts_with("NOT DELIVERED: web01/HTTP CRITICAL (ilert: 400: no such thing)"))
      << own_alert();
}

TEST_F(NotTaken, WithoutADaemonItWaitsForIt) {
  rig.ilert.stop();
  fails("HTTP");
  EXPECT_EQ(run_once(), 1);
  expect_not_open("waiting");
  EXPECT_EQ(run({"explain", "web01", "HTTP"}), 0);
  EXPECT_TRUE(said_so("ALERT, as soon as the daemon runs")) << said;
}

TEST_F(NotTaken, WhatIsTakenIsOpenAndCounted) {
  rig.start();
  fails("HTTP");
  ASSERT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::pending));
  ASSERT_TRUE(rig.settles());
  EXPECT_EQ(alert_of_http(), "open") << said;
  run({"status", "--json"});
  EXPECT_EQ(json::parse(said).at("routes").at(0).at("open"), 1) << said;
}

// One attempt a minute: the second waits for its turn, and it is said until when.
TEST_F(NotTaken, WhatWaitsForItsTurnSaysUntilWhen) {
  replace_in_config(rig, "events_per_minute = 10000", "events_per_minute = 1");
  rig.start();
  fails("SSH");
  ASSERT_TRUE(rig.becomes("web01", "SSH", AlertStatus::pending));
  fails("HTTP");
  ASSERT_TRUE(doubles::eventually([&] { return alert_of_http() == "waiting"; })) << said;
  EXPECT_EQ(run({"explain", "web01", "HTTP"}), 0);
  EXPECT_TRUE(said_so("Next:   ALERT at about ")) << said;
}

}  // namespace
}  // namespace ilert_bridge
