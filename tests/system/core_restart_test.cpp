// A core restarts as real ones do: away, then accepting and silent, then there again, with its downtimes not
// yet counted. No event is born from that.
#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;

class CoreRestarts : public Stage, public testing::WithParamInterface<Flavour> {
 protected:
  CoreRestarts() : Stage({.flavour = GetParam(), .route_keys = accept_downtimes}) {
    for (const char* service : {"HTTP", "CPU", "Disk"}) rig.world.add_service("web01", service);
  }
  void fails(const std::string& service) { rig.world.service_check("web01", service, 2, "down"); }
  bool becomes(const std::string& service, AlertStatus status) const {
    return rig.becomes("web01", service, status);
  }
  static constexpr const char* accept_downtimes = "[route.oncall.policy]\ndowntime = \"accept\"\n";
};

TEST_P(CoreRestarts, NoEventIsBornOfIt) {
  rig.start();
  ASSERT_TRUE(rig.looks_again());
  for (const char* service : {"HTTP", "CPU", "Disk"}) fails(service);
  ASSERT_TRUE(becomes("Disk", AlertStatus::pending));
  rig.world.acknowledge("web01", "CPU", "ann", "mine");
  rig.world.schedule_downtime("web01", "HTTP", "ben", "work");
  ASSERT_TRUE(becomes("HTTP", AlertStatus::accepted));
  ASSERT_TRUE(becomes("CPU", AlertStatus::accepted));
  rig.livestatus->restart_as_a_core_does({.until_downtimes_count = std::chrono::seconds{3600}});
  ASSERT_TRUE(eventually([&] { return !rig.livestatus->restarting(); }));
  ASSERT_TRUE(rig.says("site answers again"));
  ASSERT_TRUE(rig.looks_again());
  EXPECT_EQ(rig.told("web01", "HTTP"), (Types{"ALERT", "ACCEPT"})) << rig.log();
  EXPECT_EQ(rig.told("web01", "CPU"), (Types{"ALERT", "ACCEPT"}));
  EXPECT_EQ(rig.told("web01", "Disk"), Types{"ALERT"});
  rig.world.service_check("web01", "Disk", 0, "fine");
  EXPECT_TRUE(becomes("Disk", AlertStatus::resolved)) << "and it goes on";
  EXPECT_EQ(rig.stop(), 0);
}

const auto server_name = [](const auto& info) {
  return std::string{info.param == Flavour::naemon ? "Naemon" : "Checkmk"};
};

INSTANTIATE_TEST_SUITE_P(Servers, CoreRestarts, testing::Values(Flavour::checkmk, Flavour::naemon),
                         server_name);

}  // namespace
}  // namespace ilert_bridge
