// SIGHUP: the new configuration is taken whole or not at all, and what leaves it leaves nothing open.
#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;

constexpr const char* second_route = "[route.second]\nintegration_key_file = \"2.key\"\n";
constexpr const char* reloaded = "configuration reloaded";

class Reload : public Stage {
 protected:
  explicit Reload(const std::string& other_tables = {})
      : Stage({.other_tables = other_tables,
               .ilert = {.keys = {"il1apiFIRST", "il1apiSECOND", "il1apiTHIRD"}}}) {
    rig.world.add_service("web01", "HTTP");
    rig.world.service_check("web01", "HTTP", 2, "connection refused");
  }
  // Of the alert source with this key: "PENDING", or "" if there is no alert.
  std::string alert_of(const std::string& source, const std::string& alert_key) const {
    std::string status;
    for (const doubles::AlertView& alert : rig.ilert.alerts())
      if (alert.source == source && alert.alert_key == alert_key) status = to_text(alert.status);
    return status;
  }
  bool becomes(const std::string& source, const std::string& status) const {
    return rig.ilert.wait_until([&] { return alert_of(source, rig::Rig::key("web01", "HTTP")) == status; });
  }
};

TEST_F(Reload, ABrokenFileKeepsTheRunningConfigurationAndSaysWhereItIsBroken) {
  rig.start();
  ASSERT_TRUE(becomes("il1apiFIRST", "PENDING"));
  const std::string good = rig.config_text();
  rig.write_config("[ilert]\ntimout = \"5s\"\n" + good.substr(good.find("[site.prod]")));
  rig.reload();
  ASSERT_TRUE(rig.says("the new configuration has errors, the running one is kept"));
  EXPECT_TRUE(
      rig.says("ilert-bridge.toml:2:1: error: unknown key 'ilert.timout'; did you mean 'ilert.timeout'?"));
  rig.world.service_check("web01", "HTTP", 0, "HTTP OK");
  EXPECT_TRUE(becomes("il1apiFIRST", "RESOLVED"));
  rig.write_config(good);
  rig.reload();
  EXPECT_TRUE(rig.says(reloaded));
}

TEST_F(Reload, ANewRouteIsToldWhatIsThere) {
  rig.start();
  ASSERT_TRUE(becomes("il1apiFIRST", "PENDING"));
  rig.write_config(rig.config_text() + second_route);
  rig.reload();
  EXPECT_TRUE(becomes("il1apiSECOND", "PENDING"));
  EXPECT_TRUE(rig.says(reloaded));
  EXPECT_EQ(rig.ilert.events().size(), 2U) << "the first route is told nothing again";
}

TEST_F(Reload, WhatNeedsARestartIsSaid) {
  rig.start();
  ASSERT_TRUE(becomes("il1apiFIRST", "PENDING"));
  replace_in_config(rig, "/journal.db", "/other.db");
  rig.reload();
  ASSERT_TRUE(rig.says(reloaded));
  EXPECT_TRUE(rig.says("journal.path takes effect at the next start"));
  rig.world.service_check("web01", "HTTP", 0, "HTTP OK");
  EXPECT_TRUE(becomes("il1apiFIRST", "RESOLVED")) << "with the journal that is open";
}

TEST_F(Reload, WhatNeedsARestartIsSaidAtEachReloadUntilThen) {
  rig.start();
  ASSERT_TRUE(becomes("il1apiFIRST", "PENDING"));
  replace_in_config(rig, "/journal.db", "/other.db");
  replace_in_config(rig, "name = \"rig\"", "name = \"other\"\ntime_zone = \"Asia/Tokyo\"");
  const auto times = [this](const std::string& words) {
    int count = 0;
    const std::string log = rig.log();
    for (auto at = log.find(words); at != std::string::npos; at = log.find(words, at + 1)) ++count;
    return count;
  };
  for (const int reloads : {1, 2}) {
    rig.reload();
    ASSERT_TRUE(doubles::eventually([&] { return times(reloaded) == reloads; }));
    for (const char* const key : {"journal.path", "name", "time_zone"})
      EXPECT_EQ(times(std::string{key} + " takes effect at the next start"), reloads) << key;
  }
}

// What is on its way has five seconds, then it is cut off.
class ReloadWhileIlertHangs : public Reload {
 protected:
  void reload_while_it_hangs(const doubles::HttpFault& hanging) {
    replace_in_config(rig, "timeout = \"5s\"", "timeout = \"60s\"");
    rig.ilert.fault(hanging);
    rig.start();
    ASSERT_TRUE(rig.ilert.wait_until([&] { return rig.ilert.events().size() == 1; }));
    replace_in_config(rig, "timeout = \"60s\"", "timeout = \"50s\"");
    rig.reload();
  }
};

TEST_F(ReloadWhileIlertHangs, WhatWasUnderWayIsRepeated) {
  reload_while_it_hangs(doubles::HttpFault::hang());
  EXPECT_TRUE(becomes("il1apiFIRST", "PENDING"));
  EXPECT_TRUE(rig.says(reloaded));
  EXPECT_TRUE(rig.settles());
  EXPECT_EQ(run({"journal", "show", "1"}), 0) << said;
  const std::string attempts = said.substr(said.find("ATTEMPT "));
  EXPECT_LT(attempts.find("cut off"), attempts.find("delivered")) << said;
}

