// Many at once: who is held as one of many stays so, one by one, until it is back or a person says more.
#include <gtest/gtest.h>

#include "tests/core/timeline.hpp"

using namespace ilert_bridge;

namespace {

const Scene critical = service(State::critical);

Subject numbered(int number, const std::string& host = "host") {
  return {"prod", host + std::to_string(number), "HTTP", ""};
}

Route route_named(std::string name) {
  Route route;
  route.name = std::move(name);
  return route;
}

Scene in_group(const Scene& scene, const std::string& group) {
  return scene.seen([&](Observation& it) { it.attributes.contact_groups = {group}; });
}

// Services of a site that are CRITICAL and told.
Timeline with_open(int count, std::vector<Route> routes) {
  Timeline site{.routes = with_rules(std::move(routes))};
  for (int i = 0; i < count; ++i) site.show(numbered(i), in_group(critical, "linux"));
  site.look();
  site.now += min(2);
  return site;
}
Timeline with_open(int count) { return with_open(count, {route_named("oncall")}); }

void vanish(Timeline& site, int from, int to) {
  for (int i = from; i < to; ++i) site.show(numbered(i), critical.absent());
}

int held(const Timeline& site, const std::string& reason) {
  int count = 0;
  for (const auto& [subject, why] : site.reasons) count += why == reason ? 1 : 0;
  return count;
}

}  // namespace

TEST(ManyMissing, AreHeldOneByOneThoughSomeAreBack) {
  Timeline site = with_open(40);
  vanish(site, 0, 25);
  EXPECT_EQ(site.go_on(min(4)), Events{});
  for (int i = 0; i < 6; ++i) site.show(numbered(i), critical);
  EXPECT_EQ(site.go_on(min(30)), Events{}) << "nineteen are fewer than twenty, and held all the same";
  EXPECT_EQ(held(site, "many_missing"), 19);
  EXPECT_EQ(held_as_many(site.reports, "prod", site.routes).missing, 19U);
  EXPECT_EQ(held_as_many(site.reports, "prod", site.routes).reported, 40U);
}

TEST(ManyMissing, AreHeldWhateverElseFails) {
  Timeline site = with_open(40);
  vanish(site, 0, 25);
  site.go_on(min(2));
  for (int i = 0; i < 120; ++i) site.show(numbered(i, "other"), critical);
  EXPECT_EQ(site.go_on(min(10)), (Events{{"oncall ALERT", 120}}));
  EXPECT_EQ(held(site, "many_missing"), 25);
}

TEST(ManyMissing, AreNotNewlyMissingWhenAnotherIsRemoved) {
  Timeline site = with_open(60);
  vanish(site, 0, 25);
  site.go_on(min(2));
  vanish(site, 25, 26);
  EXPECT_EQ(site.go_on(min(2)), (Events{{"oncall RESOLVE", 1}})) << "one is not many";
  EXPECT_EQ(held(site, "many_missing"), 25);
}

TEST(ManyMissing, GoOnWhenTheyAreBack) {
  Timeline site = with_open(40);
  vanish(site, 0, 25);
  site.go_on(min(4));
  site.show(numbered(0), service(State::ok));
  EXPECT_EQ(site.look(), (Events{{"oncall RESOLVE", 1}}));
  site.show(numbered(1), critical);
  site.look();
  site.show(numbered(1), critical.absent());
  EXPECT_EQ(site.go_on(min(2)), (Events{{"oncall RESOLVE", 1}})) << "it was back, and left by itself";
}

TEST(ManyMissing, AreRemovedWhenAPersonSaysSo) {
  Timeline site = with_open(40);
  vanish(site, 0, 25);
  site.go_on(min(4));
  EXPECT_EQ(site.adopt(), (Events{{"oncall RESOLVE", 25}}));
  EXPECT_EQ(held_as_many(site.reports, "prod", site.routes).missing, 0U);
  EXPECT_EQ(site.go_on(min(4)), Events{});
}

