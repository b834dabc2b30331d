#include "ilert-bridge/core/route.hpp"

#include <gtest/gtest.h>

#include <functional>

using namespace ilert_bridge;

namespace {

std::vector<Pattern> patterns(std::initializer_list<std::string_view> texts) {
  std::vector<Pattern> list;
  for (const std::string_view text : texts) list.push_back(Pattern::parse(text, nullptr));
  return list;
}

Route route_with(const std::function<void(Route&)>& change) {
  Route route;
  route.name = "oncall";
  change(route);
  return route;
}

Route named(std::string name, bool fallback = false) {
  Route route;
  route.name = std::move(name);
  route.fallback = fallback;
  return route;
}

const Subject host{"prod", "db01", "", ""};
const Subject service{"prod", "db01", "MySQL", ""};

Attributes host_attributes() {
  Attributes of;
  of.host_groups = {"linux", "databases"};
  of.contacts = {"anna"};
  of.contact_groups = {"dba"};
  of.labels = {"env:prod"};
  of.tags = {"criticality:gold"};
  return of;
}

// As the reply gives them: a service has its host's names besides its own.
Attributes service_attributes() {
  Attributes of = host_attributes();
  of.on_host_contacts = of.contacts;
  of.on_host_contact_groups = of.contact_groups;
  of.on_host_labels = of.labels;
  of.on_host_tags = of.tags;
  of.service_groups = {"mysql"};
  of.contacts.push_back("berta");
  of.contact_groups.push_back("mysql-team");
  of.labels.push_back("tier:1");
  of.tags.push_back("backup:daily");
  return of;
}

bool takes_it(const Route& route, const Subject& subject) {
  return takes(route, subject, subject.is_service() ? service_attributes() : host_attributes());
}

struct Row {
  std::string why;
  std::function<void(Route&)> change;
  bool host;
  bool service;
};

}  // namespace

TEST(Route, MatchesAsDocumented) {
  const Row rows[] = {
      {"no match is everything", [](Route&) {}, true, true},
      {"site by name", [](Route& r) { r.match.sites = patterns({"prod"}); }, true, true},
      {"another site", [](Route& r) { r.match.sites = patterns({"test"}); }, false, false},
      {"host by name", [](Route& r) { r.match.hosts = patterns({"db01"}); }, true, true},
      {"a name is the whole name", [](Route& r) { r.match.hosts = patterns({"db0"}); }, false, false},
      {"case counts in names", [](Route& r) { r.match.hosts = patterns({"DB01"}); }, false, false},
      {"an expression is found anywhere", [](Route& r) { r.match.hosts = patterns({"~b0"}); }, true, true},
      {"an expression may be anchored", [](Route& r) { r.match.hosts = patterns({"~^b0"}); }, false, false},
      {"case counts in expressions", [](Route& r) { r.match.hosts = patterns({"~^DB"}); }, false, false},
      {"any entry of a key is enough",
       [](Route& r) {
         r.match.hosts = patterns({"x", "~^db"});
       },
       true, true},
      {"a route with services takes no hosts", [](Route& r) { r.match.services = patterns({"~."}); }, false,
       true},
      {"service by name", [](Route& r) { r.match.services = patterns({"MySQL"}); }, false, true},
      {"another service", [](Route& r) { r.match.services = patterns({"HTTP"}); }, false, false},
      {"service group", [](Route& r) { r.match.service_groups = patterns({"mysql"}); }, false, true},
      {"host group, of a service its host's", [](Route& r) { r.match.host_groups = patterns({"databases"}); },
       true, true},
      {"contact of the host", [](Route& r) { r.match.contacts = patterns({"anna"}); }, true, true},
      {"contact of the service alone", [](Route& r) { r.match.contacts = patterns({"berta"}); }, false, true},
      {"contact group of the host", [](Route& r) { r.match.contact_groups = patterns({"dba"}); }, true, true},
      {"contact group of the service alone", [](Route& r) { r.match.contact_groups = patterns({"~^mysql"}); },
       false, true},
      {"label of the host", [](Route& r) { r.match.labels = patterns({"env:prod"}); }, true, true},
      {"label of the service alone", [](Route& r) { r.match.labels = patterns({"tier:1"}); }, false, true},
      {"a label is key and value", [](Route& r) { r.match.labels = patterns({"env"}); }, false, false},
      {"tag of the host", [](Route& r) { r.match.tags = patterns({"~^criticality:"}); }, true, true},
      {"tag of the service alone", [](Route& r) { r.match.tags = patterns({"backup:daily"}); }, false, true},
      {"every key must match",
       [](Route& r) {
         r.match.hosts = patterns({"~^db"});
         r.match.contacts = patterns({"nobody"});
       },
       false, false},
      {"two keys that match",
       [](Route& r) {
         r.match.hosts = patterns({"~^db"});
         r.match.contacts = patterns({"anna"});
       },
       true, true},
      {"except shuts out", [](Route& r) { r.except.sites = patterns({"prod"}); }, false, false},
      {"except hosts shuts out their services", [](Route& r) { r.except.hosts = patterns({"db01"}); }, false,
       false},
      {"except services leaves hosts alone", [](Route& r) { r.except.services = patterns({"~."}); }, true,
       false},
      {"except needs all of its keys",
       [](Route& r) {
         r.except.hosts = patterns({"db01"});
         r.except.services = patterns({"HTTP"});
       },
       true, true},
      {"except with all of its keys",
       [](Route& r) {
         r.except.hosts = patterns({"db01"});
         r.except.services = patterns({"~^My"});
       },
       true, false},
      {"except wins over match",
       [](Route& r) {
         r.match.hosts = patterns({"~^db"});
         r.except.labels = patterns({"tier:1"});
       },
       true, false},
      {"a broken expression matches nothing", [](Route& r) { r.match.hosts = patterns({"~("}); }, false,
       false},
  };
  for (const Row& row : rows) {
    const Route route = route_with(row.change);
    EXPECT_EQ(takes_it(route, host), row.host) << row.why << " (host)";
    EXPECT_EQ(takes_it(route, service), row.service) << row.why << " (service)";
    EXPECT_EQ(takes_host_of(route, service, service_attributes()), row.host)
        << row.why << " (host, asked by a service)";
  }
}