TEST_F(ReloadWhileIlertHangs, WhatIsOverByThenIsResolved) {
  reload_while_it_hangs(doubles::HttpFault::slow(std::chrono::seconds{60}));
  rig.world.service_check("web01", "HTTP", 0, "HTTP OK");
  EXPECT_TRUE(becomes("il1apiFIRST", "RESOLVED"));
  EXPECT_TRUE(rig.says(reloaded));
  EXPECT_EQ(rig.ilert.pages(), 1) << "by the attempt of which nobody saw the end";
}

class TwoOnReload : public Reload {
 protected:
  TwoOnReload() : Reload(second_route) {}
  void drop_second_route() { replace_in_config(rig, second_route, ""); }
};

TEST_F(TwoOnReload, ARouteThatLeavesResolvesWhatItHasOpenWithItsOldKey) {
  rig.start();
  ASSERT_TRUE(becomes("il1apiSECOND", "PENDING"));
  ASSERT_TRUE(becomes("il1apiFIRST", "PENDING"));
  drop_second_route();
  rig.reload();
  EXPECT_TRUE(becomes("il1apiSECOND", "RESOLVED"));
  EXPECT_TRUE(rig.says("the route has told everything it had open and is closed route=second"));
  EXPECT_TRUE(becomes("il1apiFIRST", "PENDING"));
}

TEST_F(TwoOnReload, ARouteThatLeavesWhileIlertIsAwayIsDrainedLater) {
  rig.start();
  ASSERT_TRUE(becomes("il1apiSECOND", "PENDING"));
  rig.ilert.stop();
  drop_second_route();
  rig.reload();
  ASSERT_TRUE(rig.says(reloaded));
  rig.ilert.start();
  EXPECT_TRUE(becomes("il1apiSECOND", "RESOLVED"));
}

TEST_F(TwoOnReload, ARouteThatIsGoneAtAStartIsALoudWarningThatNamesItsAlerts) {
  rig.start();
  ASSERT_TRUE(becomes("il1apiSECOND", "PENDING"));
  ASSERT_TRUE(rig.settles());
  EXPECT_EQ(rig.stop(), 0);
  drop_second_route();
  rig.start();
  ASSERT_TRUE(
      rig.says("no route has the key of this alert source any more: these alerts stay open in ilert"));
  EXPECT_TRUE(rig.says("route=second open=1 alerts=prod/web01/HTTP"));
  EXPECT_EQ(run({"problems"}), 0) << said;
  EXPECT_TRUE(said_so("route_gone")) << said;
}

// Of what an alert source never took nothing is open there.
TEST_F(TwoOnReload, WhatAWrongKeyWasToldIsOpenNowhereOnceTheKeyIsRight) {
  const std::string wrong = "[route.second]\nintegration_key = \"il1apiNOBODYknowsIt\"\n";
  replace_in_config(rig, second_route, wrong);
  rig.start();
  ASSERT_TRUE(becomes("il1apiFIRST", "PENDING"));
  ASSERT_TRUE(rig.says("ilert takes nothing of this route"));
  replace_in_config(rig, wrong, second_route);
  EXPECT_EQ(run({"check", "--connect"}), 0) << said;
  EXPECT_TRUE(
      said_so("route second (former key): goes with this configuration: 1 alert that ilert has not "
              "taken is not sent there any more\n"))
      << said;
  EXPECT_EQ(rig.stop(), 0);
  rig.start();
  ASSERT_TRUE(becomes("il1apiSECOND", "PENDING"));
  EXPECT_TRUE(rig.says("open_at_the_old_one=0"));
  EXPECT_EQ(rig.log().find("these alerts stay open in ilert"), std::string::npos);
  EXPECT_EQ(run({"problems"}), 0) << said;
  EXPECT_FALSE(said_so("route_gone")) << said;
}

TEST_F(TwoOnReload, OfWhatAFormerKeyWasToldOnlyWhatIlertTookIsSaidToBeOpen) {
  rig.world.add_service("web01", "SSH");
  rig.start();
  ASSERT_TRUE(becomes("il1apiSECOND", "PENDING"));
  ASSERT_TRUE(rig.settles());
  rig.ilert.stop();
  rig.world.service_check("web01", "SSH", 2, "connection refused");
  ASSERT_TRUE(eventually([&] { return rig.waiting() == 2; }));
  EXPECT_EQ(rig.stop(), 0);
  rig.ilert.start();
  replace_in_config(rig, "integration_key_file = \"2.key\"", "integration_key_file = \"3.key\"");
  run({"check", "--connect"});
  EXPECT_TRUE(
      said_so("route second (former key): warning: goes with this configuration: 1 open alert will be "
              "resolved by a reload, and stay open in ilert after a restart; 1 that ilert has not "
              "taken is not sent there any more\n"))
      << said;
  rig.start();
  EXPECT_TRUE(rig.says("open_at_the_old_one=1"));
  EXPECT_TRUE(rig.says("open=1 alerts=prod/web01/HTTP"));
  ASSERT_TRUE(becomes("il1apiTHIRD", "PENDING"));
  EXPECT_EQ(run({"problems"}), 0) << said;
  EXPECT_TRUE(said_so("route_gone  open")) << said;
  run({"check", "--connect"});
  EXPECT_TRUE(
      said_so("route second (former key): warning: nobody has its key any more: 1 open alert stays "
              "open in ilert\n  close it there, or configure the key again\n"))
      << said;
}

