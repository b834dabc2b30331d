// The main job with the real program: what Checkmk shows becomes what ilert shows.
#include <boost/json.hpp>
#include <filesystem>
#include <ostream>

#include "ilert-bridge/base/local_time.hpp"
#include "ilert-bridge/base/text.hpp"
#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
namespace json = boost::json;

class MainJob : public Stage {
 protected:
  explicit MainJob(rig::RigOptions options = {}) : Stage(std::move(options)) {
    rig.world.add_host("db01");
    rig.world.add_service("web01", "HTTP");
  }
  void http_fails() { rig.world.service_check("web01", "HTTP", 2, "connection refused"); }
  // A check result of the past counts only if its host has been up for longer.
  void http_failed_at(std::int64_t when) {
    rig.world.change("web01", "", [](doubles::ObjectRow& host) { host.last_state_change -= 86400; });
    rig.world.service_check("web01", "HTTP", 2, "connection refused", doubles::Certainty::hard, when);
  }
  void http_recovers() { rig.world.service_check("web01", "HTTP", 0, "HTTP OK"); }
  Types told() const { return rig.told("web01", "HTTP"); }
  bool becomes(AlertStatus status) const { return rig.becomes("web01", "HTTP", status); }
};

TEST_F(MainJob, AProblemOpensAnAcknowledgementAcceptsARecoveryResolves) {
  rig.start();
  http_fails();
  ASSERT_TRUE(becomes(AlertStatus::pending));
  EXPECT_EQ(rig.alert("web01", "HTTP")->summary, "web01/HTTP is CRITICAL: connection refused");
  rig.world.acknowledge("web01", "HTTP", "alice", "restarting nginx");
  ASSERT_TRUE(becomes(AlertStatus::accepted));
  EXPECT_EQ(rig.alert("web01", "HTTP")->comments, Types{"alice: restarting nginx"});
  http_recovers();
  ASSERT_TRUE(becomes(AlertStatus::resolved));
  EXPECT_EQ(told(), (Types{"ALERT", "ACCEPT", "RESOLVE"}));
  EXPECT_EQ(rig.ilert.pages(), 1);
  EXPECT_EQ(rig.stop(), 0);
}

TEST_F(MainJob, AHostsAlertIsAboutTheHostAndHidesItsServices) {
  rig.world.host_check("web01", 1, "no ping");
  http_fails();
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_EQ(rig.told("web01"), Types{"ALERT"});
  EXPECT_EQ(told(), Types{});
}

TEST_F(MainJob, ADowntimeResolvesAndItsEndPagesAgain) {
  http_fails();
  ASSERT_EQ(run_once(), 0) << said;
  rig.world.schedule_downtime("web01", "HTTP", "bob", "new disks");
  ASSERT_EQ(run_once(), 0) << said;
  ASSERT_TRUE(becomes(AlertStatus::resolved));
  rig.world.cancel_downtimes("web01", "HTTP");
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_EQ(told(), (Types{"ALERT", "RESOLVE"})) << "what a maintenance left waits for a check";
  http_failed_at(unix_seconds(now()) + 1);
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_TRUE(becomes(AlertStatus::pending));
  EXPECT_EQ(told(), (Types{"ALERT", "RESOLVE", "ALERT"}));
}

TEST_F(MainJob, OnceTellsAndEndsWell) {
  http_fails();
  EXPECT_EQ(run_once(), 0) << said;
  EXPECT_EQ(told(), Types{"ALERT"});
  EXPECT_EQ(rig.waiting(), 0U);
}

TEST_F(MainJob, OnceWithoutIlertFailsAndKeepsTheEventForTheNextRun) {
  http_fails();
  rig.ilert.stop();
  EXPECT_EQ(run_once(), 1);
  EXPECT_TRUE(said_so("events stay in the journal")) << said;
  EXPECT_EQ(rig.waiting(), 1U);
  rig.ilert.start();
  EXPECT_EQ(run_once(), 0) << said;
  EXPECT_EQ(told(), Types{"ALERT"});
}

