#include "ilert-bridge/core/explain.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "src/core/rules.hpp"
#include "tests/core/any_scene.hpp"

using namespace ilert_bridge;

namespace {

// Times in sentences are those of this machine's zone; the tests' is UTC.
[[maybe_unused]] const bool in_utc = ::setenv("TZ", "UTC", 1) == 0;

std::vector<RuleTrial> trials_of(const Scene& it) {
  return try_rules(it.sighting, it.report, it.route, it.at);
}

const RuleTrial* decided_in(const std::vector<RuleTrial>& trials) {
  const auto decided = [](const RuleTrial& it) { return it.fate == RuleFate::decided; };
  const auto found = std::find_if(trials.begin(), trials.end(), decided);
  return found == trials.end() ? nullptr : &*found;
}

// The rule `removed` has three answers, `recovered`, `below_threshold` and `problem` two.
Reason rule_of(Reason reason, State state) {
  if (reason == Reason::resolve_delay) return is_good(state) ? Reason::recovered : Reason::below_threshold;
  if (reason == Reason::many_unrouted) return Reason::problem;
  return reason == Reason::missing || reason == Reason::many_missing ? Reason::removed : reason;
}

std::string shown(const RuleValues& values) {
  std::string text;
  for (const RuleValue& value : values) text.append(value.what).append("=").append(value.value).append("; ");
  return text;
}

// What explain says of a scene whose site has this one route.
Explanation explained(const Scene& it) {
  Look look;
  look.site = "prod";
  look.program = it.at.program;
  look.notifications_enabled = it.at.notifications_enabled;
  look.at = it.at.now;
  static std::vector<Route> routes;  // what is explained points into it
  static Sighting sighting;
  routes = {it.route};
  sighting = it.sighting;
  Reports reports;
  if (!it.report.is_blank()) reports[it.sighting.subject][it.route.name] = it.report;
  // What is decided is taken, too.
  TakenOn taken;
  taken[it.route.name].heard.told = it.report.told == Told::dismissed ? Told::none : it.report.told;
  return explain(sighting, look, it.at.site_sure, reports, routes, {}, taken, it.at.now).at(0);
}

const Scene critical = service(State::critical);

}  // namespace

TEST(Explain, NamesThePriorityRuleThatDecides) {
  Scene it = critical;
  const auto shown_of_problem = [&] {
    for (const RuleTrial& trial : trials_of(it))
      if (trial.rule == Reason::problem) return shown(trial.values);
    return std::string{};
  };
  EXPECT_EQ(shown_of_problem(), "state=CRITICAL; priority=HIGH; ");
  it.route.priority_rules = {PriorityRule{.match = {}, .states = {State::down}, .priority = Priority::high},
                             PriorityRule{.match = {}, .states = {}, .priority = Priority::low}};
  EXPECT_EQ(shown_of_problem(), "state=CRITICAL; priority=LOW (number 2 of priority_rules); ");
  EXPECT_EQ(it.verdict().priority, Priority::low);
}

// LMD that refuses columns about hosts, and servers nobody knows.
TEST(Explain, WhatAServerDoesNotTellIsUnknownAndNotUp) {
  Scene it = service(State::critical);
  it.sighting.observation.host_state = State::unknown;
  it.at.route_takes_host = true;
  EXPECT_EQ(it.verdict().reason, Reason::problem) << "nothing is held back for it";
  std::string values;
  for (const RuleTrial& trial : trials_of(it)) {
    if (trial.rule == Reason::host_down) {
      EXPECT_EQ(shown(trial.values), "host=unknown, its server does not say; ");
    }
    if (trial.rule == Reason::downtime) {
      EXPECT_EQ(shown(trial.values),
                "in downtime of its own=no; in one of its host=unknown, its server does not say; ");
    }
    values += shown(trial.values);
  }
  EXPECT_EQ(values.find("UP"), std::string::npos) << values;
}

TEST(Explain, WhatTheAnswerSaysNothingAboutIsNotTheWholeSitesFault) {
  Scene it = service(State::critical);
  it.sighting.presence = Presence::unknown;
  EXPECT_EQ(explained(it).why, "No alert, because the site's answer says nothing about it.");
  it.at.site_sure = false;
  EXPECT_EQ(explained(it).why, "No alert, because the site gave no complete answer.");
}