TEST(ManyMissing, AreHeldOverARestartOfTheCore) {
  Timeline site = with_open(40);
  vanish(site, 0, 25);
  site.go_on(min(4));
  site.program = second_run;
  for (int i = 0; i < 6; ++i) site.show(numbered(i), critical);
  EXPECT_EQ(site.go_on(min(4)), Events{});
  EXPECT_EQ(held(site, "many_missing"), 19);
}

// What was told on a route that left with its key is nobody's any more.
TEST(ManyMissing, CountOnlyWhatLivingRoutesTold) {
  Timeline site = with_open(40);
  for (int i = 0; i < 25; ++i) {
    site.reports[numbered(i, "orphan")]["gone"] = critical.open().report;
    site.show(numbered(i, "orphan"), critical.absent());
  }
  vanish(site, 0, 1);
  EXPECT_EQ(site.go_on(min(2)), (Events{{"oncall RESOLVE", 1}}));
  EXPECT_EQ(held_as_many(site.reports, "prod", site.routes).reported, 39U);
}

namespace {

Route of_group(std::string name, std::string_view group) {
  Route route = route_named(std::move(name));
  route.match.contact_groups = {Pattern::parse(group, nullptr)};
  return route;
}

Route fallback() {
  Route route = route_named("rest");
  route.fallback = true;
  return route;
}

void regroup(Timeline& site, int from, int to, const Scene& scene) {
  for (int i = from; i < to; ++i) site.show(numbered(i), in_group(scene, "unix"));
}

}  // namespace

TEST(ManyUnrouted, StayOnTheirRouteAndTheFallbackDoesNotGetThem) {
  Timeline site = with_open(60, {of_group("oncall", "linux"), fallback()});
  regroup(site, 0, 60, critical);
  EXPECT_EQ(site.go_on(min(60)), Events{});
  EXPECT_EQ(held(site, "many_unrouted"), 60);
  EXPECT_EQ(held_as_many(site.reports, "prod", site.routes).unrouted, 60U);
}

TEST(ManyUnrouted, CountAsMatchedForWhatHappensToThem) {
  Route oncall = of_group("oncall", "linux");
  oncall.alert_on.insert(State::warning);
  Timeline site = with_open(60, {oncall, fallback()});
  site.show(numbered(0), in_group(service(State::warning), "linux"));
  site.look();
  site.show(numbered(59), in_group(service(State::ok), "linux"));
  site.look();
  site.show(numbered(59), in_group(service(State::warning), "linux"));
  site.look();
  regroup(site, 0, 60, critical);
  site.show(numbered(59), in_group(service(State::warning), "unix"));
  site.go_on(min(2));
  site.show(numbered(1), in_group(service(State::ok), "unix"));
  site.show(numbered(2), in_group(critical.acknowledged(), "unix"));
  site.show(numbered(59), in_group(critical, "unix"));
  EXPECT_EQ(site.look(), (Events{{"oncall RESOLVE", 1},
                                 {"oncall ACCEPT", 1},
                                 {"oncall RESOLVE/worsened", 1},
                                 {"oncall ALERT/worsened", 1}}));
  site.show(numbered(1), in_group(critical, "unix"));
  EXPECT_EQ(site.look(), (Events{{"rest ALERT", 1}})) << "a new problem is whose it is now";
}

TEST(ManyUnrouted, AreFreeAgainWhenTheyMatchAgain) {
  Timeline site = with_open(60, {of_group("oncall", "linux")});
  regroup(site, 0, 60, critical);
  site.go_on(min(2));
  site.show(numbered(0), in_group(critical, "linux"));
  site.look();
  site.show(numbered(0), in_group(critical, "unix"));
  EXPECT_EQ(site.go_on(min(2)), (Events{{"oncall RESOLVE", 1}})) << "this time it went alone";
  EXPECT_EQ(held_as_many(site.reports, "prod", site.routes).unrouted, 59U);
}

