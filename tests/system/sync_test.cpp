// The way back: what a person does in ilert reaches Checkmk, once, and does not come back.
#include <algorithm>

#include "tests/system/sync_stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
using doubles::HttpFault;

using Sync = SyncStage;

TEST_F(Sync, WhoAcceptsInIlertAcknowledgesInCheckmkAndNothingComesBack) {
  open_an_alert();
  ASSERT_TRUE(accept());
  ASSERT_TRUE(becomes_acknowledged());
  const std::string link = "https://app.ilert.com/alerts/" + std::to_string(rig.alert("web01", "HTTP")->id);
  EXPECT_EQ(acknowledgements(), Types{"Ada Example (ilert): Accepted in ilert: " + link});
  EXPECT_EQ(rig.world.row("web01", "HTTP").acknowledgement_type, 2) << "sticky";
  ASSERT_TRUE(rig.says("Z acknowledged in Checkmk: prod/web01/HTTP"));
  let_everything_go_round();
  EXPECT_EQ(rig.stop(), 0);
  rig.start();
  let_everything_go_round();
  EXPECT_EQ(rig.told("web01", "HTTP"), Types{"ALERT"});
  EXPECT_EQ(acknowledgements().size(), 1U);
  run({"explain", "web01", "HTTP"});
  EXPECT_TRUE(said_so("Order:") && said_so("done ")) << said;
  rig.world.service_check("web01", "HTTP", 0, "fine");
  ASSERT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::resolved));
  EXPECT_EQ(rig.told("web01", "HTTP"), (Types{"ALERT", "RESOLVE"}));
  EXPECT_FALSE(rig.ilert.authorization_seen()) << "the token has no business at the event API";
}

TEST_F(Sync, AnAcknowledgementThatIsTakenBackInCheckmkPagesAgainAndStaysSo) {
  open_an_alert();
  ASSERT_TRUE(accept());
  ASSERT_TRUE(rig.says("Z acknowledged in Checkmk: prod/web01/HTTP"));
  const int first = rig.alert("web01", "HTTP")->id;
  rig.world.unacknowledge("web01", "HTTP");
  ASSERT_TRUE(eventually([&] { return rig.alert("web01", "HTTP")->id != first; }));
  let_everything_go_round();
  EXPECT_EQ(rig.told("web01", "HTTP"), (Types{"ALERT", "RESOLVE", "ALERT"}));
  EXPECT_FALSE(is_acknowledged());
  ASSERT_TRUE(accept("Bea"));
  ASSERT_TRUE(becomes_acknowledged()) << "another alert is another matter";
}

TEST_F(Sync, AnAcknowledgementThatExpiresWhileNobodyLooksPagesAgainOnce) {
  open_an_alert();
  ASSERT_TRUE(accept());
  ASSERT_TRUE(rig.says("Z acknowledged in Checkmk: prod/web01/HTTP"));
  const int first = rig.alert("web01", "HTTP")->id;
  rig.kill();
  rig.world.unacknowledge("web01", "HTTP");
  rig.start();
  ASSERT_TRUE(eventually([&] { return rig.alert("web01", "HTTP")->id != first; }));
  ASSERT_TRUE(rig.settles()) << "or the kill leaves an outcome unknown";
  rig.kill();
  rig.start();
  let_everything_go_round();
  EXPECT_EQ(rig.told("web01", "HTTP"), (Types{"ALERT", "RESOLVE", "ALERT"}));
  EXPECT_FALSE(is_acknowledged()) << "the old alert's acceptance is of an earlier time";
  EXPECT_EQ(rig.alert("web01", "HTTP")->status, AlertStatus::pending);
}

TEST_F(Sync, AcknowledgesInCheckmkAcceptsInIlertAndThatDoesNotComeBackEither) {
  open_an_alert();
  rig.world.acknowledge("web01", "HTTP", "carl", "on it");
  ASSERT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::accepted));
  let_everything_go_round();
  EXPECT_EQ(acknowledgements(), Types{"carl: on it"});
  EXPECT_EQ(rig.told("web01", "HTTP"), (Types{"ALERT", "ACCEPT"}));
}

