// Several servers behind one LMD: what it does not reach is held, and nothing is taken for over.
#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;

class BehindLmd : public Stage {
 protected:
  BehindLmd() : Stage({.flavour = Flavour::lmd}) {
    rig.world.peer("berlin", 0);
    for (const char* host : {"near01", "far01"}) {
      doubles::ObjectRow row{.host = host};
      if (row.host == "far01") row.peer = "berlin";
      rig.world.add_host(row);
      row.description = "HTTP";
      rig.world.add_service(row);
    }
  }
};

TEST_F(BehindLmd, AServerThatItDoesNotReachIsNoRecovery) {
  rig.start();
  ASSERT_TRUE(rig.looks_again());
  rig.world.service_check("far01", "HTTP", 2, "refused");
  ASSERT_TRUE(rig.becomes("far01", "HTTP", AlertStatus::pending));
  rig.world.peer("berlin", 2, "connection refused");
  ASSERT_TRUE(rig.says("a part of the site is unsure, its alerts are held: "));
  ASSERT_TRUE(rig.says("LMD does not reach its peer berlin (connection refused)")) << rig.log();
  EXPECT_EQ(rig.told("far01", "HTTP"), Types{"ALERT"});
  rig.world.peer("berlin", 0);
  ASSERT_TRUE(rig.says("the whole site answers again"));
  EXPECT_EQ(rig.told("far01", "HTTP"), Types{"ALERT"});
  rig.world.service_check("far01", "HTTP", 0, "fine");
  EXPECT_TRUE(rig.becomes("far01", "HTTP", AlertStatus::resolved));
  EXPECT_EQ(rig.stop(), 0);
}

TEST_F(BehindLmd, TheOthersGoOn) {
  rig.start();
  ASSERT_TRUE(rig.looks_again());
  rig.world.service_check("far01", "HTTP", 2, "refused");
  rig.world.service_check("near01", "HTTP", 2, "refused");
  ASSERT_TRUE(rig.becomes("far01", "HTTP", AlertStatus::pending));
  ASSERT_TRUE(rig.becomes("near01", "HTTP", AlertStatus::pending));
  rig.world.peer("berlin", 2, "connection refused");
  rig.world.service_check("near01", "HTTP", 0, "fine");
  EXPECT_TRUE(rig.becomes("near01", "HTTP", AlertStatus::resolved));
  rig.world.host_check("near01", 1, "no ping");
  EXPECT_TRUE(rig.becomes("near01", "", AlertStatus::pending));
  EXPECT_EQ(rig.told("far01", "HTTP"), Types{"ALERT"});
  run({"status", "--json"});
  EXPECT_TRUE(said_so("LMD does not reach its peer berlin (connection refused)")) << said;
  run({"explain", "far01", "HTTP", "--json"});
  EXPECT_TRUE(said_so("LMD does not reach its peer berlin (connection refused)")) << said;
  EXPECT_NE(run({"check", "--connect"}), 0);
  EXPECT_TRUE(said_so("LMD does not reach its peer berlin (connection refused)")) << said;
  EXPECT_EQ(rig.stop(), 0);
}

TEST_F(BehindLmd, WithoutAnyServerItIsTheSiteAndTheyAreNamed) {
  rig.start();
  ASSERT_TRUE(rig.looks_again());
  rig.world.peer("berlin", 2, "connection refused");
  rig.world.peer("backend", 2, "timeout");
  ASSERT_TRUE(rig.says("LMD does not reach its peers backend (timeout), berlin (connection refused)"))
      << rig.log();
  run({"status", "--json"});
  EXPECT_TRUE(said_so("LMD does not reach its peers backend (timeout), berlin (connection refused)")) << said;
  EXPECT_EQ(rig.stop(), 0);
}

// It still answers with what it knew last.
TEST_F(BehindLmd, AServerWhoseDataAreStaleIsNotBelieved) {
  rig.start();
  ASSERT_TRUE(rig.looks_again());
  rig.world.peer("berlin", 1, "timeout");
  ASSERT_TRUE(rig.says("LMD does not reach its peer berlin (timeout)")) << rig.log();
  rig.world.service_check("far01", "HTTP", 2, "refused");
  ASSERT_TRUE(rig.looks_again());
  EXPECT_EQ(rig.told("far01", "HTTP"), Types{});
  EXPECT_EQ(rig.stop(), 0);
}

class RoutedByHostGroup : public Stage {
 protected:
  RoutedByHostGroup()
      : Stage({.flavour = Flavour::lmd,
               .route_keys = "[route.oncall.match]\nhost_groups = [\"linux\"]\n",
               .other_tables = ""}) {
    rig.world.add_host({.host = "web01", .groups = {"linux"}});
    rig.world.add_service("web01", "HTTP");
    rig.world.add_service("web01", "CPU");
  }
};

// Of table services LMD lists no column about hosts, and answers them.
TEST_F(RoutedByHostGroup, AServiceIsToldUnlessItsHostIsDown) {
  rig.start();
  ASSERT_TRUE(rig.looks_again());
  rig.world.service_check("web01", "HTTP", 2, "refused");
  EXPECT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::pending));
  rig.world.host_check("web01", 1, "no ping");
  ASSERT_TRUE(rig.becomes("web01", "", AlertStatus::pending));
  rig.world.service_check("web01", "CPU", 2, "no agent");
  ASSERT_TRUE(rig.looks_again());
  EXPECT_EQ(rig.told("web01", "CPU"), Types{}) << "its host says it all";
  EXPECT_EQ(rig.stop(), 0);
}

}  // namespace
}  // namespace ilert_bridge
