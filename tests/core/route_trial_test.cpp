#include "ilert-bridge/core/route_trial.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "ilert-bridge/core/route.hpp"

using namespace ilert_bridge;

namespace {

std::vector<Pattern> pattern(std::string_view text) { return {Pattern::parse(text, nullptr)}; }

const Subject web{"prod", "web01", "HTTP", ""};
const Subject web_host{"prod", "web01", "", ""};

Attributes of_web() {
  Attributes of;
  of.contact_groups = {"oncall", "web"};
  of.host_groups = {"linux"};
  return of;
}

// One key, seldom two, of which about half fit.
Match any_match() {
  Match match;
  switch (*rc::gen::inRange(0, 6)) {
    case 0:
      match.hosts = pattern(*rc::gen::element<std::string>("~^web", "~^db"));
      break;
    case 1:
      match.contact_groups = pattern(*rc::gen::element<std::string>("oncall", "dba"));
      break;
    case 2:
      match.services = pattern(*rc::gen::element<std::string>("HTTP", "SSH"));
      break;
    case 3:
      match.sites = pattern("prod");
      match.host_groups = pattern(*rc::gen::element<std::string>("linux", "windows"));
      break;
    default:
      break;
  }
  return match;
}

Route any_route(std::size_t number) {
  Route route;
  route.name = std::to_string(number);
  route.match = any_match();
  if (*rc::gen::inRange(0, 3) == 0) route.except = any_match();
  route.fallback = *rc::gen::inRange(0, 3) == 0;
  return route;
}

}  // namespace

TEST(RouteTrial, SaysWhatRoutingDoes) {
  EXPECT_TRUE(rc::check("a trial says what routing does", [] {
    std::vector<Route> routes;
    for (std::size_t i = 0; i < 3; ++i) routes.push_back(any_route(i));
    const Subject subject = *rc::gen::arbitrary<bool>() ? web : web_host;
    const std::vector<std::size_t> taking = routes_for(routes, subject, of_web());
    for (std::size_t i = 0; i < routes.size(); ++i) {
      const RouteTrial trial = try_route(routes, i, subject, of_web());
      const bool takes = std::find(taking.begin(), taking.end(), i) != taking.end();
      RC_ASSERT(trial.takes() == takes);
      if (trial.fate == RouteFate::key_failed) RC_ASSERT(trial.first_failed() != nullptr);
      if (trial.fate == RouteFate::shut_out)
        for (const KeyTrial& key : trial.except) RC_ASSERT(key.fits);
    }
  }));
}

TEST(RouteTrial, NamesTheFirstKeyThatFailedWithWhatTheObjectHas) {
  Route route;
  route.match.hosts = pattern("~^web");
  route.match.contact_groups = {Pattern::parse("dba", nullptr), Pattern::parse("~^storage", nullptr)};
  route.match.host_groups = pattern("windows");
  const RouteTrial trial = try_route({route}, 0, web, of_web());
  EXPECT_EQ(trial.fate, RouteFate::key_failed);
  ASSERT_NE(trial.first_failed(), nullptr);
  EXPECT_EQ(trial.first_failed()->key, "host_groups");
  EXPECT_EQ(trial.first_failed()->wants, std::vector<std::string>{"windows"});
  EXPECT_EQ(trial.first_failed()->has, std::vector<std::string>{"linux"});
  EXPECT_EQ(trial.match.size(), 3U);
  EXPECT_TRUE(trial.match.at(0).fits);
}

TEST(RouteTrial, ARouteWithServicesHasNoKeyForHosts) {
  Route route;
  route.match.services = pattern("HTTP");
  const RouteTrial trial = try_route({route}, 0, web_host, of_web());
  ASSERT_NE(trial.first_failed(), nullptr);
  EXPECT_FALSE(trial.first_failed()->applies);
}

TEST(RouteTrial, AFallbackIsSparedWhereAnotherRouteTakesIt) {
  Route all, fallback;
  fallback.fallback = true;
  EXPECT_EQ(try_route({all, fallback}, 1, web, of_web()).fate, RouteFate::spared);
  all.match.hosts = pattern("~^db");
  EXPECT_EQ(try_route({all, fallback}, 1, web, of_web()).fate, RouteFate::falls_back);
}