TEST_F(Sync, WhatWasJournalledIsDoneAfterAKill) {
  open_an_alert();
  rig.livestatus->stop();
  ASSERT_TRUE(accept());
  ASSERT_TRUE(rig.says("accepted in ilert, to be acknowledged in Checkmk: prod/web01/HTTP"));
  rig.kill();
  EXPECT_EQ(open_orders(), 1U);
  EXPECT_NE(run({"status"}), 0);
  EXPECT_TRUE(said_so("1 to be done in Checkmk")) << said;
  rig.livestatus->start();
  rig.start();
  // It may have been tried before the kill: then a look has to show first that it did not hold.
  ASSERT_TRUE(eventually([this] { return is_acknowledged(); }, seconds{25}));
  ASSERT_TRUE(eventually([this] { return open_orders() == 0; }));
  let_everything_go_round();
  EXPECT_EQ(acknowledgements().size(), 1U);
  EXPECT_EQ(rig.told("web01", "HTTP"), Types{"ALERT"});
}

TEST_F(Sync, WhatWasDoneIsNotDoneAgainAfterAKill) {
  open_an_alert();
  ASSERT_TRUE(accept());
  ASSERT_TRUE(becomes_acknowledged());
  rig.kill();
  rig.start();
  ASSERT_TRUE(eventually([this] { return open_orders() == 0; }));
  let_everything_go_round();
  EXPECT_EQ(acknowledgements().size(), 1U);
  EXPECT_EQ(rig.told("web01", "HTTP"), Types{"ALERT"});
}

TEST_F(Sync, WhatHappenedWhileNobodyLookedIsTakenOver) {
  open_an_alert();
  rig.kill();
  ASSERT_TRUE(accept());
  rig.start();
  ASSERT_TRUE(becomes_acknowledged());
  rig.ilert.stop();
  rig.ilert.start();
  let_everything_go_round();
  EXPECT_EQ(rig.told("web01", "HTTP"), Types{"ALERT"});
}

TEST_F(Sync, ANameThatWouldBeAnotherCommandIsNotSaid) {
  const std::string name = "HTTP;2;0;0;eve;x";
  rig.world.add_service("web01", name);
  rig.world.service_check("web01", name, 2, "odd");
  rig.start();
  ASSERT_TRUE(rig.becomes("web01", name, AlertStatus::pending));
  rig.ilert.accept(rig.alert("web01", name)->id, "Ada");
  ASSERT_TRUE(rig.says("accepted in ilert, but not acknowledged in Checkmk"));
  EXPECT_EQ(acknowledgements(), Types{});
  EXPECT_FALSE(is_acknowledged()) << "nor another service's problem";
  run({"status"});
  EXPECT_TRUE(said_so("1 act of people in ilert in the last day could not be")) << said;
  run({"explain", "web01", name});
  EXPECT_TRUE(said_so("given up")) << said;
}

TEST_F(Sync, OffWithoutAToken) {
  const std::string text = rig.config_text();
  rig.write_config(replaced(text, "api_token_file = \"api.token\"", ""));
  open_an_alert();
  ASSERT_TRUE(accept());
  EXPECT_TRUE(rig.looks_again());
  EXPECT_TRUE(rig.ilert.rest_calls().empty());
  run({"status"});
  EXPECT_TRUE(said_so("sync       not configured")) << said;
}

TEST_F(Sync, CheckSaysWhetherTheTokenShowsTheAlertSources) {
  EXPECT_EQ(run({"check", "--connect"}), 0) << said;
  EXPECT_TRUE(said_so("route oncall: alert source \"Checkmk\" of ilert\n")) << said;
  rig.ilert.fault_rest(HttpFault::answer(403, R"({"code":"KEY_ERROR"})"), doubles::FaultScript::always);
  EXPECT_EQ(run({"check", "--connect"}), 1) << said;
  EXPECT_TRUE(said_so("403 KEY_ERROR") && said_so("api_token_file")) << said;
}

struct BadDay {
  const char* what;
  HttpFault fault;
  const char* said;
};
void PrintTo(const BadDay& day, std::ostream* out) { *out << day.what; }

class BadDays : public Sync, public testing::WithParamInterface<BadDay> {};

TEST_P(BadDays, PauseItAndNotDelivery) {
  rig.ilert.fault_rest(GetParam().fault, doubles::FaultScript::always);
  open_an_alert();
  ASSERT_TRUE(eventually([this] { return run({"status"}) != 3 && said_so("PAUSED"); })) << said;
  EXPECT_TRUE(said_so(GetParam().said)) << said;
  rig.world.service_check("web01", "HTTP", 0, "fine");
  ASSERT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::resolved));
  rig.world.service_check("web01", "HTTP", 2, "again");
  ASSERT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::pending));
  rig.ilert.heal();
  ASSERT_TRUE(accept());
  rig.reload();  // a person may not want to wait for the pause to end
  ASSERT_TRUE(becomes_acknowledged());
}