TEST_F(MainJob, OnceWithoutTheSiteFailsAndSaysWhy) {
  rig.livestatus->stop();
  EXPECT_EQ(run_once(), 1);
  EXPECT_TRUE(said_so("site is unsure")) << said;
}

TEST_F(MainJob, ADryRunPrintsAndLeavesNoTrace) {
  http_fails();
  rig.world.host_check("db01", 1, "no ping");
  rig.world.schedule_downtime("db01", "", "carl", "moving racks");
  EXPECT_EQ(run({"run", "--dry-run", "--once"}), 0) << said;
  EXPECT_TRUE(said_so("ALERT prod/web01/HTTP: would send to route oncall because of problem: {")) << said;
  EXPECT_TRUE(said_so("  route oncall: 1 downtime: prod/db01\n")) << said;
  EXPECT_TRUE(said_so("dry run: would send event=1 type=ALERT route=oncall")) << said;
  EXPECT_FALSE(said_so("delivered")) << said;
  EXPECT_TRUE(said_so(R"("summary":"web01/HTTP is CRITICAL: connection refused")")) << said;
  EXPECT_TRUE(rig.ilert.events().empty());
  for (const auto& file : std::filesystem::directory_iterator(rig.folder()))
    EXPECT_EQ(file.path().filename().string().find("journal"), std::string::npos) << file.path();
}

TEST_F(MainJob, ADryRunBesideAJournalPrintsOnlyWhatIsNewAndLeavesItAsItWas) {
  http_fails();
  ASSERT_EQ(run_once(), 0) << said;
  const std::string before = bytes_of(rig.journal_file());
  rig.world.host_check("db01", 1, "no ping");
  EXPECT_EQ(run({"run", "--dry-run", "--once"}), 0) << said;
  EXPECT_TRUE(said_so("db01 is DOWN: no ping")) << said;
  EXPECT_FALSE(said_so("connection refused")) << said;
  EXPECT_EQ(bytes_of(rig.journal_file()), before);
  EXPECT_EQ(rig.ilert.events().size(), 1U);
}

TEST_F(MainJob, ARestartTellsNothingAgain) {
  rig.start();
  http_fails();
  ASSERT_TRUE(becomes(AlertStatus::pending));
  EXPECT_EQ(rig.stop(), 0);
  rig.start();
  ASSERT_TRUE(rig.looks_again());
  EXPECT_EQ(told(), Types{"ALERT"});
  EXPECT_EQ(rig.entries().size(), 1U);
}

TEST_F(MainJob, WhatWasOverWhileTheDaemonWasDownIsResolvedOnStart) {
  http_fails();
  ASSERT_EQ(run_once(), 0) << said;
  http_recovers();
  rig.start();
  EXPECT_TRUE(becomes(AlertStatus::resolved));
  EXPECT_EQ(told(), (Types{"ALERT", "RESOLVE"}));
}

TEST_F(MainJob, ARemovedObjectIsHeldUntilItsAbsenceIsSure) {
  http_fails();
  ASSERT_EQ(run_once(), 0) << said;
  rig.world.remove_service("web01", "HTTP");
  rig.start();
  ASSERT_TRUE(rig.looks_again());
  EXPECT_EQ(told(), Types{"ALERT"});
  EXPECT_EQ(run({"problems"}), 0) << said;
  EXPECT_TRUE(said_so("missing")) << said;
}

TEST_F(MainJob, ARestartOfTheCoreTakesNothingBack) {
  rig.start();
  http_fails();
  ASSERT_TRUE(becomes(AlertStatus::pending));
  rig.livestatus->restart(false);  // everything is pending now
  ASSERT_TRUE(rig.looks_again());
  http_fails();
  EXPECT_EQ(rig.stop(), 0);
  EXPECT_EQ(run_once(), 0) << said;
  EXPECT_EQ(told(), Types{"ALERT"});
}