TEST(Explain, TheDecidingRuleIsTheOneThatDecides) {
  EXPECT_TRUE(rc::check("the deciding rule is the verdict's reason", [] {
    const Scene it = any_scene();
    const std::vector<RuleTrial> trials = trials_of(it);
    const RuleTrial* decided = decided_in(trials);
    RC_ASSERT(decided != nullptr);
    RC_ASSERT(decided->rule == rule_of(it.verdict().reason, it.sighting.observation.state));
    for (const RuleTrial& trial : trials) {
      RC_ASSERT((&trial < decided) == (trial.fate == RuleFate::passed));
      RC_ASSERT((&trial > decided) == (trial.fate == RuleFate::not_reached));
      RC_ASSERT(trial.values.empty() == (trial.fate == RuleFate::not_reached));
    }
  }));
}

// Two scenes that look the same to a rule get the same ruling: no value that it goes by is left out.
TEST(Explain, WhatIsShownOfARuleIsAllThatItGoesBy) {
  EXPECT_TRUE(rc::check("what is shown of a rule is all that it goes by", [] {
    const Scene one = any_scene();
    Scene other = one;
    const Scene different = any_scene();
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
        other.report = different.report;
        break;
      case 1:
        other.route = different.route;
        break;
      case 2:
        other.at = different.at;
        break;
      case 3:
        other.sighting.presence = different.sighting.presence;
        break;
      default:
        if (one.sighting.subject.is_service() == different.sighting.subject.is_service())
          other.sighting = different.sighting;
    }
    const Case first = case_of(one.sighting, one.report, one.route, one.at);
    const Case second = case_of(other.sighting, other.report, other.route, other.at);
    for (const Rule& rule : rules) {
      if (rule.name == Reason::problem || shown(rule.values(first)) != shown(rule.values(second))) continue;
      const Ruling here = rule.decide(first), there = rule.decide(second);
      if (here.has_value() != there.has_value() || (here && here->reason != there->reason))
        RC_FAIL(std::string{name(rule.name)} + " shows in both cases " + shown(rule.values(first)));
    }
  }));
}

TEST(Explain, NamesEveryRuleInItsOrder) {
  std::vector<std::string> names;
  for (const RuleTrial& trial : trials_of(critical)) names.emplace_back(name(trial.rule));
  EXPECT_EQ(names, (std::vector<std::string>{"site_unsure", "pending", "removed", "not_visible", "unrouted",
                                             "recovered", "below_threshold", "downtime", "not_fresh", "soft",
                                             "acknowledged", "unclear_state", "flapping", "host_down",
                                             "after_downtime", "notifications_off", "time_period", "delay",
                                             "problem"}));
}

TEST(Explain, ADowntimeIsShownWithItsAuthorAndThePolicy) {
  const std::vector<RuleTrial> trials = trials_of(critical.in_downtime());
  ASSERT_NE(decided_in(trials), nullptr);
  EXPECT_EQ(shown(decided_in(trials)->values),
            "in downtime=yes; set by=carl: moving racks; policy downtime=resolve; ");
}

struct Telltale {
  std::string name;
  Scene scene;
  std::string why, next;
};
void PrintTo(const Telltale& one, std::ostream* out) { *out << one.name; }

class Sentences : public testing::TestWithParam<Telltale> {};

TEST_P(Sentences, SayWhyAndWhatComes) {
  const Explanation one = explained(GetParam().scene);
  EXPECT_EQ(one.why, GetParam().why);
  EXPECT_EQ(one.next, GetParam().next);
}

