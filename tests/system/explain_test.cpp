// Why an object has, or has not, an alert: asked of the real program, with and without the daemon.
#include <algorithm>
#include <boost/json.hpp>
#include <sstream>

#include "ilert-bridge/base/text.hpp"
#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
namespace json = boost::json;

class Explaining : public Stage {
 protected:
  explicit Explaining(rig::RigOptions options = {}) : Stage(std::move(options)) {
    rig.world.add_host("db01");
    rig.world.add_service("web01", "HTTP");
    rig.world.add_service("web01", "SSH");
  }
  int explain(std::vector<std::string> words) {
    words.insert(words.begin(), "explain");
    return run(words);
  }
  std::size_t lines() const { return static_cast<std::size_t>(std::count(said.begin(), said.end(), '\n')); }
  void expect_to_fit_the_screen() const {
    EXPECT_LE(lines(), 23U) << said;
    std::istringstream output(said);
    for (std::string line; std::getline(output, line);) EXPECT_LE(code_points(line), 80U) << line;
  }
};

TEST_F(Explaining, AProblemThatPagedWithItsEventAndAnswer) {
  rig.start();
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  ASSERT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::pending));
  ASSERT_TRUE(rig.settles());
  EXPECT_EQ(explain({"web01", "HTTP"}), 0) << said;
  EXPECT_TRUE(said_so("Why:    Its alert is open, because it is CRITICAL, and nothing holds it back."))
      << said;
  EXPECT_TRUE(said_so("19 problem           YES -> alerting, HIGH")) << said;
  EXPECT_TRUE(said_so("ilert has heard: open")) << said;
  EXPECT_TRUE(said_so("1 ALERT (problem)")) << said;
  EXPECT_TRUE(said_so("delivered 202")) << said;
  expect_to_fit_the_screen();
}

TEST_F(Explaining, AProblemInADowntimeThatDidNotPage) {
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  rig.world.schedule_downtime("web01", "HTTP", "carl", "moving racks");
  EXPECT_EQ(explain({"web01", "HTTP"}), 0) << said;
  EXPECT_TRUE(said_so("No alert, because it is in a downtime by carl: \"moving racks\".")) << said;
  EXPECT_TRUE(said_so(" 8 downtime          YES -> clear")) << said;
  EXPECT_TRUE(said_so("the rules after it are not asked")) << said;
  EXPECT_TRUE(said_so("There is no journal to read")) << said;
  expect_to_fit_the_screen();
  EXPECT_EQ(explain({"web01", "HTTP", "--all"}), 0) << said;
  EXPECT_TRUE(said_so(" 1 site_unsure       no: complete answer: yes")) << said;
  EXPECT_TRUE(said_so("19 problem           not asked")) << said;
}

TEST_F(Explaining, AnObjectWithoutAProblem) {
  EXPECT_EQ(explain({"db01"}), 0) << said;
  EXPECT_TRUE(said_so("prod/db01 is UP")) << said;
  EXPECT_TRUE(said_so("No alert, because it is UP.")) << said;
  EXPECT_TRUE(said_so("Events: none")) << said;
}

TEST_F(Explaining, WhatDoesNotExistWithTheNearestNames) {
  EXPECT_EQ(explain({"web1"}), 1);
  EXPECT_TRUE(said_so("site prod: there is no host \"web1\"; is it \"web01\"?")) << said;
  EXPECT_EQ(explain({"web01", "http"}), 1);
  EXPECT_TRUE(said_so("host \"web01\" has no service \"http\"; is it \"HTTP\"?")) << said;
  EXPECT_EQ(explain({"web01", "--site", "prd"}), 2);
  EXPECT_TRUE(said_so("did you mean 'prod'?")) << said;
}

TEST_F(Explaining, WhatTheBridgePrintsIsUnderstood) {
  rig.world.add_service("web01", "CPU load");
  rig.world.service_check("web01", "CPU load", 2, "much");
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"prod/web01/CPU load"}, {"web01;CPU load"}, {"web01", "CPU", "load"}, {"web01/CPU", "load"}}) {
    EXPECT_EQ(explain(words), 0) << said;
    EXPECT_TRUE(said_so("prod/web01/CPU load is CRITICAL")) << said;
  }
  EXPECT_EQ(explain({"prod/web01", "--site", "other"}), 2) << said;
}

TEST_F(Explaining, OfAHealthyHostTheServicesWithProblems) {
  EXPECT_EQ(explain({"web01"}), 0) << said;
  EXPECT_TRUE(said_so("No service of it has a problem.")) << said;
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  EXPECT_EQ(explain({"web01"}), 0) << said;
  EXPECT_TRUE(said_so("1 service of it has a problem:\n- HTTP is CRITICAL, hard")) << said;
  expect_to_fit_the_screen();
}

TEST_F(Explaining, WithoutAnAnswerFromTheSiteTheJournalStillTells) {
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  ASSERT_EQ(run_once(), 0) << said;
  rig.livestatus->stop();
  EXPECT_EQ(explain({"web01", "HTTP"}), 1);
  EXPECT_TRUE(said_so("Its alert stays open, because the site gave no complete answer.")) << said;
  EXPECT_TRUE(said_so("1 ALERT (problem)")) << said;
}

TEST_F(Explaining, AsJson) {
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  ASSERT_EQ(run_once(), 0) << said;
  ASSERT_EQ(explain({"web01", "HTTP", "--json"}), 0) << said;
  const json::value object = json::parse(said).at(0);
  EXPECT_EQ(object.at("schema"), json::value(1));
  EXPECT_EQ(object.at("state"), json::value("CRITICAL"));
  const json::value route = object.at("routes").at(0);
  EXPECT_EQ(route.at("verdict").at("reason"), json::value("problem"));
  EXPECT_EQ(route.at("rules").as_array().size(), 19U);
  EXPECT_EQ(route.at("heard"), json::value("open"));
  EXPECT_EQ(route.at("events").at(0).at("attempts").at(0).at("httpStatus"), json::value(202));
}

class ExplainingDelay : public Explaining {
 protected:
  ExplainingDelay() : Explaining({.route_keys = "delay = \"15m\"\n"}) {}
};

TEST_F(ExplainingDelay, SaysWhenItIsDue) {
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_EQ(explain({"web01", "HTTP"}), 0) << said;
  EXPECT_TRUE(said_so("it has been a problem for ")) << said;
  EXPECT_TRUE(said_so("Next:   ALERT at ")) << said;
  EXPECT_TRUE(said_so("(in 14 min")) << said;
}

class ExplainingRoutes : public Explaining {
 protected:
  ExplainingRoutes()
      : Explaining({.other_tables = "[route.web]\nintegration_key_file = \"2.key\"\n"
                                    "match = { hosts = [\"~^db\"] }\n",
                    .ilert = {.keys = {"il1apiONE", "il1apiTWO"}}}) {}
};

TEST_F(ExplainingRoutes, NamesTheKeyThatDidNotMatch) {
  EXPECT_EQ(explain({"web01", "HTTP"}), 0) << said;
  EXPECT_TRUE(said_so("Route web does not take it: hosts do not match: ~^db, it has web01")) << said;
  EXPECT_EQ(explain({"web01", "HTTP", "--route", "web", "--all"}), 0) << said;
  EXPECT_FALSE(said_so("Route oncall")) << said;
  EXPECT_TRUE(said_so(" 5 unrouted          YES")) << said;
}

}  // namespace
}  // namespace ilert_bridge
