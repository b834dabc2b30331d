// Bad answers of ilert: nothing is lost, nothing is told out of order, and the log says what to do.
#include <boost/json.hpp>
#include <ostream>
#include <set>

#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
using doubles::HttpFault;

class BadIlert : public Stage {
 protected:
  explicit BadIlert(rig::RigOptions options = {}) : Stage(std::move(options)) {
    replace_in_config(rig, "timeout = \"5s\"", "timeout = \"1s\"");
    rig.world.add_service("web01", "HTTP");
    rig.world.service_check("web01", "HTTP", 2, "connection refused");
  }
  Settled settled(EventId id) const {
    for (const Entry& entry : rig.entries())
      if (entry.queued.event.id == id) return entry.settled;
    throw std::out_of_range("no such event");
  }
  std::string attempts_of_the_event() {
    run({"journal", "show", "1"});
    return said;
  }
};

struct Trouble {
  const char* what;
  HttpFault fault;
  std::string sentence;  // of the log
  std::string answer;    // as log and journal show it
};

void PrintTo(const Trouble& trouble, std::ostream* out) { *out << trouble.what; }

constexpr const char* again = "not delivered, kept and tried again";
constexpr const char* held = "ilert takes nothing of this route, its events are kept and tried again slowly";

class Troubles : public BadIlert, public testing::WithParamInterface<Trouble> {};

TEST_P(Troubles, KeepTheEventAndSayWhy) {
  rig.ilert.fault(GetParam().fault, doubles::FaultScript::always);
  EXPECT_EQ(run_once(), 1) << said;
  EXPECT_TRUE(said_so(GetParam().sentence)) << said;
  EXPECT_TRUE(said_so(GetParam().answer)) << said;
  EXPECT_EQ(rig.waiting(), 1U);
  EXPECT_NE(attempts_of_the_event().find(GetParam().answer), std::string::npos) << said;
  rig.ilert.heal();
  EXPECT_EQ(run_once(), 0) << said;
  EXPECT_EQ(rig.waiting(), 0U);
  EXPECT_EQ(rig.ilert.alerts().size(), 1U);
  EXPECT_EQ(rig.ilert.pages(), 1) << "told twice, perhaps; paged once";
}

INSTANTIATE_TEST_SUITE_P(
    Ilert, Troubles,
    testing::Values(
        Trouble{"ServerError", HttpFault::answer(500, R"({"status":500,"message":"boom","code":"INTERNAL"})"),
                again, "500 INTERNAL: boom"},
        Trouble{"Unavailable", HttpFault::answer(503), again, "503"},
        Trouble{"RequestTimeout", HttpFault::answer(408), again, "408"},
        Trouble{"TooEarly", HttpFault::answer(425), again, "425"},
        Trouble{"TooMany", HttpFault::too_many(), again, "429"},
        Trouble{"WebPageOfAProxy", HttpFault::html(502), again, "502"},
        Trouble{"HugeError", HttpFault::huge(), again, "500: xxx"},
        Trouble{"WrongKey", HttpFault::answer(401, R"({"message":"who are you"})"), held, "401: who are you"},
        Trouble{"Forbidden", HttpFault::answer(403), held, "403"},
        Trouble{"NoSuchPath", HttpFault::answer(404), held, "404"},
        Trouble{"PlanLimit", HttpFault::answer(402), held, "402"},
        Trouble{"KeyErrorIn400", HttpFault::answer(400, R"({"code":"KEY_ERROR","message":"no"})"), held,
                "400 KEY_ERROR: no"},
        Trouble{"ProxyWantsPassword", HttpFault::answer(407), held, "407"},
        Trouble{"ClosesBeforeItIsTaken", HttpFault::close_now(), again, ""},
        Trouble{"LosesTheAnswer", HttpFault::drop_after_processing(), again, ""},
        Trouble{"HalfAnAnswer", HttpFault::half_body(), again, ""},
        Trouble{"Garbage", HttpFault::garbage(), again, ""}),
    [](const auto& trouble) { return trouble.param.what; });