INSTANTIATE_TEST_SUITE_P(
    Of, Sentences,
    testing::Values(
        Telltale{"a_new_problem", critical,
                 "About to be told (ALERT), because it is CRITICAL, and nothing holds it back.",
                 "ALERT with the next look of the daemon."},
        Telltale{"an_open_problem", critical.open(),
                 "Its alert is open, because it is CRITICAL, and nothing holds it back.",
                 "RESOLVE when it is over, ACCEPT when it is acknowledged."},
        Telltale{"what_is_good", service(State::ok), "No alert, because it is OK.",
                 "ALERT when its state is in alert_on: DOWN, CRITICAL, UNKNOWN."},
        Telltale{"a_recovery", service(State::ok).open(), "About to be told (RESOLVE), because it is OK.",
                 "RESOLVE with the next look of the daemon."},
        Telltale{"a_warning", service(State::warning),
                 "No alert, because WARNING is not in the route's alert_on: DOWN, CRITICAL, UNKNOWN.",
                 "ALERT when its state is in alert_on: DOWN, CRITICAL, UNKNOWN."},
        Telltale{"a_downtime", critical.in_downtime(),
                 "No alert, because it is in a downtime by carl: \"moving racks\".",
                 "ALERT, if the problem is still there when the downtime ends."},
        Telltale{"an_acknowledgement", critical.acknowledged(),
                 "No alert, because it is acknowledged by anna: \"on it\".",
                 "ALERT, if the problem is still there when the acknowledgement is taken back."},
        Telltale{"an_accepted_alert", critical.acknowledged().accepted(),
                 "Its alert is accepted, because it is acknowledged by anna: \"on it\".",
                 "Decided anew when the acknowledgement is taken back."},
        Telltale{"a_delay", critical.delay(min(15)),
                 "No alert, because it has been a problem for 10 min only, and the route waits 15m.",
                 "ALERT at 15:11:40 (in 5 min), if the problem lasts until then."},
        Telltale{"a_soft_state_while_open", critical.soft().open(),
                 "Its alert stays open, because the problem is not confirmed yet, its state is soft.",
                 "Decided anew when the monitoring confirms it."},
        Telltale{"a_silent_site", critical.open().with([](Scene& it) { it.at.site_sure = false; }),
                 "Its alert stays open, because the site gave no complete answer.",
                 "Decided anew when the site answers."},
        Telltale{
            "one_that_is_gone", critical.open().absent(),
            "Its alert stays open, because it is gone from the monitoring, which is believed after a minute.",
            "Believed at 15:07:40 (in 1 min), if it is still gone then."},
        Telltale{
            "one_that_was_adopted", critical.told(Told::dismissed),
            "No alert: the problem was adopted as known already, and nothing is sent until it is over or "
            "gets a higher priority.",
            "Nothing until it is over or gets a higher priority; the next problem alerts."},
        Telltale{
            "one_that_was_resolved_in_ilert", critical.told(Told::dismissed).with([](Scene& it) {
              it.report.remark = {"Ada", ""};
            }),
            "No alert: it was resolved in ilert while the problem lasts by Ada, and nothing is sent until "
            "it is over or gets a higher priority.",
            "Nothing until it is over or gets a higher priority; the next problem alerts."},
        Telltale{"another_ones",
                 critical.with([](Scene& it) { it.route.match.hosts = {Pattern::parse("~^db", nullptr)}; }),
                 "No alert, because the route does not take it: its hosts match nothing of it.",
                 "Nothing on this route."}),
    [](const auto& one) { return one.param.name; });

TEST(Explain, IsWhatALookWouldDecide) {
  EXPECT_TRUE(rc::check("explain is what a look would decide", [] {
    Scene it = any_scene();
    it.at.routed = true;
    it.at.site_sure = true;
    const Explanation one = explained(it);
    Look look;
    look.program = it.at.program;
    look.notifications_enabled = it.at.notifications_enabled;
    look.site = "prod";
    look.sightings = {it.sighting};
    Reports reports;
    if (!it.report.is_blank()) reports[it.sighting.subject]["oncall"] = it.report;
    const std::vector<Route> routes{it.route};
    for (const Decision& decision : assess(look, reports, routes, {}, it.at.now)) {
      RC_ASSERT(decision.verdict == one.decision.verdict);
      RC_ASSERT(decision.step.tellings == one.decision.step.tellings);
      RC_ASSERT(decision.step.after == one.decision.step.after);
    }
  }));
}
