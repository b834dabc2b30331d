// What systemd is told: ready, how it does, reloading, stopping, and that the loops turn.
#include "tests/doubles/systemd.hpp"

#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;

class UnderSystemd : public Stage {
 protected:
  UnderSystemd() : Stage({.site_keys = "silent_after = \"1s\"\n"}) { rig.world.add_host("db01"); }
  void start() {
    rig.start_through(
        {.words = {},
         .environment = {{"NOTIFY_SOCKET", rig.folder() + "/notify"}, {"WATCHDOG_USEC", "300000"}}});
    ASSERT_TRUE(eventually([&] { return manager.count("READY=1") == 1; }));
  }
  bool status_becomes(const std::string& words) {
    return eventually([&] { return manager.status().find(words) != std::string::npos; });
  }

  doubles::SystemdDouble manager{rig.folder() + "/notify"};
};

TEST_F(UnderSystemd, ReadyMeansThatItCanBeAsked) {
  start();
  EXPECT_EQ(run({"status"}), 0) << said;
  EXPECT_EQ(rig.stop(), 0);
  EXPECT_EQ(manager.count("STOPPING=1"), 1U);
}

TEST_F(UnderSystemd, ABrokenConfigurationIsNeverReady) {
  replace_in_config(rig, "[site.prod]", "[seit.prod]");
  rig.start_through({.words = {}, .environment = {{"NOTIFY_SOCKET", rig.folder() + "/notify"}}});
  EXPECT_EQ(rig.ended(), 2);
  EXPECT_EQ(manager.count("READY=1"), 0U);
}

TEST_F(UnderSystemd, AReloadIsAnnouncedAndEndsReadyAlsoWhenItFailed) {
  start();
  const std::string good = rig.config_text();
  rig.reload();
  ASSERT_TRUE(eventually([&] { return manager.count("READY=1") == 2; }));
  EXPECT_EQ(manager.count("RELOADING=1"), 1U);
  EXPECT_EQ(manager.count("MONOTONIC_USEC="), 1U);
  rig.write_config("[ilert]\ntimout = \"5s\"\n" + good.substr(good.find("[site.prod]")));
  rig.reload();
  ASSERT_TRUE(eventually([&] { return manager.count("READY=1") == 3; }));
  EXPECT_TRUE(manager.status().starts_with("reload failed: ")) << manager.status();
  rig.write_config(good);
  rig.reload();
  ASSERT_TRUE(eventually([&] { return manager.count("READY=1") == 4; }));
  EXPECT_EQ(manager.status().find("reload failed"), std::string::npos) << manager.status();
}

// A restart would not bring the site back.
TEST_F(UnderSystemd, ASilentSiteIsSaidAndTheWatchdogIsFedAllTheSame) {
  start();
  rig.livestatus->stop();
  ASSERT_TRUE(status_becomes("site prod: ")) << manager.status();
  EXPECT_NE(manager.status().find("; 0 of 1 sites answer"), std::string::npos) << manager.status();
  const std::size_t fed = manager.count("WATCHDOG=1");
  EXPECT_TRUE(eventually([&] { return manager.count("WATCHDOG=1") > fed + 2; }));
}

}  // namespace
}  // namespace ilert_bridge
