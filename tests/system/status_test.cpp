// `status` in all its forms: of a daemon that is well, that is not, and that does not run.
#include <boost/json.hpp>
#include <csignal>
#include <filesystem>

#include "tests/cli/check_formats.hpp"
#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
namespace json = boost::json;

class StatusCommand : public Stage {
 protected:
  explicit StatusCommand(rig::RigOptions options = {.site_keys = "silent_after = \"1s\"\n"})
      : Stage(std::move(options)) {
    rig.world.add_service("web01", "HTTP");
  }
  json::object status() {
    run({"status", "--json"});
    return json::parse(said).as_object();
  }
  bool becomes(const std::string& condition) {
    return doubles::eventually([&] { return status().at("condition") == json::value(condition); });
  }
  void start_and_be_well() {
    rig.start();
    ASSERT_TRUE(doubles::eventually([&] { return run({"status"}) == 0 && said_so(": OK\n"); })) << said;
  }
  void expect_plugin(int exit_status) {
    EXPECT_EQ(run({"status", "--plugin"}), exit_status) << said;
    EXPECT_EQ(formats::plugin_fault(said), "") << said;
  }
  void expect_checkmk(const std::string& begin) {
    EXPECT_EQ(run({"status", "--checkmk"}), 0) << said;
    EXPECT_EQ(formats::checkmk_fault(said), "") << said;
    EXPECT_TRUE(said.starts_with(begin)) << said;
  }
};

TEST_F(StatusCommand, OfADaemonThatIsWell) {
  start_and_be_well();
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  ASSERT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::pending));
  ASSERT_TRUE(rig.settles());
  EXPECT_EQ(run({"status"}), 0);
  EXPECT_TRUE(said_so("running for ")) << said;
  EXPECT_TRUE(said_so("Checkmk 2")) << said;
  const json::object shown = status();
  EXPECT_EQ(shown.at("schema"), 1);
  EXPECT_EQ(shown.at("condition"), "ok");
  EXPECT_EQ(shown.at("pid"), rig.pid());
  EXPECT_EQ(shown.at("sites").at(0).at("problems"), 1);
  EXPECT_EQ(shown.at("routes").at(0).at("open"), 1);
  EXPECT_EQ(shown.at("routes").at(0).at("waiting"), 0);
  expect_plugin(0);
  expect_checkmk("0 ilert-bridge ");
  EXPECT_TRUE(said_so("\n0 ilert-bridge-site-prod ") && said_so("\n0 ilert-bridge-route-oncall ")) << said;
}

TEST_F(StatusCommand, OfNoDaemonNoTimeIsSaidAtWhichItBegan) {
  start_and_be_well();
  const json::object running = status();
  EXPECT_TRUE(running.at("startedAt").is_string() && running.at("configuredAt").is_string()) << said;
  ASSERT_EQ(rig.stop(), 0);
  const json::object stopped = status();
  EXPECT_TRUE(stopped.at("startedAt").is_null() && stopped.at("configuredAt").is_null()) << said;
  EXPECT_TRUE(stopped.at("at").is_string()) << said;
  EXPECT_EQ(said.find("1970"), std::string::npos) << said;
}

TEST_F(StatusCommand, OfABridgeThatCouldCallNobodyIsNotCalmThoughNothingWaits) {
  start_and_be_well();
  EXPECT_TRUE(said_so("\nilert      answered ")) << said;
  ASSERT_EQ(rig.stop(), 0);
  rig.ilert.stop();
  rig.start();
  ASSERT_TRUE(doubles::eventually([&] { return run({"status"}) == 0 && said_so("nobody could be called"); }))
      << said;
  EXPECT_EQ(status().at("ilert").at("condition"), "warning");
  EXPECT_TRUE(rig.ilert.events().empty());
}

TEST_F(StatusCommand, OfASilentSiteSaysWhyAndSinceWhen) {
  start_and_be_well();
  rig.livestatus->stop();
  ASSERT_TRUE(becomes("critical")) << said;
  EXPECT_EQ(run({"status"}), 0);
  EXPECT_TRUE(said_so("CRITICAL  site prod, for ")) << said;
  EXPECT_TRUE(said_so("is the site started?")) << said;
  expect_plugin(2);
  expect_checkmk("2 ilert-bridge ");
  ASSERT_TRUE(doubles::eventually([&] { return !status().at("ownAlerts").as_array().empty(); }));
  EXPECT_EQ(status().at("ownAlerts").at(0).at("kind"), "site");
}

TEST_F(StatusCommand, OfAnIlertThatIsDownShowsWhatWaits) {
  start_and_be_well();
  rig.ilert.stop();
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  ASSERT_TRUE(becomes("warning")) << said;
  EXPECT_EQ(status().at("routes").at(0).at("waiting"), 1);
  EXPECT_EQ(run({"status"}), 0);
  EXPECT_TRUE(said_so("WARNING   route oncall")) << said;
  EXPECT_TRUE(said_so("1 waiting (oldest ")) << said;
  expect_plugin(1);
}

