#include "ilert-bridge/cli/explain_screen.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>

#include "ilert-bridge/base/text.hpp"
#include "tests/core/builders.hpp"

namespace ilert_bridge {
namespace {

Entry delivered_event(EventId id) {
  Entry entry;
  entry.queued.event.id = id;
  entry.queued.event.recorded_at = noon - min(2);
  entry.settled = Settled::delivered;
  Attempt cut{.started_at = noon - min(2), .ended_at = noon - min(1), .answer = "no complete answer"};
  Attempt taken{.started_at = noon - min(1),
                .ended_at = noon - min(1) + Span{84},
                .outcome = Outcome::delivered,
                .http_status = 202,
                .answer = "202",
                .correlation_id = "0b5a3f6e-7c1d-4a52-9f3e-1d2c3b4a5968"};
  entry.attempts = {cut, taken};
  return entry;
}

// A scene on one route, with so many events.
class ToldStory {
 public:
  explicit ToldStory(const Scene& scene, EventId events = 0) : routes_{scene.route} {
    story.sighting = scene.sighting;
    story.at = scene.at.now;
    look_.site = "prod";
    look_.program = scene.at.program;
    Reports reports;
    if (!scene.report.is_blank()) reports[scene.sighting.subject][scene.route.name] = scene.report;
    RouteStory& route = story.routes.emplace_back();
    TakenOn taken;  // what is decided is taken, too
    taken[scene.route.name].heard.told = scene.report.told;
    route.explanation =
        explain(story.sighting, look_, scene.at.site_sure, reports, routes_, {}, taken, scene.at.now).at(0);
    for (EventId id = events; id > 0; --id) route.events.push_back(delivered_event(id));
  }
  ToldStory(const ToldStory&) = delete;

  std::vector<std::string> lines(bool all = false) const { return lines_of(story, {.all = all}); }
  std::string text(bool all = false) const { return join(lines(all), "\n"); }
  ObjectStory story;

 private:
  std::vector<Route> routes_;
  Look look_;
};

const Scene critical = service(State::critical);

Scene long_winded(Scene scene) {
  scene.sighting.subject.service = "Filesystem /srv/a/rather/deep/place/that/somebody/mounted/once";
  const Remark words{"carl",
                     "moving racks in the second row, back at noon or so, ask at the desk if in doubt"};
  scene.sighting.observation.downtime = words;
  scene.sighting.observation.acknowledgement = words;
  scene.route.match.services = {Pattern::parse("~^Filesystem /srv/a/rather/deep/place", nullptr)};
  return scene;
}

TEST(ExplainScreen, OneRouteFitsTheScreenWhateverDecides) {
  for (const Scene& scene :
       {critical, critical.open(), critical.in_downtime(), critical.acknowledged().accepted(),
        critical.soft(), critical.delay(min(15)), critical.flapping().open(), critical.absent().open(),
        critical.host(State::down, noon - min(3)).takes_host(), service(State::ok)}) {
    const ToldStory told{long_winded(scene), 9};
    EXPECT_LE(told.lines().size(), 23U) << told.text();
    for (const std::string& line : told.lines()) EXPECT_LE(code_points(line), 80U) << line;
  }
}

TEST(ExplainScreen, BeginsWithTheAnswer) {
  const ToldStory told{critical.in_downtime()};
  EXPECT_EQ(told.lines().at(0), "prod/web01/HTTP is CRITICAL, hard, for 10 min; checked 1 min ago");
  EXPECT_EQ(told.lines().at(2), "Why:    No alert, because it is in a downtime by carl: \"moving racks\".");
}

TEST(ExplainScreen, FoldsTheFirstRulesAndShowsTheDecidingOne) {
  const ToldStory told{critical.open(), 3};
  EXPECT_NE(told.text().find("do not fit: site_unsure pending removed"), std::string::npos) << told.text();
  EXPECT_NE(told.text().find("19 problem           YES -> alerting, HIGH: state: CRITICAL"),
            std::string::npos)
      << told.text();
}

TEST(ExplainScreen, ShowsEveryRuleAndAttemptWhereAllIsAskedFor) {
  const ToldStory told{critical.in_downtime(), 4};
  for (const RuleTrial& rule : told.story.routes.at(0).explanation.rules)
    EXPECT_NE(told.text(true).find(std::string{name(rule.rule)}), std::string::npos) << name(rule.rule);
  EXPECT_NE(told.text(true).find("19 problem           not asked"), std::string::npos) << told.text(true);
  const std::string text = told.text(true);
  EXPECT_EQ(text.find("1 ALERT") == std::string::npos, false) << text;
  EXPECT_NE(text.find("unknown no complete answer"), std::string::npos) << text;
}

TEST(ExplainScreen, CleansWhatComesFromOutside) {
  Scene scene = critical.in_downtime({"carl\x1b[2J", "line\nbreak"});
  scene.sighting.subject.service = "HT\x1bTP\n";
  const ToldStory told{scene};
  EXPECT_EQ(told.text().find('\x1b'), std::string::npos);
  EXPECT_EQ(boost::json::serialize(json_of(told.story)).find("\\u001b"), std::string::npos);
}

TEST(ExplainScreen, ATimeInJsonIsTextOrNullAndNoList) {
  ToldStory told{critical.open()};
  told.story.routes.front().order = Order{.ordered_at = noon, .ended = OrderEnd::done, .ended_at = noon};
  const boost::json::value object = json_of(told.story);
  const boost::json::value& route = object.at("routes").at(0);
  EXPECT_TRUE(route.at("report").at("toldAt").is_string()) << boost::json::serialize(route.at("report"));
  EXPECT_TRUE(route.at("queue").at("nextAttempt").is_null()) << boost::json::serialize(route.at("queue"));
  const boost::json::value& order = route.at("order");
  EXPECT_EQ(order.at("ended"), boost::json::value("done")) << boost::json::serialize(order);
  EXPECT_TRUE(order.at("endedAt").is_string() && order.at("triedAt").is_null()) << order;
  told.story.routes.front().is_known = false;
  for (const char* const key :
       {"alert", "report", "heard", "toBeTold", "queue", "adopted", "order", "events"})
    EXPECT_TRUE(json_of(told.story).at("routes").at(0).at(key).is_null()) << key;
  EXPECT_NE(told.text().find("Told:   not known"), std::string::npos) << told.text();
}

TEST(ExplainScreen, JsonHasTheSchemaAndTheSameStory) {
  const ToldStory told{critical.open(), 2};
  const boost::json::value object = json_of(told.story);
  EXPECT_EQ(object.at("schema"), boost::json::value(1));
  const boost::json::value& route = object.at("routes").at(0);
  EXPECT_EQ(route.at("why").as_string(), told.story.routes.at(0).explanation.why);
  EXPECT_EQ(route.at("rules").as_array().size(), 19U);
  EXPECT_EQ(route.at("rules").at(18).at("fate"), boost::json::value("decided"));
  EXPECT_EQ(route.at("events").as_array().size(), 2U);
}

}  // namespace
}  // namespace ilert_bridge