TEST(ManyUnrouted, LeaveTheirRouteWhenAPersonSaysSoAndNobodyIsCalledElsewhere) {
  Timeline site = with_open(60, {of_group("oncall", "linux"), fallback()});
  regroup(site, 0, 60, critical);
  site.go_on(min(2));
  EXPECT_EQ(site.adopt(), (Events{{"oncall RESOLVE", 60}}));
  EXPECT_EQ(site.report(numbered(0), "rest").told, Told::dismissed);
  EXPECT_EQ(site.go_on(min(10)), Events{});
}

TEST(ManyUnrouted, AreHeldThoughNobodyKnowsByWhichRulesTheyWereMatched) {
  Timeline site = with_open(60, {of_group("oncall", "linux")});
  for (auto& [subject, on_routes] : site.reports) on_routes["oncall"].matched_by = 0;  // an older version's
  regroup(site, 0, 60, critical);
  EXPECT_EQ(site.go_on(min(10)), Events{});
}

TEST(Unrouted, ByWhatTheSiteShowsAfterAMinute) {
  Timeline site = with_open(1, {of_group("oncall", "linux"), fallback()});
  regroup(site, 0, 1, critical);
  EXPECT_EQ(site.go_on(min(1)), Events{});
  EXPECT_EQ(site.look(), (Events{{"oncall RESOLVE", 1}, {"rest ALERT", 1}}));
}

TEST(Unrouted, ForAMomentIsNothing) {
  Timeline site = with_open(1, {of_group("oncall", "linux"), fallback()});
  regroup(site, 0, 1, critical);
  site.go_on(s(50));
  site.show(numbered(0), in_group(critical, "linux"));
  site.go_on(s(30));
  regroup(site, 0, 1, critical);
  EXPECT_EQ(site.go_on(s(50)), Events{});
}

TEST(Unrouted, BeginsAnewInAnotherRunOfTheCore) {
  Timeline site = with_open(1, {of_group("oncall", "linux")});
  regroup(site, 0, 1, critical);
  site.go_on(s(50));
  site.program = second_run;
  EXPECT_EQ(site.go_on(min(1)), Events{});
  EXPECT_EQ(site.look(), (Events{{"oncall RESOLVE", 1}}));
}

TEST(Unrouted, ByTheConfigurationAtOnceHoweverMany) {
  Timeline site = with_open(60, {of_group("oncall", "linux"), fallback()});
  site.routes = with_rules({of_group("oncall", "windows"), fallback()});
  EXPECT_EQ(site.look(), (Events{{"oncall RESOLVE", 60}, {"rest ALERT", 60}}));
}

TEST(Unrouted, AFallbackLeavesAtOnceWhatAnotherRouteIsToTake) {
  Timeline site = with_open(1, {of_group("windows", "windows"), fallback()});
  site.routes = with_rules({of_group("windows", "windows"), of_group("oncall", "linux"), fallback()});
  EXPECT_EQ(site.look(), (Events{{"rest RESOLVE", 1}, {"oncall ALERT", 1}}));
}

// The journal keeps it: another number for the same rules would count as a changed configuration.
TEST(Rules, AreTheSameNumberForEver) {
  const std::vector<Route> routes = with_rules({of_group("oncall", "~^linux"), fallback()});
  EXPECT_EQ(routes[0].rules, 632327846708933953);
  EXPECT_EQ(routes[1].rules, 1038355692515658605);
}

TEST(Rules, AreOnlyWhatDecidesWhoIsTaken) {
  Route renamed = of_group("night", "linux");
  renamed.delay = min(5);
  EXPECT_EQ(with_rules({renamed})[0].rules, with_rules({of_group("oncall", "linux")})[0].rules);
  EXPECT_NE(with_rules({of_group("a", "windows")})[0].rules, with_rules({of_group("a", "linux")})[0].rules);
  Route except = route_named("a");
  except.except.contact_groups = {Pattern::parse("linux", nullptr)};
  EXPECT_NE(with_rules({except})[0].rules, with_rules({of_group("a", "linux")})[0].rules);
}
