// What is there counts as known: with and without the daemon.
#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>

#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;

// The control socket of each test's daemon is its own.
class AdoptStage : public Stage {
 protected:
  AdoptStage() { ::setenv("RUNTIME_DIRECTORY", rig.folder().c_str(), 1); }
  ~AdoptStage() override { ::unsetenv("RUNTIME_DIRECTORY"); }
};

class Adopting : public AdoptStage {
 protected:
  Adopting() {
    rig.world.add_service("web01", "HTTP");
    rig.world.add_service("web01", "SSH");
  }
  void fail(const std::string& service) {
    rig.world.service_check("web01", service, 2, "connection refused");
  }
  void mend(const std::string& service) { rig.world.service_check("web01", service, 0, "fine"); }
  Types told_of(const std::string& service) const { return rig.told("web01", service); }
};

TEST_F(Adopting, WithoutADaemonSilencesWhatIsThereUntilItIsOver) {
  fail("HTTP");
  EXPECT_EQ(run({"adopt", "--yes"}), 0) << said;
  EXPECT_TRUE(said_so("site prod, route oncall: 1 problems count as known, 0 missing objects as removed"))
      << said;
  EXPECT_EQ(run_once(), 0) << said;
  EXPECT_EQ(told_of("HTTP"), Types{});
  EXPECT_EQ(run({"explain", "web01", "HTTP"}), 0) << said;
  EXPECT_TRUE(said_so("the problem was adopted as known already")) << said;
  mend("HTTP");
  EXPECT_EQ(run_once(), 0) << said;
  fail("HTTP");
  EXPECT_EQ(run_once(), 0) << said;
  EXPECT_EQ(told_of("HTTP"), Types{"ALERT"});
}

TEST_F(Adopting, AnAlertThatHasNotLeftIsNotSentAnyMore) {
  rig.ilert.stop();
  fail("HTTP");
  EXPECT_EQ(run_once(), 1) << said;
  EXPECT_EQ(run({"adopt", "--yes"}), 0) << said;
  rig.ilert.start();
  EXPECT_EQ(run_once(), 0) << said;
  EXPECT_EQ(told_of("HTTP"), Types{});
  EXPECT_EQ(rig.waiting(), 0U);
}

TEST_F(Adopting, ThroughTheRunningDaemon) {
  rig.ilert.fault(doubles::HttpFault::answer(503), doubles::FaultScript::always);
  rig.start();
  fail("SSH");
  ASSERT_TRUE(rig.looks_again());
  fail("HTTP");
  EXPECT_EQ(run({"adopt", "--yes", "--json"}), 0) << said;
  const boost::json::value site = boost::json::parse(said).at(0);
  EXPECT_EQ(site.at("site"), boost::json::value("prod"));
  rig.ilert.heal();
  mend("HTTP");
  ASSERT_TRUE(rig.looks_again());
  fail("HTTP");
  EXPECT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::pending));
  EXPECT_EQ(told_of("HTTP"), Types{"ALERT"});
  EXPECT_TRUE(
      rig.says("adopted by hand: nothing is sent about these problems until they are over or get a "
               "higher priority"));
}

TEST_F(Adopting, ShowsFirstWhatItWouldSilenceAndAsks) {
  rig.ilert.stop();
  fail("HTTP");
  EXPECT_EQ(run_once(), 1) << said;
  fail("SSH");
  EXPECT_EQ(run({"adopt", "--dry-run"}), 0) << said;
  EXPECT_TRUE(said_so("prod/web01/HTTP  CRITICAL")) << "its ALERT has not left: " << said;
  EXPECT_TRUE(said_so("prod/web01/SSH")) << said;
  EXPECT_TRUE(said_so("call nobody until over or more urgent")) << said;
  EXPECT_EQ(run({"adopt"}), 2) << "there is nobody to ask";
  EXPECT_TRUE(said_so("prod/web01/SSH") && said_so("add --yes if you mean it")) << said;
  rig.ilert.start();
  EXPECT_EQ(run_once(), 0) << said;
  EXPECT_EQ(told_of("HTTP"), Types{"ALERT"}) << "nothing was adopted";
}

TEST_F(Adopting, WhoDidItAndWhenIsInExplainAndInTheJournal) {
  fail("HTTP");
  EXPECT_EQ(run({"adopt", "--yes"}), 0) << said;
  EXPECT_EQ(run({"explain", "web01", "HTTP"}), 0) << said;
  EXPECT_TRUE(said_so("Adopt:  adopt: site prod, route oncall, 1 problems")) << said;
  EXPECT_EQ(run({"journal", "list"}), 0) << said;
  EXPECT_TRUE(said_so("; by ")) << said;
  EXPECT_TRUE(said_so("By hand: adopt: site prod, route oncall, 1 problems")) << said;
}

TEST_F(Adopting, OnlyWhatIsNamed) {
  EXPECT_EQ(run({"adopt", "--route", "onkall"}), 2);
  EXPECT_TRUE(said_so("did you mean 'oncall'?")) << said;
}

TEST_F(Adopting, ASilentSiteIsSaidAndNothingOfItIsAdopted) {
  rig.livestatus->stop();
  EXPECT_EQ(run({"adopt", "--yes"}), 1);
  EXPECT_TRUE(said_so("site prod: ")) << said;
  EXPECT_EQ(run({"adopt"}), 2) << "of what is not shown nobody is asked";
  EXPECT_TRUE(said_so("not all that it would silence can be shown: ")) << said;
}

class MassRemoval : public AdoptStage {
 protected:
  static constexpr int count = 30;
  MassRemoval() {
    for (int i = 0; i < count; ++i) {
      rig.world.add_host(host(i));
      rig.world.host_check(host(i), 1, "no ping");
    }
  }
  static std::string host(int number) { return "host" + std::to_string(number); }
  bool own_alert_is(AlertStatus status) {
    return rig.ilert.wait_until([&] {
      const auto alerts = rig.ilert.alerts();
      return std::any_of(alerts.begin(), alerts.end(), [&](const auto& alert) {
        return alert.alert_key.starts_with("bridge-") && alert.status == status;
      });
    });
  }
};

TEST_F(MassRemoval, RaisesAnOwnAlertAndEndsWhenAPersonSaysThatItIsMeant) {
  rig.start();
  ASSERT_TRUE(rig.becomes(host(count - 1), "", AlertStatus::pending));
  ASSERT_TRUE(rig.settles());
  for (int i = 0; i < count - 5; ++i) rig.world.remove_host(host(i));
  ASSERT_TRUE(own_alert_is(AlertStatus::pending));
  EXPECT_EQ(rig.told(host(0)), Types{"ALERT"});
  EXPECT_EQ(run({"explain", host(0)}), 0) << said;
  EXPECT_TRUE(said_so("so many are gone from the monitoring")) << said;
  EXPECT_EQ(run({"adopt", "--yes"}), 0) << said;
  EXPECT_TRUE(said_so("25 missing objects as removed")) << said;
  EXPECT_TRUE(rig.becomes(host(0), "", AlertStatus::resolved));
  EXPECT_TRUE(own_alert_is(AlertStatus::resolved));
  EXPECT_EQ(rig.told(host(count - 1)), Types{"ALERT"});
}

}  // namespace
}  // namespace ilert_bridge
