#include "ilert-bridge/core/backtest_difference.hpp"

#include <gtest/gtest.h>

#include "ilert-bridge/core/typed.hpp"
#include "tests/core/tried.hpp"

namespace ilert_bridge {
namespace {

Route with(void (*edit)(Route&)) {
  Route route = route_called("oncall");
  edit(route);
  return route;
}

const Route plain = route_called("oncall");
const Route delayed = with([](Route& it) { it.delay = min(5); });
const Route warnings = with([](Route& it) { it.alert_on.insert(State::warning); });
const Route low = with([](Route& it) { it.priority[State::critical] = Priority::low; });
const Route soft_too = with([](Route& it) { it.policy.soft_states = true; });
const Route patient = with([](Route& it) { it.resolve_delay = min(5); });
const Route other = with([](Route& it) { it.name = "other"; });
const Route elsewhere = with([](Route& it) { it.match.hosts = {Pattern::parse("elsewhere", nullptr)}; });

// "gone delay; new -": the rule, or '-' where it is called for on both sides.
std::string shown(const BacktestDifference& difference) {
  std::string text;
  for (const CallChange& change : difference.changes)
    text += (text.empty() ? "" : "; ") + std::string{name(change.fate)} + ' ' +
            (change.rule ? std::string{name(*change.rule)} : "-");
  return text;
}

struct Case {
  const char* why;
  const Route& before;
  const Route& after;
  const char* lines;
  const char* expected;
};

TEST(BacktestDifference, NamesWhatIsNotTheSameAndTheRuleThatDecides) {
  const Case cases[] = {
      {"the same", plain, plain, "1 OK,10 CRITICAL,20 OK", ""},
      {"too short for the delay", plain, delayed, "1 OK,10 CRITICAL,14 OK", "gone delay"},
      {"and the other way round", delayed, plain, "1 OK,10 CRITICAL,14 OK", "new delay"},
      {"called later is called", plain, delayed, "1 OK,10 CRITICAL,24 OK", ""},
      {"a state it does not alert on", warnings, plain, "1 OK,10 WARNING,20 OK", "gone below_threshold"},
      {"no route takes it any more", plain, elsewhere, "1 OK,10 CRITICAL,20 OK", "gone unrouted"},
      {"no route took it", elsewhere, plain, "1 OK,10 CRITICAL,20 OK", "new unrouted"},
      {"a problem that is none without soft states", soft_too, plain, "1 OK,10 SOFT CRITICAL,12 OK",
       "gone soft"},
      {"another route", plain, other, "1 OK,10 CRITICAL,20 OK", "moved -"},
      {"it wakes nobody any more", plain, low, "1 OK,10 CRITICAL,20 OK", "lowered -"},
      {"it wakes now", low, plain, "1 OK,10 CRITICAL,20 OK", "raised -"},
      {"of a LOW and a HIGH call the HIGH one stays", warnings, plain, "1 OK,10 WARNING,20 CRITICAL,30 OK",
       "gone -"},
      {"a soft state before it is not the reason", warnings, plain, "1 OK,8 SOFT WARNING,10 WARNING,20 OK",
       "gone below_threshold"},
      {"the same problem for a resolve_delay", plain, patient, "1 OK,10 CRITICAL,20 OK,22 CRITICAL,40 OK",
       "gone resolve_delay"},
  };
  for (const Case& one : cases) {
    const std::vector<Route> before{one.before}, after{one.after};
    TriedLog log;
    log.lines(http_of_web01, one.lines);
    EXPECT_EQ(shown(difference_of(log.with(before), log.with(after))), one.expected)
        << one.why << ": " << one.lines;
  }
}

TEST(BacktestDifference, CountsBothSidesAndWhatComesLater) {
  const std::vector<Route> before{plain}, after{delayed};
  TriedLog log;
  log.lines(http_of_web01, "1 OK,10 CRITICAL,14 OK,30 CRITICAL,50 OK");
  const BacktestDifference difference = difference_of(log.with(before), log.with(after));
  EXPECT_EQ(difference.before, 2U);
  EXPECT_EQ(difference.after, 1U);
  EXPECT_EQ(difference.later, 1U);
  EXPECT_EQ(difference.count(CallFate::gone), 1U);
  EXPECT_EQ(difference.changes.at(0).subject, http_of_web01);
  EXPECT_EQ(difference.changes.at(0).call().at, noon + min(10));
}

TEST(BacktestDifference, OfOneRouteOnlyItsCallsCount) {
  const std::vector<Route> before{plain, other}, after{delayed, other};
  TriedLog log;
  log.lines(http_of_web01, "1 OK,10 CRITICAL,14 OK");
  EXPECT_EQ(difference_of(log.with(before), log.with(after), "other").changes.size(), 0U);
  EXPECT_EQ(difference_of(log.with(before), log.with(after), "oncall").before, 1U);
}

struct Wanted {
  const char* why;
  const char* typed;
  const Route& after;
  const char* lines;
  std::size_t lost;
};

TEST(BacktestDifference, WhatMustBeCalledForIsLost) {
  const Wanted cases[] = {
      {"as people type it", "web01;HTTP", delayed, "1 OK,10 CRITICAL,14 OK", 1},
      {"as the bridge prints it", "prod/web01/HTTP", delayed, "1 OK,10 CRITICAL,14 OK", 1},
      {"a host stands for its services", "web01", delayed, "1 OK,10 CRITICAL,14 OK", 1},
      {"another service", "web01;SSH", delayed, "1 OK,10 CRITICAL,14 OK", 0},
      {"another site", "test/web01", delayed, "1 OK,10 CRITICAL,14 OK", 0},
      {"later is not lost", "web01;HTTP", delayed, "1 OK,10 CRITICAL,30 OK", 0},
      {"who is called by another route is called", "web01;HTTP", other, "1 OK,10 CRITICAL,30 OK", 0},
      {"LOW wakes nobody", "web01;HTTP", low, "1 OK,10 CRITICAL,30 OK", 1},
      {"the LOW call before a HIGH one", "web01;HTTP", plain, "1 OK,10 WARNING,20 CRITICAL,30 OK", 0},
      {"the alert of the one before stands open", "web01;HTTP", patient,
       "1 OK,10 CRITICAL,20 OK,22 CRITICAL,40 OK", 0},
      {"the only call of a problem", "web01;HTTP", plain, "1 OK,10 WARNING,20 OK", 1},
  };
  for (const Wanted& one : cases) {
    const std::vector<Route> before{warnings}, after{one.after};
    TriedLog log;
    log.lines(http_of_web01, one.lines);
    const Subject wanted = typed_subject(one.typed, {}, {"prod", "test"});
    EXPECT_EQ(lost_of(wanted, difference_of(log.with(before), log.with(after))).size(), one.lost) << one.why;
  }
}

// An open alert that wakes nobody does not stand for one that does.
TEST(BacktestDifference, AnOpenLowAlertStandsForNoHighCall) {
  Route all = with([](Route& it) {
    it.name = "all";
    it.alert_on.insert(State::warning);
    it.priority = {{State::warning, Priority::low}, {State::critical, Priority::low}};
    it.resolve_delay = min(15);
  });
  const std::vector<Route> before{all, plain}, after{all};
  TriedLog log;
  log.lines(http_of_web01, "1 OK,10 WARNING,15 OK,20 CRITICAL,60 OK");
  const BacktestDifference difference = difference_of(log.with(before), log.with(after));
  EXPECT_EQ(shown(difference), "gone -");
  EXPECT_EQ(lost_of(http_of_web01, difference).size(), 1U);
}

TEST(BacktestDifference, AnAlertThatStaysOpenBecauseItFlapsStandsForWhatFollows) {
  const Route eager = with([](Route& it) { it.policy.flapping = Flapping::alert; });
  const std::vector<Route> before{eager}, after{plain};
  TriedLog log;
  log.lines(http_of_web01, "1 OK,10 CRITICAL,11 flapping,12 OK,14 CRITICAL,16 OK,30 no-flapping");
  const BacktestDifference difference = difference_of(log.with(before), log.with(after));
  EXPECT_EQ(shown(difference), "gone flapping");
  EXPECT_TRUE(lost_of(http_of_web01, difference).empty());
}

TEST(BacktestDifference, WhatThePastDoesNotKnowIsNotKnown) {
  const std::vector<Route> routes{plain};
  TriedLog log;
  log.lines(http_of_web01, "1 OK");
  log.today.shows(disk_of_db01, {});
  const auto known = [&](const char* typed) {
    return is_known(typed_subject(typed, {}, {"prod"}), log.with(routes));
  };
  EXPECT_TRUE(known("web01;HTTP")) << "by a line";
  EXPECT_TRUE(known("web01")) << "by one of its services";
  EXPECT_TRUE(known("db01")) << "by what the site shows today";
  EXPECT_FALSE(known("web01;HTPT"));
  EXPECT_FALSE(known("web1"));
}

}  // namespace
}  // namespace ilert_bridge
