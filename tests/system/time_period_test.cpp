// A route with a time period of Checkmk: outside it nothing new is sent.
#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;

class TimePeriodTest : public Stage {
 protected:
  TimePeriodTest() : Stage({.route_keys = "time_period = \"workhours\"\n"}) {
    rig.world.add_service("web01", "HTTP");
    rig.world.time_period("workhours", false);
  }
};

TEST_F(TimePeriodTest, OutsideItNothingNewIsSentAndThePageSaysWhyItComesThen) {
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_EQ(rig.ilert.pages(), 0);
  EXPECT_EQ(run({"explain", "web01", "HTTP"}), 0) << said;
  EXPECT_TRUE(said_so("No alert, because it is outside the route's time period \"workhours\".")) << said;
  EXPECT_TRUE(said_so("17 time_period       YES -> hold: time_period: workhours; it runs: no")) << said;

  rig.world.time_period("workhours", true);
  ASSERT_EQ(run_once(), 0) << said;
  ASSERT_EQ(rig.ilert.pages(), 1) << said;
  EXPECT_NE(rig.ilert.alerts().at(0).details.find("Called now because the route's time period has begun"),
            std::string::npos)
      << rig.ilert.alerts().at(0).details;

  rig.world.time_period("workhours", false);
  rig.world.service_check("web01", "HTTP", 0, "OK");
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_EQ(rig.ilert.alerts().at(0).status, AlertStatus::resolved) << "a recovery counts at any time";
}

TEST_F(TimePeriodTest, OneThatTheSiteDoesNotKnowRunsAndIsNamed) {
  replace_in_config(rig, "\"workhours\"", "\"workhour\"");
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_EQ(rig.ilert.pages(), 1) << "to call is safer";
  const std::string doubt =
      "counts as running: it has no time period \"workhour\"; did you mean \"workhours\"?";
  EXPECT_TRUE(said_so("a route's time period " + doubt)) << said;
  run({"check", "--connect"});
  EXPECT_TRUE(said_so("a route's time_period " + doubt)) << said;
}

}  // namespace
}  // namespace ilert_bridge
