// The real daemon between a real Icinga 2 and the ilert double.
#include "tests/doubles/icinga2.hpp"

#include <gtest/gtest.h>

#include "tests/rig/rig.hpp"

namespace ilert_bridge {
namespace {

using doubles::AlertStatus;
using doubles::eventually;
using doubles::Icinga2;

enum class By { unix_socket, tcp };

class RealIcinga2 : public testing::TestWithParam<By> {
 protected:
  void SetUp() override {
    std::string reason;
    if (!Icinga2::available(&reason)) GTEST_SKIP() << reason;
    icinga.start();
    rig = std::make_unique<rig::Rig>(
        rig::RigOptions{.address = GetParam() == By::tcp ? icinga.tcp_address() : icinga.unix_address(),
                        .site_keys = "poll_interval = \"1s\"\n",
                        .other_tables = "[policy]\nremoved_object = \"resolve\"\n"
                                        "after_downtime = \"at_once\"\n"});
    rig->start();
  }
  void TearDown() override {
    if (rig && HasFailure()) ADD_FAILURE() << rig->log() << icinga.log();
  }
  std::vector<std::string> told(const std::string& host, const std::string& service) const {
    return rig->ilert.types_taken(
        alert_key(Subject{.site = "prod", .host = host, .service = service, .own = {}}, "rig"));
  }
  using Types = std::vector<std::string>;

  Icinga2 icinga;
  std::unique_ptr<rig::Rig> rig;
};

TEST_P(RealIcinga2, AProblemIsOpenedAcceptedAndResolved) {
  icinga.service_result("web01", "HTTP", 2, "connection refused");
  ASSERT_TRUE(rig->becomes("web01", "HTTP", AlertStatus::pending));
  EXPECT_NE(rig->alert("web01", "HTTP")->summary.find("connection refused"), std::string::npos);
  icinga.acknowledge("web01", "HTTP", "ann", "on it", true);
  ASSERT_TRUE(rig->becomes("web01", "HTTP", AlertStatus::accepted));
  icinga.service_result("web01", "HTTP", 0, "fine");
  ASSERT_TRUE(rig->becomes("web01", "HTTP", AlertStatus::resolved));
  EXPECT_EQ(told("web01", "HTTP"), (Types{"ALERT", "ACCEPT", "RESOLVE"}));
}

TEST_P(RealIcinga2, ADowntimeResolvesAndItsEndPagesAgain) {
  icinga.service_result("web01", "HTTP", 2, "connection refused");
  ASSERT_TRUE(rig->becomes("web01", "HTTP", AlertStatus::pending));
  icinga.schedule_downtime("web01", "HTTP", "bob", "new disks");
  ASSERT_TRUE(rig->becomes("web01", "HTTP", AlertStatus::resolved));
  icinga.remove_downtimes("web01", "HTTP");
  ASSERT_TRUE(rig->becomes("web01", "HTTP", AlertStatus::pending));
  EXPECT_EQ(told("web01", "HTTP"), (Types{"ALERT", "RESOLVE", "ALERT"}));
}

TEST_P(RealIcinga2, ARestartOfTheCoreIsNoEvent) {
  icinga.service_result("web01", "HTTP", 2, "connection refused");
  ASSERT_TRUE(rig->becomes("web01", "HTTP", AlertStatus::pending));
  icinga.stop();
  ASSERT_TRUE(eventually([&] { return rig->log().find("site is unsure") != std::string::npos; }));
  icinga.start();
  ASSERT_TRUE(eventually([&] { return rig->log().find("site answers again") != std::string::npos; },
                         std::chrono::seconds{40}));
  EXPECT_EQ(told("web01", "HTTP"), Types{"ALERT"});
  icinga.service_result("web01", "HTTP", 0, "fine");
  ASSERT_TRUE(rig->becomes("web01", "HTTP", AlertStatus::resolved));
}

TEST_P(RealIcinga2, AHostThatIsDownHidesItsServices) {
  icinga.host_result("web01", 1, "no ping");
  ASSERT_TRUE(rig->becomes("web01", "", AlertStatus::pending));
  icinga.service_result("web01", "HTTP", 2, "connection refused");
  icinga.service_result("db01", "Load", 2, "a later look saw both");
  ASSERT_TRUE(rig->becomes("db01", "Load", AlertStatus::pending));
  EXPECT_EQ(told("web01", "HTTP"), Types{});
  icinga.service_result("web01", "HTTP", 0, "fine");
  icinga.host_result("web01", 0, "ping");
  ASSERT_TRUE(rig->becomes("web01", "", AlertStatus::resolved));
  EXPECT_EQ(told("web01", "HTTP"), Types{});
}

TEST_P(RealIcinga2, WhatWasNeverCheckedIsNoProblem) {
  icinga.service_result("db01", "Load", 2, "too much");
  ASSERT_TRUE(rig->becomes("db01", "Load", AlertStatus::pending));
  EXPECT_EQ(rig->ilert.alerts().size(), 1U) << "pending01 is DOWN in Icinga 2's rows, and not checked";
}

class RealIcinga2WithToken : public testing::Test {
 protected:
  void SetUp() override {
    std::string reason;
    if (!Icinga2::available(&reason)) GTEST_SKIP() << reason;
    icinga.start();
    rig = std::make_unique<rig::Rig>(
        rig::RigOptions{.address = icinga.unix_address(),
                        .site_keys = "poll_interval = \"1s\"\n",
                        .other_tables = "[sync]\napi_token_file = \"api.token\"\ninterval = \"1s\"\n",
                        .ilert = {.tokens = {"t0kenOfAda"}}});
    rig->start();
  }
  void TearDown() override {
    if (rig && HasFailure()) ADD_FAILURE() << rig->log() << icinga.log();
  }
  std::string acknowledgement() const {
    return icinga.ask("GET comments\nColumns: author comment\nFilter: entry_type = 4");
  }
  // Whether so many daemons, one after the other, have come to their first look.
  bool looked_at_by(std::size_t daemons) const {
    return eventually([&] { return times(rig->log(), " site answers site=prod") >= daemons; });
  }
  static std::size_t times(const std::string& text, const std::string& words) {
    std::size_t count = 0;
    for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) ++count;
    return count;
  }
  bool is_acknowledged() const {
    const std::string rows = icinga.ask("GET services\nColumns: acknowledged\nFilter: description = HTTP");
    return rows.find('1') != std::string::npos || rows.find("true") != std::string::npos;
  }

