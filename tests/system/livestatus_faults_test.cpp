// Bad answers of Livestatus: no event is born, nothing is resolved, the log says why, and it is over when the
// server is well.
#include <ostream>

#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
using doubles::Fault;
using Kind = Fault::Kind;

constexpr int for_ever = -1;

// An alert is open, and its problem is over: whoever believes a part of an answer resolves it.
class BadSite : public Stage {
 protected:
  explicit BadSite(rig::RigOptions options = {}) : Stage(std::move(options)) {}
  void SetUp() override {
    rig.world.add_service("web01", "HTTP");
    rig.world.add_service("web02", "Disk /");
    rig.world.service_check("web01", "HTTP", 2, "connection refused");
    ASSERT_EQ(run_once(), 0) << said;
    rig.world.service_check("web01", "HTTP", 0, "HTTP OK");
    rig.world.service_check("web02", "Disk /", 2, "full");
  }
  bool nothing_happened() const {
    return rig.entries().size() == 1 && rig.ilert.events().size() == 1 &&
           rig.alert("web01", "HTTP")->status == AlertStatus::pending;
  }
  bool all_is_told(std::chrono::seconds within = doubles::long_enough) const {
    return rig.becomes("web01", "HTTP", AlertStatus::resolved, within) &&
           rig.becomes("web02", "Disk /", AlertStatus::pending, within);
  }
};

struct BadAnswer {
  const char* what;
  Fault fault;
  std::string said;  // what the log holds, whichever question it was
};

void PrintTo(const BadAnswer& answer, std::ostream* out) { *out << answer.what; }

class BadAnswers : public BadSite, public testing::WithParamInterface<BadAnswer> {};

TEST_P(BadAnswers, HoldEverythingWhicheverQuestionTheyAnswer) {
  // columns, versions, status, hosts, services, by name, status again, texts
  for (const int right_ones : {0, 2, 3, 4, 5, 6, 7}) {
    Fault fault = GetParam().fault;
    fault.after = right_ones;
    fault.answers = for_ever;
    rig.livestatus->fault(fault);
    EXPECT_EQ(run_once(), 1) << right_ones << ": " << said;
    EXPECT_TRUE(said_so("site is unsure, its alerts are held: ")) << right_ones << ": " << said;
    EXPECT_TRUE(said_so(GetParam().said)) << right_ones << ": " << said;
    EXPECT_TRUE(said_so("site=prod")) << said;
    EXPECT_TRUE(nothing_happened()) << "after " << right_ones << " right answers";
    rig.livestatus->heal();
  }
  EXPECT_EQ(run_once(), 0) << said;
  EXPECT_TRUE(all_is_told());
}

INSTANTIATE_TEST_SUITE_P(
    Livestatus, BadAnswers,
    testing::Values(BadAnswer{"CutBeforeTheFirstByte", {.kind = Kind::cut_after, .bytes = 0}, "unix:"},
                    BadAnswer{"CutInTheHeader", {.kind = Kind::cut_after, .bytes = 7}, "unix:"},
                    BadAnswer{"CutAfterTheHeader", {.kind = Kind::cut_after, .bytes = 16}, "unix:"},
                    BadAnswer{"CutInTheBody", {.kind = Kind::cut_after, .bytes = 20}, "unix:"},
                    BadAnswer{"Garbage", {.kind = Kind::garbage}, "unix:"},
                    BadAnswer{"Empty", {.kind = Kind::empty}, "unix:"},
                    BadAnswer{"EmptyBody", {.kind = Kind::empty_body}, "unix:"},
                    BadAnswer{"LessThanPromised", {.kind = Kind::wrong_length, .bytes = 5}, "unix:"},
                    BadAnswer{"NotJson", {.kind = Kind::not_json}, "unix:"},
                    BadAnswer{"Refused",
                              {.kind = Kind::refuse, .code = 452, .text = "out of cheese"},
                              "(452): out of cheese"},
                    BadAnswer{"TooLarge", {.kind = Kind::too_large}, "raise its max_response_size"},
                    BadAnswer{"NeverEnding", {.kind = Kind::never_ending}, "unix:"}),
    [](const auto& answer) { return answer.param.what; });

// A name in Latin-1 is a name: the objects look like others, and those that were told of like absent ones.
TEST_F(BadSite, StringsThatAreNotUtf8ResolveNothing) {
  for (const int right_ones : {0, 2, 3, 4, 5}) {
    rig.livestatus->fault({.kind = Kind::invalid_utf8, .answers = for_ever, .after = right_ones});
    run_once();
    EXPECT_EQ(rig.told("web01", "HTTP"), Types{"ALERT"}) << "after " << right_ones << ": " << said;
    rig.livestatus->heal();
  }
}

