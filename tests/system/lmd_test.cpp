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
  ASSERT_TRUE(rig.says("site is unsure, its alerts are held: "));
  ASSERT_TRUE(rig.says("LMD does not reach its peer berlin (connection refused)")) << rig.log();
  EXPECT_EQ(rig.told("far01", "HTTP"), Types{"ALERT"});
  rig.world.peer("berlin", 0);
  ASSERT_TRUE(rig.says("site answers again"));
  EXPECT_EQ(rig.told("far01", "HTTP"), Types{"ALERT"});
  rig.world.service_check("far01", "HTTP", 0, "fine");
  EXPECT_TRUE(rig.becomes("far01", "HTTP", AlertStatus::resolved));
  EXPECT_EQ(rig.stop(), 0);
}

// It still answers with what it knew last.
TEST_F(BehindLmd, AServerWhoseDataAreStaleIsNotBelieved) {
  rig.start();
  ASSERT_TRUE(rig.looks_again());
  rig.world.peer("berlin", 1, "timeout");
  EXPECT_TRUE(rig.says("LMD does not reach its peer berlin (timeout)")) << rig.log();
  EXPECT_EQ(rig.stop(), 0);
}

}  // namespace
}  // namespace ilert_bridge
