// Alert sources of ilert's own integrations, from Checkmk's state to ilert's alert, with the real daemon.
#include <boost/json.hpp>

#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
using doubles::HttpFault;

const std::string secret = "il1apiS3CRET+that=Nobody+May+See42";

class AlertSources : public Stage, public testing::WithParamInterface<const char*> {
 protected:
  AlertSources()
      : Stage({.site_keys = "web_url = \"https://mon.example.com/prod/\"\n",
               .route_keys = std::string{"integration = \""} + GetParam() +
                             "\"\nalert_on = [\"DOWN\", \"WARNING\", \"CRITICAL\"]\npriority = {}\n",
               .ilert = {.keys = {secret}}}) {
    rig.world.add_service("web01", "HTTP");
    rig.world.service_check("web01", "HTTP", 1, "slow $HOSTADDRESS$");
  }
  bool shows(AlertStatus status) const {
    return rig.ilert.wait_until([&] {
      const auto alert = rig.ilert.last_alert("web01/HTTP");
      return alert && alert->status == status;
    });
  }
};

TEST_P(AlertSources, AProblemIsOpenedAcceptedAndResolved) {
  rig.start();
  ASSERT_TRUE(shows(AlertStatus::pending));
  const auto alert = rig.ilert.last_alert("web01/HTTP");
  EXPECT_EQ(alert->details, "slow $HOSTADDRESS$");
  EXPECT_NE(alert->summary, "");
  rig.world.service_check("web01", "HTTP", 2, "refused");
  ASSERT_TRUE(eventually([&] { return rig.entries().size() == 2 && rig.waiting() == 0; }))
      << "a comment, settled";
  rig.world.acknowledge("web01", "HTTP", "anna", "on my way");
  ASSERT_TRUE(shows(AlertStatus::accepted));
  rig.world.service_check("web01", "HTTP", 0, "HTTP OK");
  ASSERT_TRUE(shows(AlertStatus::resolved));
  ASSERT_TRUE(rig.settles());
  EXPECT_EQ(rig.stop(), 0);

  EXPECT_EQ(rig.ilert.types_taken("web01/HTTP"), (Types{"ALERT", "ACCEPT", "RESOLVE"}));
  EXPECT_EQ(rig.ilert.pages(), 1);
  EXPECT_EQ(run({"journal", "show", "2"}), 0);
  EXPECT_TRUE(said_so("not sent: this alert source takes no comments")) << said;
  EXPECT_FALSE(rig.ilert.authorization_seen());
  for (const doubles::ReceivedEvent& event : rig.ilert.events())
    EXPECT_EQ(event.key, secret) << "as it is, decoded";
}

TEST_P(AlertSources, WhatIsDoneAlreadyIsDelivered) {
  EXPECT_EQ(run_once(), 0);
  ASSERT_EQ(rig.ilert.open_alerts(), 1);
  rig.ilert.resolve(rig.ilert.alerts().front().id, "ada");
  rig.world.service_check("web01", "HTTP", 0, "HTTP OK");
  EXPECT_EQ(run_once(), 0) << said;
  EXPECT_EQ(rig.waiting(), 0U);
  EXPECT_EQ(run({"journal", "show", "2"}), 0);
  EXPECT_TRUE(said_so("NONE_OPEN_FOR_KEY")) << said;
}

TEST_P(AlertSources, AHugeAnswerIsWhatItsStatusSays) {
  rig.ilert.fault(HttpFault::answer(200, std::string(200'000, 'x')));
  EXPECT_EQ(run_once(), 0) << said;
  EXPECT_EQ(rig.waiting(), 0U);
  EXPECT_EQ(rig.ilert.events().size(), 1U) << "it is not repeated";
}

TEST_P(AlertSources, TheKeyIsInNoTextWhateverIlertSays) {
  const std::string encoded = "il1apiS3CRET%2Bthat%3DNobody%2BMay%2BSee42";
  for (const HttpFault& fault :
       {HttpFault::redirect("https://example.com/" + secret + "?key=" + secret), HttpFault::close_now(),
        HttpFault::redirect("https://example.com/" + encoded), HttpFault::answer(404, "no " + encoded),
        HttpFault::answer(200, R"({"incidentKey":")" + secret + R"("})")}) {
    rig.ilert.fault(fault);
    run_once();
    EXPECT_EQ(said.find(secret), std::string::npos) << said;
    EXPECT_EQ(said.find(encoded), std::string::npos) << said;
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"journal", "show", "1"}, {"journal", "show", "1", "--json"}, {"run", "--once", "--dry-run"}}) {
      run(words);
      EXPECT_EQ(said.find(secret), std::string::npos) << said;
      EXPECT_EQ(said.find(encoded), std::string::npos) << said;
    }
  }
  EXPECT_GE(rig.ilert.events().size(), 5U) << "every fault must have been met";
  for (const char* file : {"/journal.db", "/journal.db-wal"}) {
    EXPECT_EQ(bytes_of(rig.folder() + file).find(secret), std::string::npos);
    EXPECT_EQ(bytes_of(rig.folder() + file).find(encoded), std::string::npos);
  }
}

TEST_P(AlertSources, APortThatNobodyListensOnIsNamedWithoutTheKey) {
  rig.ilert.stop();
  EXPECT_EQ(run_once(), 1);
  EXPECT_TRUE(said_so("127.0.0.1")) << said;
  EXPECT_EQ(said.find("S3CRET"), std::string::npos) << said;
}

INSTANTIATE_TEST_SUITE_P(Older, AlertSources, testing::Values("checkmk", "nagios"),
                         [](const auto& source) { return std::string{source.param}; });

}  // namespace
}  // namespace ilert_bridge
