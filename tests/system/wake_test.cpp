// The server wakes the daemon, or does not; how often it is asked and connected to; and what restarts, full
// pools and hanging sockets are not taken for.
#include <chrono>
#include <ostream>

#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
using namespace std::chrono_literals;
using doubles::Fault;
using doubles::LivestatusDouble;

bool is_wait(const std::string& request) { return request.find("\nWait") != std::string::npos; }

// A daemon that would look once a minute, were it not woken.
class Woken : public testing::Test {
 protected:
  void start(Flavour flavour, const std::string& poll_interval = "1m") {
    rig.emplace(
        rig::RigOptions{.flavour = flavour, .site_keys = "poll_interval = \"" + poll_interval + "\"\n"});
    rig->world.add_service("web01", "HTTP");
    rig->start();
  }
  bool is_waited_for() const {
    return doubles::eventually([&] { return rig->livestatus->waiting() > 0; });
  }
  void TearDown() override {
    if (!rig) return;
    for (const std::string& request : rig->livestatus->requests()) {
      if (!is_wait(request)) continue;
      EXPECT_TRUE(request.starts_with("GET status\n")) << request;
      EXPECT_NE(request.find("\nWaitTimeout: "), std::string::npos) << request;
    }
    EXPECT_LE(rig->livestatus->connected(), 2U);
    const auto began = std::chrono::steady_clock::now();
    if (rig->running()) {
      EXPECT_EQ(rig->stop(), 0);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - began, 4s) << "a wait holds up the end";
    if (HasFailure()) ADD_FAILURE() << "the daemon said:\n" << rig->log();
  }

  std::optional<rig::Rig> rig;
};

class WokenBy : public Woken, public testing::WithParamInterface<Flavour> {};

TEST_P(WokenBy, AProblemIsToldLongBeforeTheNextLook) {
  start(GetParam());
  ASSERT_TRUE(is_waited_for());
  rig->world.service_check("web01", "HTTP", 2, "connection refused");
  EXPECT_TRUE(rig->becomes("web01", "HTTP", AlertStatus::pending));
  ASSERT_TRUE(is_waited_for()) << "again";
  rig->world.service_check("web01", "HTTP", 0, "fine");
  EXPECT_TRUE(rig->becomes("web01", "HTTP", AlertStatus::resolved));
  EXPECT_TRUE(rig->says("site is woken, looks every 1m at the latest"));
}

TEST_P(WokenBy, ARestartIsNoEventAndAfterItTheServerWakesUsAgain) {
  start(GetParam(), "1s");
  rig->world.service_check("web01", "HTTP", 2, "connection refused");
  ASSERT_TRUE(rig->becomes("web01", "HTTP", AlertStatus::pending));
  ASSERT_TRUE(is_waited_for());
  const bool states_are_lost = false;
  rig->livestatus->restart(states_are_lost);
  ASSERT_TRUE(is_waited_for()) << "again";
  ASSERT_TRUE(rig->looks_again());
  EXPECT_EQ(rig->told("web01", "HTTP"), Types{"ALERT"});
  rig->world.service_check("web01", "HTTP", 0, "fine");
  EXPECT_TRUE(rig->becomes("web01", "HTTP", AlertStatus::resolved));
}

INSTANTIATE_TEST_SUITE_P(Servers, WokenBy,
                         testing::Values(Flavour::checkmk, Flavour::naemon, Flavour::nagios));

TEST_F(Woken, OnIcinga2AndLmdNobodyWaits) {
  for (const Flavour flavour : {Flavour::icinga2, Flavour::lmd}) {
    SCOPED_TRACE(flavour == Flavour::lmd ? "LMD" : "Icinga 2");
    start(flavour, "1s");
    rig->world.service_check("web01", "HTTP", 2, "connection refused");
    EXPECT_TRUE(rig->becomes("web01", "HTTP", AlertStatus::pending));
    ASSERT_TRUE(rig->looks_again());
    EXPECT_TRUE(rig->says("site is polled every 1s: it cannot wake us"));
    for (const std::string& request : rig->livestatus->requests()) EXPECT_FALSE(is_wait(request)) << request;
    EXPECT_LE(rig->livestatus->connected(), 1U);
    EXPECT_EQ(rig->stop(), 0);
  }
}