INSTANTIATE_TEST_SUITE_P(
    Rest, BadDays,
    testing::Values(BadDay{"NoToken", HttpFault::answer(401, R"({"message":"missing"})"), "401"},
                    BadDay{"WrongToken", HttpFault::answer(403, R"({"code":"KEY_ERROR"})"), "KEY_ERROR"},
                    BadDay{"NotVisible", HttpFault::answer(404, "{}"), "404"},
                    BadDay{"TooMany", HttpFault::too_many(), "429"},
                    BadDay{"Down", HttpFault::html(503), "503"},
                    BadDay{"NoJson", HttpFault::answer(200, "<html>login</html>"), "no JSON"},
                    BadDay{"AnotherJson", HttpFault::answer(200, R"({"rows":[]})"), "alert source"},
                    BadDay{"Closed", HttpFault::close_now(), "PAUSED"}),
    [](const auto& param) { return param.param.what; });

TEST_F(Sync, WhoResolvesInIlertWhileItLastsHearsNothingUntilItIsOver) {
  open_an_alert();
  const int first = rig.alert("web01", "HTTP")->id;
  ASSERT_TRUE(rig.ilert.resolve(first, "Ada Example"));
  ASSERT_TRUE(rig.says("resolved in ilert while the problem lasts: prod/web01/HTTP"));
  EXPECT_TRUE(rig.says("nothing is sent until it is over or gets a higher priority"));
  run({"status"});
  EXPECT_TRUE(said_so("1 resolved there, lasting")) << said;
  run({"explain", "web01", "HTTP"});
  EXPECT_TRUE(said_so("resolved in ilert while the problem lasts by Ada")) << said;
  rig.kill();
  rig.start();
  let_everything_go_round();
  rig.world.service_check("web01", "HTTP", 1, "better");
  rig.world.service_check("web01", "HTTP", 2, "no");
  let_everything_go_round();
  EXPECT_EQ(rig.told("web01", "HTTP"), Types{"ALERT"});
  rig.world.service_check("web01", "HTTP", 0, "fine");
  EXPECT_TRUE(rig.looks_again());
  rig.world.service_check("web01", "HTTP", 2, "another time");
  ASSERT_TRUE(eventually([&] { return rig.alert("web01", "HTTP")->id != first; }));
  EXPECT_EQ(rig.told("web01", "HTTP"), (Types{"ALERT", "ALERT"}));
}

TEST_F(Sync, OurOwnResolveIsNoPersons) {
  open_an_alert();
  for (int i = 0; i < 2; ++i) {
    rig.world.service_check("web01", "HTTP", 0, "fine");
    ASSERT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::resolved));
    rig.world.service_check("web01", "HTTP", 2, "again");
    ASSERT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::pending));
  }
  let_everything_go_round();
  EXPECT_EQ(rig.log().find("resolved in ilert while"), std::string::npos);
}

TEST_F(Sync, WhatIlertResolvesByItselfIsNoPersons) {
  open_an_alert();
  ASSERT_TRUE(rig.ilert.resolve_by_itself(rig.alert("web01", "HTTP")->id));
  let_everything_go_round();
  EXPECT_EQ(rig.log().find("resolved in ilert while"), std::string::npos);
  EXPECT_EQ(rig.told("web01", "HTTP"), Types{"ALERT"});
}

class SyncThatAcknowledges : public Sync {
 protected:
  SyncThatAcknowledges() : Sync({}, "resolve = \"acknowledge\"\n") {}
};

TEST_F(SyncThatAcknowledges, WhoResolvesInIlertWhileItLastsAcknowledgesInCheckmk) {
  open_an_alert();
  const int first = rig.alert("web01", "HTTP")->id;
  ASSERT_TRUE(rig.ilert.resolve(first, "Ada Example"));
  ASSERT_TRUE(becomes_acknowledged());
  const std::string link = "https://app.ilert.com/alerts/" + std::to_string(first);
  EXPECT_EQ(acknowledgements(), Types{"Ada Example (ilert): Resolved in ilert: " + link});
  rig.kill();
  rig.start();
  let_everything_go_round();
  EXPECT_EQ(rig.told("web01", "HTTP"), Types{"ALERT"});
  EXPECT_EQ(acknowledgements().size(), 1U);
  rig.world.unacknowledge("web01", "HTTP");
  ASSERT_TRUE(eventually([&] { return rig.alert("web01", "HTTP")->id != first; })) << "taken back: it pages";
}

