#include "ilert-bridge/core/coverage.hpp"

#include <gtest/gtest.h>

#include "ilert-bridge/core/route.hpp"

namespace ilert_bridge {
namespace {

std::vector<Pattern> patterns(std::initializer_list<std::string_view> texts) {
  std::vector<Pattern> list;
  for (const std::string_view text : texts) list.push_back(Pattern::parse(text, nullptr));
  return list;
}

Route called(std::string name) {
  Route route;
  route.name = std::move(name);
  return route;
}

Observation in(State state, const std::string& contact_group = {}) {
  Observation seen;
  seen.state = state;
  if (!contact_group.empty()) seen.attributes.contact_groups = {contact_group};
  return seen;
}

// Two hosts with a service each: web01 belongs to ops, db01 to dba.
void add_all(Coverage& coverage) {
  coverage.add({"prod", "web01", "", ""}, in(State::up, "ops"));
  coverage.add({"prod", "db01", "", ""}, in(State::down, "dba"));
  coverage.add({"prod", "web01", "HTTP", ""}, in(State::critical, "ops"));
  Observation of_dba = in(State::warning);
  of_dba.attributes.on_host_contact_groups = {"dba"};
  coverage.add({"prod", "db01", "MySQL", ""}, of_dba);
}

TEST(Coverage, CountsWhatEachRouteTakesAndWhatOfItIsAProblem) {
  Route all = called("all");
  Route ops = called("ops");
  ops.match.contact_groups = patterns({"ops"});
  Coverage coverage({all, ops});
  add_all(coverage);
  EXPECT_EQ(coverage.hosts(), 2U);
  EXPECT_EQ(coverage.services(), 2U);
  EXPECT_EQ(coverage.of(0).hosts, 2U);
  EXPECT_EQ(coverage.of(0).services, 2U);
  EXPECT_EQ(coverage.of(0).problems, 2U) << "WARNING is nothing that the route alerts on";
  EXPECT_EQ(coverage.of(1).hosts, 1U);
  EXPECT_EQ(coverage.of(1).services, 1U);
  EXPECT_EQ(coverage.of(1).problems, 1U);
  EXPECT_TRUE(coverage.dead_entries().empty());
  EXPECT_EQ(coverage.unrouted().hosts + coverage.unrouted().services, 0U);
}

TEST(Coverage, WhatIsOnNoRouteIsCountedAndNamedProblemsFirst) {
  Route dba = called("dba");
  dba.match.contact_groups = patterns({"dba"});
  Coverage coverage({dba});
  for (const char* name : {"A", "B", "C"}) coverage.add({"prod", name, "", ""}, in(State::up));
  add_all(coverage);
  EXPECT_EQ(coverage.unrouted().hosts, 4U);
  EXPECT_EQ(coverage.unrouted().services, 2U);
  EXPECT_EQ(coverage.unrouted().problems, 2U);
  EXPECT_EQ(coverage.unrouted().left_by_their_host, 1U) << "db01 is on the route, its MySQL is not";
  EXPECT_EQ(coverage.unrouted().examples,
            (std::vector<std::string>{"prod/web01/HTTP", "prod/db01/MySQL", "prod/A"}));
}

TEST(Coverage, ANameThatNobodyHasIsNamedWithTheNearest) {
  Route route = called("oncall");
  route.match.contact_groups = patterns({"ops", "OPS", "obs", "night"});
  route.match.hosts = patterns({"~^web", "~^mail"});
  route.except.services = patterns({"http", "MySQL"});
  PriorityRule rule;
  rule.match.services = patterns({"~^My", "mysql"});
  rule.match.labels = patterns({"app:shop"});
  route.priority_rules = {{}, rule};
  Coverage coverage({route});
  add_all(coverage);
  std::string said;
  for (const DeadEntry& dead : coverage.dead_entries())
    said += dead.key + ' ' + dead.entry + " -> " + dead.nearest + '\n';
  EXPECT_EQ(said,
            "match.hosts ~^mail -> \n"
            "match.contact_groups OPS -> ops\n"
            "match.contact_groups obs -> ops\n"
            "match.contact_groups night -> \n"
            "except.services http -> HTTP\n"
            "priority_rules.match.services mysql -> MySQL\n"
            "priority_rules.match.labels app:shop -> \n");
}

TEST(Coverage, AFallbackTakesWhatIsLeft) {
  Route ops = called("ops");
  ops.match.contact_groups = patterns({"opps"});
  Route rest = called("rest");
  rest.fallback = true;
  Coverage coverage({ops, rest});
  add_all(coverage);
  EXPECT_EQ(coverage.of(0).hosts, 0U);
  EXPECT_EQ(coverage.of(1).hosts, 2U);
  EXPECT_EQ(coverage.unrouted().hosts, 0U);
}

}  // namespace
}  // namespace ilert_bridge