TEST_F(Woken, LostWakeUpsCostNoMoreThanAPoll) {
  start(Flavour::naemon, "1s");
  rig->livestatus->lose_triggers(100);
  ASSERT_TRUE(is_waited_for());
  rig->world.service_check("web01", "HTTP", 2, "connection refused");
  EXPECT_TRUE(rig->becomes("web01", "HTTP", AlertStatus::pending, 5s));
}

// With log_external_commands=0, as OMD has it, no trigger of the log fires for an acknowledgement.
TEST_F(Woken, AcknowledgementsThatNaemonDoesNotLogSwitchNothingOff) {
  start(Flavour::naemon, "1s");
  rig->world.log_commands(false);
  rig->world.service_check("web01", "HTTP", 2, "connection refused");
  ASSERT_TRUE(rig->becomes("web01", "HTTP", AlertStatus::pending));
  ASSERT_TRUE(is_waited_for());
  for (int i = 0; i < 12; ++i) {
    i % 2 == 0 ? rig->world.acknowledge("web01", "HTTP", "ada", "mine " + std::to_string(i), true)
               : rig->world.unacknowledge("web01", "HTTP");
    ASSERT_TRUE(rig->looks_again());
  }
  EXPECT_EQ(rig->log().find("it does not wake us when things change"), std::string::npos);
  EXPECT_TRUE(is_waited_for());
}

// A core that restarts cuts the wait and refuses connections for a while: that is the site, and no matter of
// a second connection.
TEST_F(Woken, ASiteThatIsDownLacksNoSecondConnection) {
  start(Flavour::nagios, "5s");
  ASSERT_TRUE(is_waited_for());
  rig->livestatus->stop();
  ASSERT_TRUE(rig->says("site is unsure, its alerts are held: ", 15s));
  rig->livestatus->start();
  ASSERT_TRUE(rig->says("site answers again", 60s));
  ASSERT_TRUE(is_waited_for());
  EXPECT_EQ(rig->log().find("no second connection"), std::string::npos);
}

TEST_F(Woken, AServerWithoutASecondThreadIsPolled) {
  doubles::World world;
  world.add_service("web01", "HTTP");
  LivestatusDouble narrow(world, {.threads = 1});
  rig::Rig polling(rig::RigOptions{.address = narrow.address(), .site_keys = "poll_interval = \"1s\"\n"});
  polling.start();
  ASSERT_TRUE(polling.says("site answers"));
  ASSERT_TRUE(doubles::eventually([&] { return narrow.connected() == 2; })) << "it tries";
  world.service_check("web01", "HTTP", 2, "connection refused");
  EXPECT_TRUE(polling.becomes("web01", "HTTP", AlertStatus::pending, 8s));
  EXPECT_LE(narrow.connected(), 2U);
  EXPECT_EQ(polling.stop(), 0);
  EXPECT_EQ(polling.log().find("unsure"), std::string::npos) << polling.log();
}

TEST_F(Woken, AServerThatShutsTheDoorAtOnceIsNotStormed) {
  start(Flavour::checkmk, "1s");
  ASSERT_TRUE(is_waited_for());
  const std::size_t before = rig->livestatus->accepted();
  rig->livestatus->fault({.kind = Fault::Kind::close_now, .answers = -1});
  rig->livestatus->cut_connections();
  ASSERT_TRUE(rig->says("site is unsure"));
  EXPECT_TRUE(doubles::eventually([&] { return rig->livestatus->accepted() >= before + 3; }));
  const auto began = std::chrono::steady_clock::now();
  const std::size_t then = rig->livestatus->accepted();
  doubles::eventually([&] { return rig->livestatus->accepted() > then + 2; }, 3s);
  EXPECT_LE(rig->livestatus->accepted() - then, 2U)
      << "in " << (std::chrono::steady_clock::now() - began) / 1ms << " ms";
}

}  // namespace
}  // namespace ilert_bridge
