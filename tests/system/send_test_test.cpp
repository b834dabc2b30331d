// A test alert, end to end: the truth as exit status and text.
#include <boost/json.hpp>
#include <filesystem>
#include <ostream>

#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
using doubles::HttpFault;
namespace json = boost::json;

class TestAlert : public Stage {
 protected:
  explicit TestAlert(rig::RigOptions options = {}) : Stage(std::move(options)) {}
};

class TestAlertOnTwo : public TestAlert {
 protected:
  TestAlertOnTwo()
      : TestAlert({.other_tables = "[route.web]\nintegration_key_file = \"2.key\"\n",
                   .ilert = {.keys = {"il1apiONE", "il1apiTWO"}}}) {}
};

TEST_F(TestAlertOnTwo, GoesOutOnEveryRouteAndIsResolved) {
  EXPECT_EQ(run({"send-test"}), 0) << said;
  EXPECT_TRUE(said_so("route oncall: ALERT taken: 202")) << said;
  EXPECT_TRUE(said_so("route web: RESOLVE taken: 202")) << said;
  const auto events = rig.ilert.events();
  ASSERT_EQ(events.size(), 4U);
  EXPECT_EQ(events.at(0).key, "il1apiONE");
  EXPECT_EQ(events.at(2).key, "il1apiTWO");
  EXPECT_EQ(events.at(0).body.at("priority"), json::value("LOW"));
  EXPECT_TRUE(events.at(0).alert_key.starts_with("bridge-"));
  EXPECT_EQ(events.at(0).alert_key, events.at(1).alert_key);
  EXPECT_NE(events.at(0).alert_key, events.at(2).alert_key);
  EXPECT_EQ(rig.ilert.open_alerts(), 0);
  EXPECT_FALSE(std::filesystem::exists(rig.journal_file()));
}

TEST_F(TestAlertOnTwo, GoesOutOnTheNamedRouteAlone) {
  EXPECT_EQ(run({"send-test", "--route", "web", "--json"}), 0) << said;
  const json::array steps = json::parse(said).as_array();
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps.at(1).at("type"), json::value("RESOLVE"));
  EXPECT_EQ(steps.at(1).at("httpStatus"), json::value(202));
  EXPECT_EQ(run({"send-test", "--route", "wbe"}), 2);
  EXPECT_TRUE(said_so("did you mean 'web'?")) << said;
}

TEST_F(TestAlertOnTwo, OfAPageStaysOpenAndCalls) {
  EXPECT_EQ(run({"send-test", "--route", "web"}), 0) << said;
  EXPECT_EQ(run({"send-test", "--route", "web", "--page"}), 0) << said;
  EXPECT_TRUE(said_so("stays open: whoever is on call is called now")) << said;
  const auto events = rig.ilert.events();
  ASSERT_EQ(events.size(), 4U);
  EXPECT_EQ(events.at(2).body.at("eventType"), json::value("RESOLVE")) << "of an older page";
  EXPECT_EQ(events.at(3).body.at("eventType"), json::value("ALERT"));
  EXPECT_EQ(events.at(3).body.at("priority"), json::value("HIGH"));
  EXPECT_EQ(events.at(2).alert_key, events.at(3).alert_key);
  EXPECT_NE(events.at(3).alert_key, events.at(0).alert_key) << "it would be a comment on an open test";
  EXPECT_EQ(rig.ilert.open_alerts(), 1);
}

TEST_F(TestAlertOnTwo, LeavesAPageOpenThatNobodyHasAcceptedYet) {
  EXPECT_EQ(run({"send-test", "--route", "web", "--page"}), 0) << said;
  EXPECT_EQ(run({"send-test", "--route", "web"}), 0) << said;
  ASSERT_EQ(rig.ilert.events().size(), 4U);
  EXPECT_EQ(rig.ilert.alerts().size(), 2U) << "the test is an alert, and no comment on the page";
  EXPECT_EQ(rig.ilert.open_alerts(), 1) << "the page";
  EXPECT_EQ(run({"send-test", "--route", "web", "--page"}), 0) << said;
  EXPECT_EQ(rig.ilert.alerts().size(), 3U) << "the next page ends the one before, and calls again";
  EXPECT_EQ(rig.ilert.open_alerts(), 1);
}

struct Failing {
  const char* what;
  HttpFault fault;
  std::string said, remedy;
  int requests = 1;
};
void PrintTo(const Failing& failing, std::ostream* out) { *out << failing.what; }

class FailingTestAlert : public TestAlert, public testing::WithParamInterface<Failing> {};

TEST_P(FailingTestAlert, SaysWhatToDo) {
  rig.ilert.fault(GetParam().fault, doubles::FaultScript::always);
  EXPECT_EQ(run({"send-test"}), 1);
  EXPECT_TRUE(said_so("ALERT FAILED: " + GetParam().said)) << said;
  EXPECT_TRUE(said_so(GetParam().remedy)) << said;
  EXPECT_EQ(static_cast<int>(rig.ilert.events().size()), GetParam().requests);
  EXPECT_FALSE(said_so("il1apiTESTKEY")) << said;
}

INSTANTIATE_TEST_SUITE_P(
    Of, FailingTestAlert,
    testing::Values(Failing{"AWrongKey", HttpFault::answer(401, R"({"message":"no il1apiTESTKEY"})"), "401",
                            "compare the route's integration key"},
                    Failing{"ThePlan", HttpFault::answer(402, R"({"code":"QUOTA_EXCEEDED"})"), "402",
                            "ask its owner"},
                    Failing{"TheLimit", HttpFault::too_many(), "429", "events_per_minute"},
                    Failing{"ARedirect", HttpFault::redirect("https://example.com/api"),
                            "307 to https://example.com/api", "set the address it leads to"},
                    Failing{"Trouble", HttpFault::html(502), "502", "status.ilert.com", 2}),
    [](const auto& one) { return one.param.what; });

TEST_F(TestAlert, WithoutANameToBeFound) {
  replace_in_config(rig, rig.ilert.url(), "https://ilert.invalid/api");
  EXPECT_EQ(run({"send-test"}), 1);
  EXPECT_TRUE(said_so("name resolution")) << said;
}

TEST_F(TestAlert, WithoutAConnection) {
  rig.ilert.stop();
  EXPECT_EQ(run({"send-test"}), 1);
  EXPECT_TRUE(said_so("firewall")) << said;
}

}  // namespace
}  // namespace ilert_bridge
