// The dead man's switch, end to end.
#include <sys/stat.h>

#include <atomic>
#include <boost/json.hpp>
#include <fstream>

#include "tests/doubles/http_listener.hpp"
#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;

const std::string key = "il1hbmS3CRETheartbeat";

class HeartbeatSwitch : public Stage {
 protected:
  HeartbeatSwitch() : Stage({.site_keys = "silent_after = \"1s\"\n"}) {
    const std::string file = rig.folder() + "/beat.key";
    std::ofstream(file) << key << "\n";
    ::chmod(file.c_str(), 0600);
    rig.write_config(rig.config_text() + "\n[heartbeat]\nkey_file = \"" + file + "\"\nurl = \"" +
                     beat.origin() + "/pings\"\ninterval = \"15s\"\n");
    rig.world.add_host("db01");
  }
  std::string shown(const std::string& what) {
    run({"status", "--json"});
    const boost::json::value value = boost::json::parse(said).at("heartbeat").at(what);
    return value.is_string() ? std::string{value.get_string()} : boost::json::serialize(value);
  }

  std::atomic<int> pings = 0;
  std::atomic<int> status = 202;
  doubles::HttpListener beat{[this](const doubles::HttpReceived& received) {
    pings += received.target == "/pings/" + key;
    return doubles::HttpReply{.status = status, .body = "no " + key};
  }};
};

TEST_F(HeartbeatSwitch, BeatsWhileTheSiteAnswersAndSaysWhatStopsIt) {
  rig.start();
  ASSERT_TRUE(doubles::eventually([&] { return pings > 0 && shown("pingedAt") != "null"; })) << said;
  EXPECT_EQ(pings, 1);
  EXPECT_EQ(shown("stoppedBy"), "");
  rig.livestatus->stop();
  ASSERT_TRUE(doubles::eventually([&] { return shown("stoppedBy") == "site prod does not answer"; })) << said;
  EXPECT_NE(shown("stoppedSince"), "null");
  EXPECT_EQ(run({"status"}), 0);
  EXPECT_TRUE(said_so("STOPPED")) << said;
  EXPECT_TRUE(rig.says("no heartbeat is sent to ilert because=\"site prod does not answer\""));
}

TEST_F(HeartbeatSwitch, ASilentSiteThatDoesNotCountStopsNothing) {
  replace_in_config(rig, "silent_after", "heartbeat = false\nsilent_after");
  rig.livestatus->stop();
  rig.start();
  ASSERT_TRUE(doubles::eventually([&] { return pings > 0; })) << said;
}

TEST_F(HeartbeatSwitch, ARefusalIsShownAndTheKeyIsNowhere) {
  status = 404;
  rig.start();
  ASSERT_TRUE(doubles::eventually([&] { return shown("failures") == "1"; })) << said;
  EXPECT_NE(shown("fault").find("404"), std::string::npos) << said;
  std::string all = rig.log();
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{{"status"},
                                                                                     {"status", "--json"},
                                                                                     {"status", "--plugin"},
                                                                                     {"status", "--checkmk"},
                                                                                     {"config"},
                                                                                     {"check"}}) {
    run(words);
    all += said;
  }
  EXPECT_EQ(rig.stop(), 0);
  EXPECT_EQ((all + rig.log()).find(key), std::string::npos);
}

TEST_F(HeartbeatSwitch, AReloadTurnsItOff) {
  rig.start();
  ASSERT_TRUE(doubles::eventually([&] { return pings > 0; }));
  replace_in_config(rig, "key_file = \"" + rig.folder() + "/beat.key\"", "key_file = \"\"");
  rig.reload();
  ASSERT_TRUE(rig.says("configuration reloaded"));
  EXPECT_EQ(shown("configured"), "false");
}

}  // namespace
}  // namespace ilert_bridge
