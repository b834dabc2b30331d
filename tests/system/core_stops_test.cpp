// A core that answers and checks nothing: the bridge says so, and when it works again.
#include "tests/system/jumping_clock.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;

class CoreStops : public JumpingClock {
 protected:
  // Some time passes for core and daemon, and the daemon reads the core's counters again.
  void later() {
    set(ahead_ += seconds{150});
    const std::size_t before = readings();
    ASSERT_TRUE(eventually([&] {
      rig.world.write_log({.line_class = 0, .type = "a line that wakes the daemon"});
      return readings() > before;
    }));
  }
  void checks_run() { rig.world.service_check("web01", "A", 0, "fine"); }
  std::optional<doubles::AlertView> own_alert() const {
    return rig.ilert.last_alert(
        alert_key(Subject{.site = "prod", .host = {}, .service = {}, .own = "core"}, "rig"));
  }
  bool own_alert_becomes(AlertStatus status) const {
    return rig.ilert.wait_until([&] {
      const auto alert = own_alert();
      return alert && alert->status == status;
    });
  }

 private:
  std::size_t readings() const {
    std::vector<std::string> requests = rig.livestatus->requests();
    std::erase_if(requests, [](const std::string& request) {
      return !request.starts_with("GET status\n") || request.find("service_checks") == std::string::npos;
    });
    return requests.size();
  }
  seconds ahead_{0};
};

TEST_F(CoreStops, IsAnAlertOfItsOwnUntilChecksRunAgain) {
  start();
  ASSERT_TRUE(rig.looks_again());
  for (int i = 0; i < 8; ++i) {
    checks_run();
    ASSERT_NO_FATAL_FAILURE(later());
  }
  for (int i = 0; i < 4; ++i) ASSERT_NO_FATAL_FAILURE(later());
  EXPECT_FALSE(own_alert()) << "ten minutes are not over";
  // Clocks that jump look like a server's clock that is behind by as much, so it may take a step or two more.
  for (int i = 0; i < 8 && !own_alert(); ++i) ASSERT_NO_FATAL_FAILURE(later());
  ASSERT_TRUE(own_alert_becomes(AlertStatus::pending)) << rig.log();
  EXPECT_EQ(own_alert()->summary,
            "ilert-bridge rig: site prod no longer checks anything: it answers, but no check has run");
  for (int i = 0; i < 2; ++i) {
    checks_run();
    ASSERT_NO_FATAL_FAILURE(later());
  }
  EXPECT_TRUE(own_alert_becomes(AlertStatus::resolved));
  EXPECT_EQ(rig.stop(), 0);
}

}  // namespace
}  // namespace ilert_bridge