TEST(Route, OwnMattersGoToTheRoutesForThemWhateverTheyMatch) {
  std::vector<Route> routes{named("a"), named("b")};
  routes[0].match.hosts = patterns({"nothing"});
  routes[0].own_alerts = true;
  EXPECT_EQ(routes_for(routes, {"prod", "", "", "site"}, {}), std::vector<std::size_t>{0});
}

TEST(Routes, EveryRouteThatTakesTheSubjectGetsIt) {
  std::vector<Route> routes{named("a"), named("b"), named("c")};
  routes[1].match.hosts = patterns({"other"});
  EXPECT_EQ(routes_for(routes, host, host_attributes()), (std::vector<std::size_t>{0, 2}));
}

TEST(Routes, AFallbackWithoutMatchGetsOnlyWhatNobodyTook) {
  std::vector<Route> routes{named("rest", true), named("db")};
  routes[1].match.hosts = patterns({"~^db"});
  EXPECT_EQ(routes_for(routes, host, host_attributes()), std::vector<std::size_t>{1});
  EXPECT_EQ(routes_for(routes, {"prod", "web01", "", ""}, {}), std::vector<std::size_t>{0});
}

TEST(Routes, AFallbackWithMatchIsAnOrdinaryRouteToo) {
  std::vector<Route> routes{named("rest", true), named("db")};
  routes[0].match.hosts = patterns({"~^db"});
  routes[1].match.hosts = patterns({"~^db"});
  EXPECT_EQ(routes_for(routes, host, host_attributes()), (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(routes_for(routes, {"prod", "web01", "", ""}, {}), std::vector<std::size_t>{0});
}

TEST(Routes, AFallbackDoesNotGetWhatItShutsOut) {
  std::vector<Route> routes{named("rest", true)};
  routes[0].except.hosts = patterns({"~^db"});
  EXPECT_TRUE(routes_for(routes, host, host_attributes()).empty());
  EXPECT_TRUE(routes_for(routes, service, service_attributes()).empty());
}

TEST(Routes, TheHostOfAFallenBackServiceMayBelongToAnotherRoute) {
  std::vector<Route> routes{named("rest", true), named("hosts")};
  routes[1].except.services = patterns({"~."});
  EXPECT_EQ(routes_for(routes, service, service_attributes()), std::vector<std::size_t>{0});
  EXPECT_EQ(routes_for_host_of(routes, service, service_attributes()), std::vector<std::size_t>{1});
}

TEST(Routes, AskOnlyForTheColumnsTheyMatchOn) {
  std::vector<Route> routes{named("a"), named("b")};
  EXPECT_EQ(needed_attributes(routes), NeededAttributes{});
  routes[0].match.labels = patterns({"env:prod"});
  routes[1].except.contacts = patterns({"anna"});
  NeededAttributes expected;
  expected.labels = expected.contacts = true;
  EXPECT_EQ(needed_attributes(routes), expected);
  routes[1].match.host_groups = routes[1].match.service_groups = patterns({"g"});
  routes[1].match.contact_groups = routes[1].match.tags = patterns({"g"});
  EXPECT_EQ(needed_attributes(routes), (NeededAttributes{true, true, true, true, true, true}));
}

TEST(Pattern, ABrokenExpressionSaysWhy) {
  std::string why;
  Pattern::parse("~web[0-9", &why);
  EXPECT_NE(why.find("missing ]"), std::string::npos) << why;
}

TEST(Pattern, APlainNameMayHoldCharactersOfExpressions) {
  std::string why;
  const Pattern pattern = Pattern::parse("fs_(root)+", &why);
  EXPECT_TRUE(why.empty());
  EXPECT_TRUE(pattern.matches("fs_(root)+"));
  EXPECT_FALSE(pattern.matches("fs_rootroot"));
}

TEST(Pattern, ANastyExpressionStaysLinear) {
  EXPECT_FALSE(Pattern::parse("~(x+x+)+y", nullptr).matches(std::string(5000, 'x')));
}

TEST(Pattern, NamesThatAreNotUtf8AreCompared) {
  EXPECT_TRUE(Pattern::parse("d\xfcs", nullptr).matches("d\xfcs"));
  EXPECT_TRUE(Pattern::parse("~^d", nullptr).matches("d\xfcs"));
}

TEST(Pattern, CopiesOutliveTheOriginal) {
  Pattern copy;
  {
    const Pattern original = Pattern::parse("~^db", nullptr);
    copy = original;
  }
  EXPECT_TRUE(copy.matches("db01"));
}

const Subject http{"prod", "web01", "HTTP", ""}, web01{"prod", "web01", "", ""};

TEST(Priority, IsHighUnlessSaidOtherwise) {
  Route route;
  EXPECT_EQ(route.priority_of(State::critical, http, {}), Priority::high);
  EXPECT_EQ(route.priority_of(State::warning, http, {}), Priority::low);
  route.priority = {{State::unknown, Priority::low}};
  EXPECT_EQ(route.priority_of(State::unknown, http, {}), Priority::low);
  EXPECT_EQ(route.priority_of(State::warning, http, {}), Priority::high);
}

Route with_priority_rules() {
  Route route;
  PriorityRule test, http_is_high, warnings;
  test.match.tags = patterns({"criticality:test"});
  test.priority = Priority::low;
  http_is_high.match.services = patterns({"HTTP"});
  http_is_high.states = {State::warning, State::unknown};
  warnings.states = {State::critical};
  warnings.match.hosts = patterns({"~^lab"});
  warnings.priority = Priority::low;
  route.priority_rules = {test, http_is_high, warnings};
  return route;
}

TEST(PriorityRules, TheFirstThatFitsDecidesBeforeTheState) {
  const Route route = with_priority_rules();
  Attributes of_test;
  of_test.tags = {"criticality:test"};
  const Subject cpu{"prod", "web01", "CPU", ""}, lab{"prod", "lab01", "CPU", ""};
  EXPECT_EQ(route.priority_of(State::critical, cpu, of_test), Priority::low) << "whatever the state";
  EXPECT_EQ(route.priority_of(State::warning, http, of_test), Priority::low) << "the second fits, too";
  EXPECT_EQ(route.priority_of(State::warning, http, {}), Priority::high) << "where the state alone is LOW";
  EXPECT_EQ(route.priority_of(State::warning, cpu, {}), Priority::low) << "by its state";
  EXPECT_EQ(route.priority_of(State::critical, cpu, {}), Priority::high) << "likewise";
  EXPECT_EQ(route.priority_of(State::critical, lab, {}), Priority::low);
  EXPECT_EQ(route.priority_of(State::unknown, lab, {}), Priority::high) << "that rule is for CRITICAL";
  EXPECT_EQ(route.priority_of(State::down, web01, {}), Priority::high) << "a host has no description";
  EXPECT_EQ(route.priority_rule_for(State::critical, lab, {}), 2U);
  EXPECT_EQ(route.priority_rule_for(State::critical, cpu, {}), std::nullopt);
}

TEST(PriorityRules, NeedTheAttributesThatTheyName) {
  EXPECT_TRUE(needed_attributes({with_priority_rules()}).tags);
  EXPECT_FALSE(needed_attributes({with_priority_rules()}).labels);
  EXPECT_FALSE(needed_attributes({Route{}}).tags);
}

TEST(Route, AsksForWhatAnyOfThemSends) {
  Route one, other;
  one.send = {.output = false, .links = false, .notes = false, .labels = true, .custom = {"B", "A"}};
  other.send = {.output = false, .links = false, .alias = true, .custom = {"A", "C"}};
  EXPECT_EQ(
      sent_by({one, other}),
      (Send{.output = false, .links = false, .alias = true, .labels = true, .custom = {"A", "B", "C"}}));
}