TEST_F(TwoOnReload, AnotherKeyIsToldWhatLastsOnceTheOldOneHasEndedIt) {
  rig.start();
  ASSERT_TRUE(becomes("il1apiSECOND", "PENDING"));
  replace_in_config(rig, "integration_key_file = \"2.key\"", "integration_key = \"il1apiTHIRD\"");
  rig.reload();
  EXPECT_TRUE(rig.says("the route has another integration key"));
  EXPECT_TRUE(becomes("il1apiTHIRD", "PENDING"));
  EXPECT_TRUE(becomes("il1apiSECOND", "RESOLVED"));
  std::vector<std::string> order;
  for (const auto& event : rig.ilert.events())
    if (event.key != "il1apiFIRST") order.push_back(event.type + ' ' + event.key);
  EXPECT_EQ(order,
            (std::vector<std::string>{"ALERT il1apiSECOND", "RESOLVE il1apiSECOND", "ALERT il1apiTHIRD"}));
  EXPECT_TRUE(rig.says("route=\"second (former key)\""));
}

TEST_F(TwoOnReload, AnotherNameIsNoNews) {
  rig.start();
  ASSERT_TRUE(becomes("il1apiSECOND", "PENDING"));
  ASSERT_TRUE(rig.settles());
  const auto pages = rig.ilert.pages();
  replace_in_config(rig, "[route.second]", "[route.night]");
  rig.reload();
  ASSERT_TRUE(rig.says("the route has another name and the same integration key"));
  ASSERT_TRUE(rig.says(reloaded));
  ASSERT_TRUE(rig.settles());
  EXPECT_EQ(rig.ilert.pages(), pages);
  EXPECT_TRUE(becomes("il1apiSECOND", "PENDING"));
  EXPECT_EQ(run({"problems"}), 0) << said;
  EXPECT_TRUE(said_so("night")) << said;
}

// Nobody but a delivery on it would find that it is over.
TEST_F(TwoOnReload, TheAlertAboutAHeldRouteIsResolvedWhenTheRouteIsGone) {
  const std::string refused = "[route.second]\nintegration_key = \"il1apiNOBODYknowsIt\"\n";
  const std::string about_it =
      alert_key(Subject{.site = "second", .host = {}, .service = {}, .own = "route"}, "rig");
  const auto is_about_it = [&](const std::string& status) {
    return rig.ilert.wait_until([&] { return alert_of("il1apiFIRST", about_it) == status; });
  };
  replace_in_config(rig, second_route, refused);
  rig.start();
  ASSERT_TRUE(is_about_it("PENDING"));
  ASSERT_TRUE(becomes("il1apiFIRST", "PENDING"));
  EXPECT_EQ(rig.stop(), 0);
  replace_in_config(rig, refused, "");
  rig.start();
  EXPECT_TRUE(is_about_it("RESOLVED"));
  EXPECT_TRUE(becomes("il1apiFIRST", "PENDING"));
}

class TwoSites : public Reload {
 protected:
  TwoSites() {
    const std::string text = rig.config_text();
    const std::size_t address = text.find("address = ");
    other_site_ = "[site.other]\n" + text.substr(address, text.find('\n', address) - address) + "\n";
    rig.write_config(text + other_site_);
    rig.livestatus->looked_at_as(2);
  }
  void drop_other_site() { replace_in_config(rig, other_site_, ""); }
  std::string others() const {
    return alert_of("il1apiFIRST",
                    alert_key(Subject{.site = "other", .host = "web01", .service = "HTTP"}, "rig"));
  }

 private:
  std::string other_site_;
};

TEST_F(TwoSites, ASiteThatLeavesHasItsAlertsResolved) {
  rig.start();
  ASSERT_TRUE(rig.ilert.wait_until([&] { return others() == "PENDING"; }));
  ASSERT_TRUE(becomes("il1apiFIRST", "PENDING"));
  drop_other_site();
  rig.reload();
  EXPECT_TRUE(rig.ilert.wait_until([&] { return others() == "RESOLVED"; }));
  EXPECT_TRUE(becomes("il1apiFIRST", "PENDING"));
}

TEST_F(TwoSites, ASiteThatIsGoneAtAStartHasItsAlertsResolved) {
  ASSERT_EQ(run_once(), 0) << said;
  ASSERT_EQ(others(), "PENDING");
  drop_other_site();
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_EQ(others(), "RESOLVED");
}

}  // namespace
}  // namespace ilert_bridge