class SyncThatReopens : public Sync {
 protected:
  SyncThatReopens() : Sync({}, "resolve = \"reopen\"\n") {}
};

TEST_F(SyncThatReopens, WhoResolvesInIlertWhileItLastsIsPagedAgain) {
  open_an_alert();
  const int first = rig.alert("web01", "HTTP")->id;
  ASSERT_TRUE(rig.ilert.resolve(first, "Ada Example"));
  ASSERT_TRUE(eventually([&] { return rig.alert("web01", "HTTP")->id != first; }));
  let_everything_go_round();
  EXPECT_EQ(rig.told("web01", "HTTP"), (Types{"ALERT", "ALERT"})) << "once";
}

class ManyAlerts : public Sync {
 protected:
  ManyAlerts() : Sync({.ilert = {.shuffled = true}}) {
    for (int i = 0; i < services; ++i) {
      rig.world.add_service("db01", service(i));
      rig.world.service_check("db01", service(i), 2, "full");
    }
  }
  static constexpr int services = 60;
  static std::string service(int i) { return "Disk " + std::to_string(i); }
};

TEST_F(ManyAlerts, ArePagedThroughInWhateverOrder) {
  rig.start();
  ASSERT_TRUE(eventually([this] { return rig.ilert.open_alerts() > services; }));
  for (const doubles::AlertView& alert : rig.ilert.alerts()) rig.ilert.accept(alert.id, "Ada");
  ASSERT_TRUE(eventually([this] { return acknowledgements().size() > services; }, seconds{40}));
  EXPECT_TRUE(rig.looks_again());
  EXPECT_EQ(acknowledgements().size(), services + 1U) << "each once";
}

class SyncOfTwoRoutes : public Sync {
 protected:
  SyncOfTwoRoutes()
      : Sync({.other_tables = "[route.second]\nintegration_key_file = \"2.key\"\n",
              .ilert = {.keys = {"il1apiTESTKEY", "il1apiSECOND"}}}) {}
};

TEST_F(SyncOfTwoRoutes, WhoAcceptsOnOneIsOnItForBoth) {
  rig.start();
  ASSERT_TRUE(eventually([this] { return rig.ilert.open_alerts() == 2; }));
  ASSERT_TRUE(rig.ilert.accept(rig.ilert.alerts().at(0).id, "Ada"));
  ASSERT_TRUE(becomes_acknowledged());
  ASSERT_TRUE(eventually([this] { return rig.ilert.alerts().at(1).status == AlertStatus::accepted; }));
  let_everything_go_round();
  EXPECT_EQ(acknowledgements().size(), 1U);
  Types told = rig.told("web01", "HTTP");
  std::sort(told.begin(), told.end());
  EXPECT_EQ(told, (Types{"ACCEPT", "ALERT", "ALERT"})) << "the other alert is accepted, this one is already";
}

// [sync] has no token, and the route has one.
class SyncOfARoute : public Stage {
 protected:
  SyncOfARoute()
      : Stage({.route_keys = "api_token_file = \"api.token\"\n",
               .other_tables = "[sync]\ninterval = \"1s\"\n",
               .ilert = {.tokens = {"t0kenOfAda"}}}) {
    rig.world.add_service("web01", "HTTP");
    rig.world.service_check("web01", "HTTP", 2, "connection refused");
  }
};

TEST_F(SyncOfARoute, IsHeardWithTheRoutesOwnToken) {
  run({"check", "--connect"});
  EXPECT_TRUE(said_so("alert source \"")) << said;
  rig.start();
  ASSERT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::pending));
  ASSERT_TRUE(rig.settles());
  ASSERT_TRUE(rig.ilert.accept(rig.alert("web01", "HTTP")->id, "Ada Example"));
  EXPECT_TRUE(eventually([this] { return rig.world.row("web01", "HTTP").acknowledged; }));
  run({"status"});
  EXPECT_TRUE(said_so("sync       ilert asked ")) << said;
}

}  // namespace
}  // namespace ilert_bridge