TEST_F(BadIlert, AnAnswerThatNeverComesIsAnUnknownOutcome) {
  rig.ilert.fault(HttpFault::hang());
  EXPECT_EQ(run_once(), 1);
  EXPECT_TRUE(said_so(again)) << said;
  EXPECT_NE(attempts_of_the_event().find("unknown"), std::string::npos) << said;
  EXPECT_EQ(run_once(), 0) << said;
  EXPECT_EQ(rig.told("web01", "HTTP"), Types{"ALERT"});
}

// A firewall or front that forgot its connections, while new ones work.
TEST_F(BadIlert, ConnectionsThatWereForgottenCostOneTimeOut) {
  rig.start();
  ASSERT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::pending));
  ASSERT_TRUE(rig.settles());
  const int before = rig.ilert.connections();
  rig.ilert.swallow();
  rig.world.add_service("web02", "HTTP");
  rig.world.service_check("web02", "HTTP", 2, "connection refused");
  EXPECT_TRUE(rig.becomes("web02", "HTTP", AlertStatus::pending)) << rig.log();
  EXPECT_GT(rig.ilert.connections(), before);
  EXPECT_EQ(rig.ilert.pages(), 2);
}

TEST_F(BadIlert, ARedirectIsNotFollowed) {
  doubles::IlertDouble elsewhere;
  rig.ilert.fault(HttpFault::redirect(elsewhere.url() + "/events?k=v"), doubles::FaultScript::always);
  EXPECT_EQ(run_once(), 1);
  EXPECT_TRUE(said_so(held)) << said;
  EXPECT_TRUE(said_so("set the address it leads to")) << said;
  EXPECT_EQ(elsewhere.connections(), 0);
  EXPECT_EQ(rig.waiting(), 1U);
}

TEST_F(BadIlert, WhatIsOverMeanwhileIsAResolveInstead) {
  rig.ilert.fault(HttpFault::drop_after_processing());
  EXPECT_EQ(run_once(), 1);
  rig.world.service_check("web01", "HTTP", 0, "HTTP OK");
  EXPECT_EQ(run_once(), 0) << said;
  EXPECT_EQ(rig.told("web01", "HTTP"), (Types{"ALERT", "RESOLVE"}));
  EXPECT_EQ(settled(1), Settled::superseded);
  EXPECT_EQ(rig.ilert.open_alerts(), 0);
}

TEST_F(BadIlert, ALostAnswerIsRepeatedAsTheSameEvent) {
  rig.ilert.fault(HttpFault::drop_after_processing());
  rig.start();
  ASSERT_TRUE(rig.ilert.wait_until([&] { return rig.ilert.events().size() == 2; }));
  ASSERT_TRUE(rig.settles());
  const std::vector<doubles::ReceivedEvent> events = rig.ilert.events();
  EXPECT_EQ(events[0].body, events[1].body);
  EXPECT_EQ(rig.ilert.pages(), 1);
}

TEST_F(BadIlert, AnEventThatFailsAloneDoesNotHoldUpOthers) {
  rig.ilert.fault_for(rig::Rig::key("web01", "HTTP"), HttpFault::answer(500), doubles::FaultScript::always);
  rig.start();
  rig.world.add_service("web02", "Disk /");
  rig.world.service_check("web02", "Disk /", 2, "full");
  EXPECT_TRUE(rig.becomes("web02", "Disk /", AlertStatus::pending));
  EXPECT_EQ(rig.told("web01", "HTTP"), Types{});
  EXPECT_TRUE(eventually([&] { return rig.waiting() == 1; }));
}

TEST_F(BadIlert, WhatCameAndWentWhileItWasAwayIsNotToldToIt) {
  rig.ilert.stop();
  rig.start();
  ASSERT_TRUE(eventually([&] { return rig.entries().size() == 1; }));
  rig.world.service_check("web01", "HTTP", 0, "HTTP OK");
  ASSERT_TRUE(eventually([&] { return rig.entries().size() == 2; }));
  rig.ilert.start();
  ASSERT_TRUE(rig.settles());
  ASSERT_TRUE(rig.looks_again());
  EXPECT_EQ(rig.told("web01", "HTTP"), Types{});
}