class WithWarnings : public MainJob {
 protected:
  WithWarnings() : MainJob({.route_keys = "alert_on = [\"DOWN\", \"WARNING\", \"CRITICAL\"]\n"}) {}
};

TEST_F(WithWarnings, WhatWorsensFromLowToHighIsOpenedAnew) {
  rig.world.service_check("web01", "HTTP", 1, "slow");
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_EQ(rig.alert("web01", "HTTP")->priority, "LOW");
  EXPECT_EQ(rig.ilert.pages(), 0);
  http_fails();
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_EQ(told(), (Types{"ALERT", "RESOLVE", "ALERT"}));
  EXPECT_EQ(rig.alert("web01", "HTTP")->priority, "HIGH");
  EXPECT_EQ(rig.ilert.pages(), 1);
}

TEST_F(WithWarnings, WhatGetsBetterButNotGoodIsAComment) {
  http_fails();
  ASSERT_EQ(run_once(), 0) << said;
  rig.world.service_check("web01", "HTTP", 1, "slow");
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_EQ(told(), (Types{"ALERT", "COMMENT"}));
  EXPECT_EQ(rig.alert("web01", "HTTP")->comments,
            Types{"Checkmk: The state changed from CRITICAL to WARNING: `slow`"});
}

class TwoRoutes : public MainJob {
 protected:
  TwoRoutes()
      : MainJob({.route_keys = "match = { services = [\"~^HTTP\"] }\n",
                 .other_tables = "[route.all]\nintegration_key_file = \"2.key\"\n",
                 .ilert = {.keys = {"il1apiFIRST", "il1apiSECOND"}}}) {}
  Types keys_told(const std::string& alert_key) const {
    Types keys;
    for (const doubles::ReceivedEvent& event : rig.ilert.events())
      if (event.taken && event.alert_key == alert_key) keys.push_back(event.key);
    std::sort(keys.begin(), keys.end());
    return keys;
  }
};

TEST_F(TwoRoutes, EveryRouteThatMatchesGetsTheEvent) {
  http_fails();
  rig.world.host_check("db01", 1, "no ping");
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_EQ(keys_told(rig::Rig::key("web01", "HTTP")), (Types{"il1apiFIRST", "il1apiSECOND"}));
  EXPECT_EQ(keys_told(rig::Rig::key("db01")), Types{"il1apiSECOND"})
      << "a route with services takes no hosts";
  http_recovers();
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_EQ(rig.ilert.open_alerts(), 1) << "the host's";
}

class Delayed : public MainJob {
 protected:
  Delayed() : MainJob({.route_keys = "delay = \"1h\"\n"}) {}
};

TEST_F(Delayed, AYoungProblemIsNotToldYet) {
  http_fails();
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_EQ(told(), Types{});
}

TEST_F(Delayed, AProblemThatHasLastedForLongEnoughIsTold) {
  http_failed_at(rig.world.now() - 7200);
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_EQ(told(), Types{"ALERT"});
}

class Payload : public MainJob {
 protected:
  explicit Payload(const std::string& route_keys = {})
      : MainJob({.site_keys = "web_url = \"https://mon.example.com/prod/\"\n", .route_keys = route_keys}) {}

  // Of the service's only event of this type; the details apart.
  json::object body(const std::string& type) {
    for (const doubles::ReceivedEvent& event : rig.ilert.events()) {
      if (event.type != type) continue;
      json::object all = event.body;
      const json::value* text = all.if_contains("details");
      details = text == nullptr ? "" : std::string{text->as_string()};
      all.erase("details");
      return all;
    }
    return {};
  }
  json::object custom(const std::string& state) {
    const Entry newest = rig.entries().at(0);
    return {{"site", "prod"},
            {"host", "web01"},
            {"service", "HTTP"},
            {"state", state},
            {"occurredAt", rfc3339(newest.queued.event.occurred_at)},
            {"eventId", std::to_string(newest.queued.event.id)}};
  }
  static json::object labels(const std::string& state) {
    return {{"site", "prod"}, {"host", "web01"}, {"service", "HTTP"}, {"state", state}};
  }
  static json::object start_of(const std::string& type) {
    return {{"integrationKey", "il1apiTESTKEY"},
            {"eventType", type},
            // sha256 of "prod\0web01\0HTTP"
            {"alertKey", "cmk-550e3895320e2168aef74107a94a55bf"},
            {"links",
             {{{"href",
                "https://mon.example.com/prod/check_mk/index.py?start_url=view.py%3Fview_name%3Dservice"
                "%26host%3Dweb01%26service%3DHTTP%26site%3Dprod"},
               {"text", "Checkmk"}}}}};
  }
  std::string details;
};