TEST_F(BadSite, ACoreThatRestartsWhileItIsAskedIsNotBelieved) {
  rig.livestatus->fault({.kind = Kind::restart_before, .answers = 1, .after = 4});
  EXPECT_EQ(run_once(), 1);
  EXPECT_TRUE(said_so("the core restarted while it was asked")) << said;
  EXPECT_TRUE(nothing_happened());
  EXPECT_EQ(run_once(), 0) << said;
}

TEST_F(BadSite, AnAnswerInPiecesIsAnAnswer) {
  rig.livestatus->fault(
      {.kind = Kind::slow, .answers = for_ever, .bytes = 1000, .pause = std::chrono::milliseconds{1}});
  EXPECT_EQ(run_once(), 0) << said;
  EXPECT_TRUE(all_is_told());
}

TEST_F(BadSite, ASilentServerHoldsEverythingAndDoesNotKeepTheDaemonFromEnding) {
  rig.livestatus->fault({.kind = Kind::hang, .answers = for_ever});
  rig.livestatus->forget_requests();
  rig.start();
  ASSERT_TRUE(rig.livestatus->wait_for_requests(1, doubles::long_enough));
  EXPECT_EQ(rig.stop(), 0);
  EXPECT_TRUE(nothing_happened());
}

TEST_F(BadSite, AnEndlessAnswerDoesNotGrowMemory) {
  rig.start();
  ASSERT_TRUE(all_is_told());
  const long before = rig.resident_kib();
  rig.livestatus->fault({.kind = Kind::never_ending, .answers = 3});  // the connection that waits has some
  ASSERT_TRUE(rig.says("site is unsure"));
  ASSERT_TRUE(rig.says("site answers again"));
  EXPECT_LT(rig.resident_kib() - before, 16 * 1024);
}

TEST_F(BadSite, AServerThatGoesAndComesBackIsWaitedFor) {
  rig.start();
  ASSERT_TRUE(all_is_told());
  rig.livestatus->stop();
  ASSERT_TRUE(rig.says("site is unsure, its alerts are held: "));
  rig.world.service_check("web02", "Disk /", 0, "60 % used");
  EXPECT_EQ(rig.told("web02", "Disk /"), Types{"ALERT"});
  rig.livestatus->start();
  EXPECT_TRUE(rig.becomes("web02", "Disk /", AlertStatus::resolved));
  EXPECT_TRUE(rig.says("site answers again"));
}

TEST_F(BadSite, AServerThatRefusesConnectionsHoldsEverything) {
  rig.livestatus->stop(doubles::LivestatusDouble::Path::stays);
  EXPECT_EQ(run_once(), 1);
  EXPECT_TRUE(said_so("site is unsure")) << said;
  EXPECT_TRUE(nothing_happened());
  rig.livestatus->start();
  EXPECT_EQ(run_once(), 0) << said;
  EXPECT_TRUE(all_is_told());
}

TEST_F(BadSite, ConnectionsThatAreCutBetweenLooksAreOpenedAnew) {
  rig.start();
  ASSERT_TRUE(all_is_told());
  rig.livestatus->cut_connections();
  rig.world.service_check("web02", "Disk /", 0, "60 % used");
  EXPECT_TRUE(rig.becomes("web02", "Disk /", AlertStatus::resolved));
}

class SoonSilent : public BadSite {
 protected:
  SoonSilent() : BadSite({.site_keys = "silent_after = \"1s\"\n"}) {}
  std::optional<doubles::AlertView> own_alert() const {
    return rig.ilert.last_alert(alert_key(Subject{.site = "prod", .own = "site"}, "rig"));
  }
};

TEST_F(SoonSilent, ASiteThatStaysSilentIsAnAlertUntilItAnswers) {
  rig.livestatus->stop();
  rig.start();
  ASSERT_TRUE(rig.ilert.wait_until([&] { return own_alert().has_value(); }));
  EXPECT_EQ(own_alert()->summary, "ilert-bridge rig: site prod does not answer");
  rig.livestatus->start();
  EXPECT_TRUE(rig.ilert.wait_until([&] { return own_alert()->status == AlertStatus::resolved; }));
}

}  // namespace
}  // namespace ilert_bridge
