// What systemd is told: ready, how it does, reloading, stopping, and that the loops turn.
#include "tests/doubles/systemd.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <set>
#include <thread>

#include "tests/doubles/plain_client.hpp"
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

// The lowest number that is free of the process's descriptors.
rlim_t lowest_free(pid_t process) {
  std::set<rlim_t> taken;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/fd"))
    taken.insert(std::stoul(entry.path().filename()));
  rlim_t next = 0;
  while (taken.contains(next)) ++next;
  return next;
}

// Likewise, between what it opens for a moment and closes again.
rlim_t next_descriptor(pid_t process) {
  rlim_t next = lowest_free(process);
  for (int look = 0; look < 100; ++look) {
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
    next = std::min(next, lowest_free(process));
  }
  return next;
}

TEST_F(UnderSystemd, WithoutDescriptorsItLivesAndTheWatchdogIsFed) {
  start();
  ASSERT_TRUE(rig.looks_again());
  rig.livestatus->stop();  // a connection to it has to be made anew
  ASSERT_TRUE(status_becomes("site prod: ")) << manager.status();
  // A sanitizer looks once at the type of each object, and needs a descriptor for that: let it have seen
  // them.
  ASSERT_TRUE(rig.says("delivered event=1 "));
  rlimit before{};
  ::prlimit(rig.pid(), RLIMIT_NOFILE, nullptr, &before);
  const rlimit none{.rlim_cur = next_descriptor(rig.pid()), .rlim_max = before.rlim_max};
  ASSERT_EQ(::prlimit(rig.pid(), RLIMIT_NOFILE, &none, nullptr), 0);
  const doubles::PlainClient visitor({.path = rig.folder() + "/control.sock"});
  ASSERT_TRUE(rig.says("cannot accept a connection: Too many open files"));
  const std::size_t fed = manager.count("WATCHDOG=1");
  EXPECT_TRUE(eventually([&] { return manager.count("WATCHDOG=1") > fed + 5; }));
  rig.livestatus->start();
  EXPECT_TRUE(status_becomes("cannot connect: Too many open files")) << manager.status();
  ASSERT_EQ(::prlimit(rig.pid(), RLIMIT_NOFILE, &before, nullptr), 0);
  rig.world.host_check("db01", 1, "no ping");
  EXPECT_TRUE(rig.becomes("db01", "", AlertStatus::pending));
  EXPECT_EQ(rig.stop(), 0);
}

}  // namespace
}  // namespace ilert_bridge
