#include "ilert-bridge/core/run_before.hpp"

#include <gtest/gtest.h>

#include "tests/core/timeline.hpp"

namespace ilert_bridge {
namespace {

const Subject http{"prod", "web01", "HTTP", ""};

Sighting problem(Time check) {
  Sighting sighting = service(State::critical).checked(check).sighting;
  sighting.subject = http;
  return sighting;
}

Look look_of(const Program& program, Time at, std::vector<Sighting> sightings = {}) {
  Look look = look_at(std::move(sightings));
  look.program = program;
  look.at = at;
  return look;
}

Program started(Time at) { return {.start = unix_seconds(at), .pid = 7}; }

TEST(RunBefore, WhatItsLastLookDidNotShowIsOldUntilItIsCheckedAgain) {
  RunBefore before;
  before.saw(look_of(first_run, noon));
  EXPECT_FALSE(before.is_old(problem(noon - min(5)))) << "in the same run it is what it is";
  before.saw(look_of(second_run, noon + s(20), {problem(noon - min(5))}));
  EXPECT_TRUE(before.is_old(problem(noon - min(5))));
  EXPECT_TRUE(before.is_old(problem(noon - min(5)))) << "in the next look, too";
  before.saw(look_of(second_run, noon + s(25), {problem(noon - min(5))}));
  EXPECT_TRUE(before.is_old(problem(noon - min(5))));
  EXPECT_FALSE(before.is_old(problem(noon + s(22))));
}

TEST(RunBefore, WhatItShowedIsAProblemStill) {
  RunBefore before;
  before.saw(look_of(first_run, noon, {problem(noon - min(5))}));
  before.saw(look_of(second_run, noon + s(20), {problem(noon - min(5))}));
  EXPECT_FALSE(before.is_old(problem(noon - min(5))));
}

TEST(RunBefore, IsKnownWhereTheCoreWasStartedWhileWeWereStopped) {
  RunBefore before{noon};
  before.saw(look_of(started(noon + s(30)), noon + min(1)));
  EXPECT_TRUE(before.is_old(problem(noon - min(5))));
  EXPECT_FALSE(before.is_old(problem(noon + s(40))));
  RunBefore same{noon};
  same.saw(look_of(started(noon - min(60)), noon + min(1)));
  EXPECT_FALSE(same.is_old(problem(noon - min(5))));
  RunBefore never;
  never.saw(look_of(started(noon - s(10)), noon));
  EXPECT_FALSE(never.is_old(problem(noon - min(5))));
}

TEST(RunBefore, GoesByTheServersClock) {
  RunBefore before;
  before.saw(look_of(first_run, noon));
  Look look = look_of(second_run, noon + s(20));
  look.clock_ahead = min(120);
  before.saw(look);
  EXPECT_TRUE(before.is_old(problem(noon + min(120) - s(5))));
  EXPECT_FALSE(before.is_old(problem(noon + min(120) + s(5))));
}

TEST(RunBefore, NothingOldCallsAndWhatIsToldStays) {
  std::vector<Route> routes{Route{}};
  routes[0].name = "oncall";
  Reports reports;
  RunBefore before;
  before.saw(look_of(first_run, noon));
  Look look = look_of(second_run, noon + s(20), {problem(noon - min(5))});
  before.saw(look);
  std::vector<Decision> decisions = assess(look, reports, routes, {}, noon + s(20));
  ASSERT_EQ(decisions.size(), 1U);
  ASSERT_EQ(decisions[0].step.tellings, (std::vector<Telling>{{EventType::alert}}));
  hold_what_is_old(decisions, before);
  EXPECT_EQ(decisions[0].verdict.reason, Reason::not_fresh);
  EXPECT_EQ(decisions[0].verdict.shows, Shows::hold);
  EXPECT_FALSE(decisions[0].changes());
  reports[http]["oncall"].told = Told::dismissed;
  reports[http]["oncall"].priority = Priority::low;
  decisions = assess(look, reports, routes, {}, noon + s(20));
  ASSERT_FALSE(decisions[0].step.tellings.empty());
  hold_what_is_old(decisions, before);
  EXPECT_FALSE(decisions[0].step.tellings.empty()) << "what is known is not new";
}

}  // namespace
}  // namespace ilert_bridge