class BadIlertThatWantsAll : public BadIlert {
 protected:
  BadIlertThatWantsAll() : BadIlert({.route_keys = "replay = \"full\"\n"}) {}
};

TEST_F(BadIlertThatWantsAll, WhileItIsAwayTheJournalKeepsTheOrder) {
  rig.ilert.stop();
  rig.start();
  ASSERT_TRUE(eventually([&] { return rig.entries().size() == 1; }));
  rig.world.acknowledge("web01", "HTTP", "alice", "on it");
  ASSERT_TRUE(eventually([&] { return rig.entries().size() == 2; }));
  rig.world.service_check("web01", "HTTP", 0, "HTTP OK");
  ASSERT_TRUE(eventually([&] { return rig.entries().size() == 3; }));
  rig.ilert.start();
  ASSERT_TRUE(rig.settles());
  EXPECT_EQ(rig.told("web01", "HTTP"), (Types{"ALERT", "ACCEPT", "RESOLVE"}));
  EXPECT_TRUE(rig.says("ilert takes events again"));
}

TEST_F(BadIlert, WhatIsRefusedGoesOnceMoreWithRequiredFieldsOnly) {
  rig.ilert.fault(HttpFault::answer(400, R"({"code":"BAD_LABELS","message":"labels are bad"})"));
  EXPECT_EQ(run_once(), 0) << said;
  ASSERT_EQ(rig.ilert.events().size(), 2U);
  std::set<std::string> fields;
  const boost::json::object body = rig.ilert.events().at(1).body;
  for (const auto& field : body) fields.insert(field.key());
  EXPECT_EQ(fields, (std::set<std::string>{"integrationKey", "eventType", "alertKey", "summary"}));
  EXPECT_EQ(rig.told("web01", "HTTP"), Types{"ALERT"});
}

TEST_F(BadIlert, WhatIsRefusedTwiceIsParkedAndTheNextEventGoesOn) {
  rig.ilert.fault(HttpFault::answer(422, R"({"code":"NO","message":"not this one"})"), 2);
  run_once();
  EXPECT_TRUE(said_so("ilert refused the event for good, it is parked")) << said;
  EXPECT_TRUE(said_so("422 NO: not this one")) << said;
  EXPECT_EQ(settled(1), Settled::parked);
  rig.world.service_check("web01", "HTTP", 0, "HTTP OK");
  EXPECT_EQ(run_once(), 0) << said;
  EXPECT_EQ(rig.told("web01", "HTTP"), Types{}) << "ilert knows of nothing to resolve";
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  EXPECT_EQ(run_once(), 0) << said;
  EXPECT_EQ(rig.told("web01", "HTTP"), Types{"ALERT"});
}

TEST_F(BadIlert, AnAlertAboutItselfIsResolvedThoughTheBridgeHasAnotherNameByNow) {
  rig.ilert.fault(HttpFault::answer(422), 2);
  EXPECT_EQ(run_once(), 0) << said;
  ASSERT_EQ(rig.ilert.open_alerts(), 1) << "about the parked event";
  const std::string key = rig.ilert.alerts().front().alert_key;
  ASSERT_TRUE(key.starts_with("bridge-")) << key;
  replace_in_config(rig, "name = \"rig\"", "name = \"other\"");
  EXPECT_EQ(run_once(), 0) << said;
  EXPECT_EQ(rig.ilert.last_alert(key)->status, AlertStatus::resolved);
}

TEST_F(BadIlert, TheBudgetHoldsAcrossRestarts) {
  replace_in_config(rig, "events_per_minute = 10000", "events_per_minute = 3");
  for (int i = 0; i < 5; ++i) {
    rig.world.add_service("web02", "S" + std::to_string(i));
    rig.world.service_check("web02", "S" + std::to_string(i), 2, "down");
  }
  EXPECT_EQ(run_once(), 1);
  EXPECT_EQ(rig.ilert.events().size(), 3U);
  EXPECT_EQ(run_once(), 1);
  EXPECT_EQ(rig.ilert.events().size(), 3U);
  EXPECT_EQ(rig.waiting(), 4U) << "with the storm's own alert there were seven";
}

}  // namespace
}  // namespace ilert_bridge