TEST_F(StatusCommand, WithoutADaemonReadsTheJournalAndSaysSoFirst) {
  EXPECT_EQ(run({"status"}), 3);
  EXPECT_TRUE(said_so("CRITICAL  daemon: nobody answers")) << said;
  EXPECT_FALSE(std::filesystem::exists(rig.journal_file()));
  rig.ilert.stop();
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  EXPECT_EQ(run_once(), 1);
  EXPECT_EQ(run({"status"}), 3);
  EXPECT_TRUE(said_so("the daemon is not running")) << said;
  EXPECT_TRUE(said_so("1 event waits for the daemon to run again")) << said;
  expect_plugin(2);
  expect_checkmk("2 ilert-bridge ");
  EXPECT_TRUE(said_so("\n3 ilert-bridge-site-prod ")) << said;
}

TEST_F(StatusCommand, AfterAKillIsTheSameAndTheNextDaemonAnswers) {
  start_and_be_well();
  rig.kill();
  EXPECT_EQ(run({"status"}), 3);
  start_and_be_well();
  EXPECT_EQ(rig.stop(), 0);
  EXPECT_FALSE(std::filesystem::exists(rig.folder() + "/control.sock"));
}

TEST_F(StatusCommand, OfARefusedReloadSaysSo) {
  start_and_be_well();
  const std::string good = rig.config_text();
  replace_in_config(rig, "timeout =", "timout =");
  rig.reload();
  ASSERT_TRUE(rig.says("the running one is kept"));
  rig.write_config(good);
  EXPECT_EQ(run({"status"}), 0);
  EXPECT_TRUE(said_so("WARNING   configuration, for ")) << said;
  rig.reload();
  ASSERT_TRUE(rig.says("configuration reloaded"));
  EXPECT_TRUE(becomes("ok")) << said;
}

TEST_F(StatusCommand, OfAnotherJournalsDaemonIsNotShown) {
  start_and_be_well();
  replace_in_config(rig, "/journal.db", "/other.db");
  EXPECT_EQ(run({"status"}), 3);
  EXPECT_TRUE(said_so("owns another journal")) << said;
}

TEST_F(StatusCommand, OfADaemonWithoutAControlSocketIsNotOfNone) {
  rig.start_through({.words = {}, .environment = {{"RUNTIME_DIRECTORY", rig.folder() + "/nowhere"}}});
  ASSERT_TRUE(rig.says("will not reach this daemon"));
  EXPECT_EQ(run({"status"}), 1);
  EXPECT_TRUE(said_so("\nthe daemon does not answer; this is what the journal says\n")) << said;
  EXPECT_TRUE(said_so("daemon: it runs (process " + std::to_string(rig.pid()) + ")")) << said;
  expect_plugin(1);
  rig.kill();
  EXPECT_EQ(run({"status"}), 3);
  EXPECT_TRUE(said_so("\nthe daemon is not running")) << said;
}

TEST_F(StatusCommand, WatchGoesOnInAPipeUntilItIsInterrupted) {
  start_and_be_well();
  doubles::Child watch(
      {.program = ILERT_BRIDGE_PROGRAM, .arguments = {"--config", rig.config_file(), "status", "--watch"}});
  const auto screens = [&] {
    const std::string out = watch.output();
    return out.find("ilert-bridge ", out.find("own alerts")) != std::string::npos;
  };
  EXPECT_TRUE(doubles::eventually(screens)) << watch.output();
  watch.signal(SIGINT);
  EXPECT_EQ(watch.wait(), 128 + SIGINT);
  EXPECT_EQ(watch.output().find('\033'), std::string::npos) << "a pipe is no terminal";
}

TEST_F(StatusCommand, MonitoringIsToldThatTheConfigurationIsBroken) {
  replace_in_config(rig, "timeout =", "timout =");
  EXPECT_EQ(run({"status"}), 2);
  EXPECT_EQ(run({"status", "--plugin"}), 3);
  EXPECT_TRUE(said_so("ILERT-BRIDGE UNKNOWN - the configuration has errors")) << said;
  run({"status", "--checkmk"});
  EXPECT_TRUE(said_so("3 ilert-bridge - the configuration has errors")) << said;
}

TEST_F(StatusCommand, OneFormAtATime) {
  const std::vector<std::string> forms{"--watch", "--json", "--plugin", "--checkmk"};
  for (const std::string& one : forms)
    for (const std::string& other : forms) {
      if (one == other) continue;
      EXPECT_EQ(run({"status", one, other}), 2) << one << ' ' << other << ": " << said;
      EXPECT_TRUE(said_so(one) && said_so(other) && said_so("excludes")) << said;
    }
}

}  // namespace
}  // namespace ilert_bridge