TEST_F(Payload, OfAnAlertIsAsTheInterfaceSays) {
  const std::int64_t when = rig.world.now() - 300;
  http_failed_at(when);
  ASSERT_EQ(run_once(), 0) << said;
  json::object expected = start_of("ALERT");
  expected["summary"] = "web01/HTTP is CRITICAL: connection refused";
  expected["priority"] = "HIGH";
  expected["labels"] = labels("CRITICAL");
  expected["customDetails"] = custom("CRITICAL");
  EXPECT_EQ(body("ALERT"), expected);
  EXPECT_EQ(expected["customDetails"].at("occurredAt"), json::value(rfc3339(from_unix(when))));
  EXPECT_NE(details.find("**CRITICAL** since " + minute_text(from_unix(when), now()) + ", told 5 min late"),
            std::string::npos)
      << details;
  EXPECT_NE(details.find("```\nconnection refused\n```"), std::string::npos) << details;
  EXPECT_FALSE(rig.ilert.authorization_seen());
}

class PayloadWithVariables : public Payload {
 protected:
  PayloadWithVariables() : Payload("custom = [\"ONCALL_DOC\"]\n") {}
};

TEST_F(PayloadWithVariables, OfAnAlertHasTheWayToTheRunbook) {
  rig.world.remove_service("web01", "HTTP");
  rig.world.add_service({.host = "web01",
                         .description = "HTTP",
                         .custom_variables = {{"ONCALL_DOC", "restart nginx"}, {"SECRET", "hunter2"}},
                         .notes_url = "https://wiki.example.com/http",
                         .action_url = "/prod/graph"});
  http_fails();
  ASSERT_EQ(run_once(), 0) << said;
  const json::array links = body("ALERT").at("links").as_array();
  ASSERT_EQ(links.size(), 2U);
  EXPECT_EQ(links.at(1), json::parse(R"({"href": "https://wiki.example.com/http", "text": "Notes"})"));
  EXPECT_NE(details.find("\n- ONCALL_DOC: restart nginx\n"), std::string::npos) << details;
  EXPECT_EQ(details.find("hunter2"), std::string::npos) << details;
}

TEST_F(Payload, OfAnAcceptNamesWhoAcknowledged) {
  http_fails();
  ASSERT_EQ(run_once(), 0) << said;
  rig.world.acknowledge("web01", "HTTP", "alice", "restarting nginx");
  ASSERT_EQ(run_once(), 0) << said;
  json::object expected = start_of("ACCEPT");
  expected["summary"] = "web01/HTTP is CRITICAL: connection refused";
  expected["labels"] = labels("CRITICAL");
  expected["customDetails"] = custom("CRITICAL");
  expected["comments"] = {{{"creator", "alice"}, {"content", "restarting nginx"}}};
  EXPECT_EQ(body("ACCEPT"), expected);
  EXPECT_EQ(details, "Acknowledged by alice: restarting nginx");
}

TEST_F(Payload, OfAResolveSaysWhatItIsNow) {
  http_fails();
  ASSERT_EQ(run_once(), 0) << said;
  http_recovers();
  ASSERT_EQ(run_once(), 0) << said;
  json::object expected = start_of("RESOLVE");
  expected["summary"] = "web01/HTTP is OK";
  expected["labels"] = labels("OK");
  expected["customDetails"] = custom("OK");
  EXPECT_EQ(body("RESOLVE"), expected);
  EXPECT_EQ(details.substr(0, 38), "Recovered: the state is OK; it lasted ");
}

TEST_F(Payload, HasTheTimesOfTheZoneThatIsConfiguredAndSoHaveCommands) {
  rig.write_config("time_zone = \"Asia/Tokyo\"\n" + rig.config_text());
  http_fails();
  ASSERT_EQ(run_once(), 0) << said;
  body("ALERT");
  EXPECT_NE(details.find(" JST"), std::string::npos) << details;
  const Time recorded = rig.entries().at(0).queued.event.recorded_at;
  const auto in_tokyo = [](Time time) {
    const std::string text = rfc3339(time + std::chrono::hours{9});
    return text.substr(0, 10) + ' ' + text.substr(11, 8);
  };
  ASSERT_EQ(run({"journal", "show", "1"}), 0) << said;
  EXPECT_TRUE(said_so(in_tokyo(recorded) + " +09:00")) << said;
  const Span minute = std::chrono::minutes{1};
  ASSERT_EQ(run({"journal", "list", "--since", in_tokyo(recorded - minute)}), 0) << said;
  EXPECT_TRUE(said_so("ALERT")) << said;
  ASSERT_EQ(run({"journal", "list", "--since", in_tokyo(recorded + minute)}), 0) << said;
  EXPECT_TRUE(said_so("no events")) << said;
}

// Check output as it comes, and what must be found of it in the alert's summary.
struct Odd {
  const char* what;
  std::string output;
  std::string shown;
};

void PrintTo(const Odd& odd, std::ostream* out) { *out << odd.what; }

class OddOutput : public MainJob, public testing::WithParamInterface<Odd> {};

TEST_P(OddOutput, IsCleanedCutAndSent) {
  rig.world.service_check("web01", "HTTP", 2, GetParam().output);
  ASSERT_EQ(run_once(), 0) << said;
  ASSERT_EQ(told(), Types{"ALERT"});
  const doubles::ReceivedEvent event = rig.ilert.events().at(0);
  EXPECT_NE(event.summary.find(GetParam().shown), std::string::npos) << event.summary;
  EXPECT_LE(code_points(event.summary), 255U);
  EXPECT_LE(code_points(std::string{event.body.at("details").as_string()}), 4000U);
  EXPECT_LT(event.raw.size(), 14'000U);
  for (const char c : event.summary) EXPECT_GE(static_cast<unsigned char>(c), 0x20) << event.summary;
}

INSTANTIATE_TEST_SUITE_P(Output, OddOutput,
                         testing::Values(Odd{"Nul", std::string("before\0after", 12), "after"},
                                         Odd{"Newlines", "first\nsecond\r\nthird", "first"},
                                         Odd{"Latin1", "Platte f\xFCr M\xFCller voll", "Platte f"},
                                         Odd{"Emoji", "disk \xF0\x9F\x94\xA5 burns", "\xF0\x9F\x94\xA5"},
                                         Odd{"HalfAnEmoji", "cut \xF0\x9F\x94", "cut"},
                                         Odd{"TerminalEscapes", "\x1B[31mred\x1B[0m", "red"},
                                         Odd{"JsonAndMarkdown", R"("}],"x":{ ``` **bold** <b>)",
                                             R"("}],"x":{)"},
                                         Odd{"OneMebibyte", std::string(1 << 20, 'x'), std::string(200, 'x')},
                                         Odd{"OneMebibyteOfEmoji",
                                             [] {
                                               std::string fire;
                                               while (fire.size() < 1 << 20) fire += "\xF0\x9F\x94\xA5";
                                               return fire;
                                             }(),
                                             "\xF0\x9F\x94\xA5\xF0\x9F\x94\xA5"},
                                         Odd{"Nothing", "", "web01/HTTP is CRITICAL"}),
                         [](const auto& odd) { return odd.param.what; });

}  // namespace
}  // namespace ilert_bridge