  Icinga2 icinga;
  std::unique_ptr<rig::Rig> rig;
};

TEST_F(RealIcinga2WithToken, WhoAcceptsInIlertAcknowledgesAndNothingComesBack) {
  icinga.service_result("web01", "HTTP", 2, "connection refused");
  ASSERT_TRUE(rig->becomes("web01", "HTTP", AlertStatus::pending));
  ASSERT_TRUE(rig->settles());
  EXPECT_FALSE(is_acknowledged());
  rig->ilert.accept(rig->alert("web01", "HTTP")->id, "Ada Müller");
  ASSERT_TRUE(eventually([this] { return is_acknowledged(); }));
  EXPECT_NE(acknowledgement().find("Accepted in ilert"), std::string::npos) << acknowledgement();
  ASSERT_TRUE(rig->says("Z acknowledged in Checkmk: prod/web01/HTTP"));
  rig->kill();
  icinga.restart();
  rig->start();
  ASSERT_TRUE(looked_at_by(2)) << "what is taken back before is only missing";
  const std::size_t calls = rig->ilert.rest_calls().size();
  ASSERT_TRUE(eventually([&] { return rig->ilert.rest_calls().size() > calls + 2; }));
  EXPECT_TRUE(is_acknowledged());
  EXPECT_EQ(rig->told("web01", "HTTP"), std::vector<std::string>{"ALERT"});
  icinga.remove_acknowledgement("web01", "HTTP");
  ASSERT_TRUE(rig->becomes("web01", "HTTP", AlertStatus::pending)) << "taken back: somebody has to know";
  icinga.service_result("web01", "HTTP", 0, "fine");
  ASSERT_TRUE(rig->becomes("web01", "HTTP", AlertStatus::resolved));
}

TEST_F(RealIcinga2WithToken, WhatPeopleSayGoesBothWaysOnce) {
  icinga.service_result("web01", "HTTP", 2, "connection refused");
  ASSERT_TRUE(rig->becomes("web01", "HTTP", AlertStatus::pending));
  ASSERT_TRUE(rig->settles());
  const auto said_in_icinga = [this] {
    return icinga.ask("GET comments\nColumns: author comment\nFilter: entry_type = 1");
  };
  rig->ilert.comment(rig->alert("web01", "HTTP")->id, "Ada Müller", "looking; at it");
  ASSERT_TRUE(eventually([&] { return times(said_in_icinga(), "looking, at it") == 1; })) << said_in_icinga();
  ASSERT_TRUE(rig->says("Z commented in Checkmk: prod/web01/HTTP"));
  rig->kill();
  icinga.restart();
  rig->start();
  icinga.command("ADD_SVC_COMMENT;web01;HTTP;1;carl;rebooting it");
  ASSERT_TRUE(eventually([&] { return rig->told("web01", "HTTP").size() == 2; }));
  ASSERT_TRUE(rig->settles());
  rig->kill();
  rig->start();
  ASSERT_TRUE(looked_at_by(3));
  const std::size_t calls = rig->ilert.rest_calls().size();
  ASSERT_TRUE(eventually([&] { return rig->ilert.rest_calls().size() > calls + 4; }));
  EXPECT_EQ(times(said_in_icinga(), "looking, at it"), 1U) << said_in_icinga();
  EXPECT_EQ(rig->told("web01", "HTTP"), (std::vector<std::string>{"ALERT", "COMMENT"}));
  EXPECT_EQ(rig->alert("web01", "HTTP")->comments.back(), "carl: rebooting it");
}

INSTANTIATE_TEST_SUITE_P(Over, RealIcinga2, testing::Values(By::unix_socket, By::tcp),
                         [](const auto& param) { return param.param == By::tcp ? "Tcp" : "UnixSocket"; });

}  // namespace
}  // namespace ilert_bridge
