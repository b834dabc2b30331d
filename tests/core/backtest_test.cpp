// What a configuration would have called for, from a log's lines.
#include "ilert-bridge/core/backtest.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/core/log_language.hpp"

using namespace ilert_bridge;

namespace {

const Subject web01{"prod", "web01", "", ""};
const Subject http{"prod", "web01", "HTTP", ""};
const Subject cpu{"prod", "web01", "CPU", ""};
const Subject other_http{"prod", "web02", "HTTP", ""};
const Time midnight = noon + min(720);

Route route_with(void (*edit)(Route&)) {
  Route route;
  route.name = "oncall";
  edit(route);
  return route;
}
const Route plain = route_with([](Route&) {});

// The site, as it is today, and its log.
struct Past {
  Chronicle chronicle;
  std::map<Subject, Observation> seen;
  bool is_the_end = true;

  Past& lines(const Subject& subject, const std::string& text) {
    for (const LogLine& line : lines_of(text, subject)) {
      chronicle.add(line);
      seen.try_emplace(line.subject);
    }
    return *this;
  }
  PastCalls on(const std::vector<Route>& routes) const {
    Today today;
    today.is_the_end = is_the_end;
    for (const auto& [subject, observation] : seen) today.shows(subject, observation);
    return calls_in(chronicle, today, routes, midnight);
  }
};

std::string minutes(Time at) {
  const Span after = at - noon;
  std::string text = std::to_string(after / min(1));
  return after % min(1) == Span{} ? text : text + '+' + std::to_string(after % min(1) / s(1));
}

// "10-20 CRITICAL; 30- DOWN worsened"
std::string shown(const PastCalls& past) {
  std::string text;
  for (const PastCall& call : past.calls) {
    text +=
        (text.empty() ? "" : "; ") + minutes(call.at) + '-' + (call.over ? minutes(*call.over) : "") + ' ';
    text += name(call.state);
    if (call.priority == Priority::low) text += " LOW";
    if (call.because != Because::verdict) text += ' ' + std::string{name(call.because)};
  }
  return text;
}

std::string called(const Route& route, const std::string& lines) {
  return shown(Past{}.lines(http, lines).on({route}));
}

const Route warnings = route_with([](Route& it) { it.alert_on.insert(State::warning); });
const Route soft_too = route_with([](Route& it) { it.policy.soft_states = true; });
const Route delayed = route_with([](Route& it) { it.delay = min(5); });
const Route patient = route_with([](Route& it) { it.resolve_delay = min(5); });
const Route alerts_in_downtime = route_with([](Route& it) { it.policy.downtime = Downtime::alert; });
const Route alerts_when_flapping = route_with([](Route& it) { it.policy.flapping = Flapping::alert; });

struct CallCase {
  const char* why;
  const Route& route;
  const char* lines;
  const char* expected;
};

const CallCase cases[] = {
    {"a problem calls once", plain, "10 CRITICAL,20 OK", "10-20 CRITICAL"},
    {"what lasts has no end", plain, "10 CRITICAL", "10- CRITICAL"},
    {"two problems are two calls", plain, "10 CRITICAL,20 OK,30 UNKNOWN,31 OK",
     "10-20 CRITICAL; 30-31 UNKNOWN"},
    {"what began before the log was called for before it", plain, "10 OK,20 CRITICAL,30 OK",
     "20-30 CRITICAL"},
    {"no state of alert_on", plain, "10 WARNING,20 OK", ""},
    {"unless the route has it", warnings, "10 WARNING,20 OK", "10-20 WARNING LOW"},
    {"a rise of the priority calls again", warnings, "10 WARNING,15 CRITICAL,20 OK",
     "10-15 WARNING LOW; 15-20 CRITICAL worsened"},
    {"a fall is over where the route does not alert on it", plain, "10 CRITICAL,15 WARNING,20 OK",
     "10-15 CRITICAL"},
    {"soft states call nobody", plain, "10 SOFT CRITICAL,12 OK", ""},
    {"the hard state calls, not the soft one before", plain, "10 SOFT CRITICAL,12 CRITICAL,20 OK",
     "12-20 CRITICAL"},
    {"by policy soft ones do", soft_too, "10 SOFT CRITICAL,12 OK", "10-12 CRITICAL"},
    {"shorter than the delay", delayed, "10 CRITICAL,14 OK", ""},
    {"longer than the delay, and no line tells when that is over", delayed, "10 CRITICAL,24 OK",
     "15-24 CRITICAL"},
    {"resolve_delay ends the alert later", patient, "10 CRITICAL,20 OK", "10-25 CRITICAL"},
    {"and what is back before is the same problem", patient, "10 CRITICAL,20 OK,22 CRITICAL,30 OK",
     "10-35 CRITICAL"},
    {"in a downtime nobody is called", plain, "5 downtime,10 CRITICAL,20 OK,30 no-downtime", ""},
    {"nor in one that began before the log", plain, "10 CRITICAL,20 OK,30 no-downtime", ""},
    {"nor in the host's", plain, "5 host downtime,10 CRITICAL,20 OK,30 host no-downtime", ""},
    {"what outlasts it calls at the next check", plain, "5 downtime,10 CRITICAL,20 no-downtime,30 OK",
     "21-30 CRITICAL"},
    {"a downtime that begins ends the alert", plain, "10 CRITICAL,15 downtime,20 OK", "10-15 CRITICAL"},
    {"where downtimes count for nothing", alerts_in_downtime, "5 downtime,10 CRITICAL,20 OK",
     "10-20 CRITICAL"},
    {"what flaps calls nobody", plain, "5 flapping,10 CRITICAL,12 OK,14 CRITICAL,16 OK,20 no-flapping", ""},
    {"but by policy", alerts_when_flapping, "5 flapping,10 CRITICAL,12 OK,20 no-flapping", "10-12 CRITICAL"},
    {"what is a problem when flapping ends", plain, "5 flapping,10 CRITICAL,20 no-flapping,25 OK",
     "20-25 CRITICAL"},
    {"a host that is down calls, its services do not", plain, "10 host DOWN,11 CRITICAL,20 host UP,20 OK",
     "10-20 DOWN"},
    {"a service that is bad after its host is back calls at its next check", plain,
     "10 host DOWN,11+30 CRITICAL,20 host UP,30+30 OK", "10-20 DOWN; 20+30-30+30 CRITICAL"},
    {"a service that noticed first has called", plain, "10 CRITICAL,11 host DOWN,20 host UP,20 OK",
     "10-20 CRITICAL; 11-20 DOWN"},
    {"a host that was down when the lines begin", plain, "10 CRITICAL,20 OK,30 host UP", ""},
    {"a check that would have found it, had there been one before it was over", plain,
     "0 host DOWN,0+30 CRITICAL,20 host UP,20+33 OK", "0-20 DOWN"},
    {"as after a downtime", plain, "5 downtime,10+30 CRITICAL,20 no-downtime,20+33 OK", ""},
    {"acknowledged, where the log tells", plain, "10 CRITICAL,11 ack,20 OK", "10-20 CRITICAL"},
};

}  // namespace

TEST(Backtest, CallsAsTheDaemonWould) {
  for (const CallCase& one : cases)
    EXPECT_EQ(called(one.route, one.lines), one.expected) << one.why << ": " << one.lines;
}

TEST(Backtest, LinesComeInAnyOrder) {
  Past past;
  past.lines(http, "20 OK,10 CRITICAL");
  EXPECT_EQ(shown(past.on({plain})), "10-20 CRITICAL");
}

TEST(Backtest, HostsHaveNothingToDoWithEachOther) {
  Past past;
  past.lines(http, "10 CRITICAL,20 OK")
      .lines(other_http, "5 host DOWN,12 CRITICAL,15 CRITICAL,30 host UP,30 OK");
  EXPECT_EQ(shown(past.on({plain})), "5-30 DOWN; 10-20 CRITICAL");
}

TEST(Backtest, ServicesOfAHostAreToldApart) {
  Past past;
  past.lines(http, "10 CRITICAL,20 OK").lines(cpu, "15 UNKNOWN,16 OK");
  EXPECT_EQ(shown(past.on({plain})), "10-20 CRITICAL; 15-16 UNKNOWN");
}

TEST(Backtest, WhatExistsNoMoreIsLeftOut) {
  Past past;
  past.lines(http, "10 CRITICAL,20 OK").lines(cpu, "15 UNKNOWN,16 OK");
  past.seen.erase(cpu);
  const PastCalls calls = past.on({plain});
  EXPECT_EQ(shown(calls), "10-20 CRITICAL");
  EXPECT_EQ(calls.problems.size(), 1U);
}

TEST(Backtest, TodaysGroupsCount) {
  Past past;
  past.lines(http, "10 CRITICAL,20 OK").lines(cpu, "15 UNKNOWN,16 OK");
  past.seen[http].attributes.contact_groups = {"web"};
  Route web = plain;
  std::string why;
  web.match.contact_groups = {Pattern::parse("web", &why)};
  Route rest = plain;
  rest.name = "rest";
  rest.fallback = true;
  const std::vector<Route> routes{web, rest};
  const PastCalls calls = past.on(routes);
  ASSERT_EQ(shown(calls), "10-20 CRITICAL; 15-16 UNKNOWN");
  EXPECT_EQ(calls.calls[0].route, &routes[0]);
  EXPECT_EQ(calls.calls[1].route, &routes[1]);
}

// What the site shows today is of the end of the span, and only there.
TEST(Backtest, AHostThatIsDownTodayWasUpBeforeItsFirstLine) {
  Past past;
  past.lines(http, "10 CRITICAL,20 OK,600 host DOWN");
  past.seen[http].host_state = State::down;
  EXPECT_EQ(shown(past.on({plain})), "10-20 CRITICAL; 600- DOWN");
}

TEST(Backtest, AHostThatIsDownTodayWithoutALineWasDownAllTheTime) {
  Past past;
  past.lines(http, "10 CRITICAL,20 OK");
  past.seen[http].host_state = State::down;
  EXPECT_EQ(shown(past.on({plain})), "");
}

TEST(Backtest, WhatLastsTodayWithoutALineLastedAllTheTime) {
  for (bool Observation::*flag : {&Observation::in_downtime, &Observation::flapping}) {
    Past past;
    past.lines(http, "10 CRITICAL,20 OK").lines(cpu, "5 downtime,6 no-downtime,30 CRITICAL,40 OK");
    past.seen[http].*flag = true;
    EXPECT_EQ(shown(past.on({plain})), "30-40 CRITICAL") << "and another service's downtime changes nothing";
  }
}

TEST(Backtest, ADowntimeOfTheHostThatLastsTodayIsNoOlderThanItsLine) {
  Past past;
  past.lines(http, "10 CRITICAL,20 OK,600 host downtime");
  past.seen[http].in_downtime = true;
  EXPECT_EQ(shown(past.on({plain})), "10-20 CRITICAL");
}

TEST(Backtest, OfASpanThatEndedLongAgoTodayTellsNothing) {
  Past past;
  past.lines(http, "10 CRITICAL,20 OK").lines(cpu, "15 UNKNOWN,16 OK").lines(other_http, "17 CRITICAL,18 OK");
  past.is_the_end = false;
  past.seen[http].in_downtime = true;
  past.seen[cpu].flapping = true;
  past.seen[other_http].host_state = State::down;
  EXPECT_EQ(shown(past.on({plain})), "10-20 CRITICAL; 15-16 UNKNOWN; 17-18 CRITICAL");
}

// ilert makes nothing but a line of its history of an ALERT whose alert is open.
TEST(Backtest, AnAlertThatIsOpenIsNotCalledFor) {
  const Route full = route_with([](Route& it) {
    it.replay = Replay::full;
    it.policy.ack_removed = AckRemoved::ignore;
  });
  EXPECT_EQ(called(full, "10 CRITICAL,11 ack,15 no-ack,20 OK"), "10-20 CRITICAL");
}

// Checkmk's core hands every event to its rules, which may tell nobody.
TEST(Backtest, WhatTheCoreHandsToItsRulesCountsOnlyWhereNoLineTellsOfPeople) {
  Past past;
  past.lines(http, "10 CRITICAL,10 handed-on,20 OK");
  EXPECT_EQ(past.on({plain}).problems[0].notified, 1U);
  past.lines(cpu, "30 CRITICAL,30 handed-on,30 notified,40 OK");
  const PastCalls calls = past.on({plain});
  ASSERT_EQ(calls.problems.size(), 2U);
  EXPECT_EQ(calls.problems[0].notified + calls.problems[1].notified, 1U);
}

TEST(Backtest, NotificationsThatAreOffTodayWereOff) {
  Past past;
  past.lines(http, "10 CRITICAL,20 OK");
  past.seen[http].notifications_enabled = false;
  const PastCalls calls = past.on({plain});
  EXPECT_EQ(shown(calls), "");
  ASSERT_EQ(calls.problems.size(), 1U);
  EXPECT_EQ(calls.problems[0].why_not, Reason::notifications_off);
}

struct ProblemCase {
  const char* why;
  const Route& route;
  const char* lines;
  std::size_t problems;
  std::optional<Reason> why_not;
  std::uint32_t calls, notified, stray;
  bool carried;
};

const Route nothing_at_all = route_with([](Route& it) {
  std::string why;
  it.match.hosts = {Pattern::parse("elsewhere", &why)};
});

const ProblemCase problem_cases[] = {
    {"called for", plain, "10 CRITICAL,20 OK", 1, {}, 1, 0, 0, false},
    {"called for, and notified of by Checkmk", plain, "10 CRITICAL,10 notified,20 OK", 1, {}, 1, 1, 0, false},
    {"several contacts are one notification",
     plain,
     "10 CRITICAL,10 notified,10 notified,20 OK",
     1,
     {},
     1,
     1,
     0,
     false},
    {"a reminder is another", plain, "10 CRITICAL,10 notified,70 notified,80 OK", 1, {}, 1, 2, 0, false},
    {"notified of what is over", plain, "10 CRITICAL,20 OK,25 notified", 1, {}, 1, 0, 1, false},
    {"below the threshold, also after soft states", plain, "10 SOFT WARNING,12 WARNING,20 OK", 1,
     Reason::below_threshold, 0, 0, 0, false},
    {"below the threshold", plain, "10 WARNING,20 OK", 1, Reason::below_threshold, 0, 0, 0, false},
    {"too short", delayed, "10 CRITICAL,12 OK", 1, Reason::delay, 0, 0, 0, false},
    {"in a downtime", plain, "5 downtime,10 CRITICAL,20 OK", 1, Reason::downtime, 0, 0, 0, false},
    {"no route takes it", nothing_at_all, "10 CRITICAL,20 OK", 1, {}, 0, 0, 0, false},
    {"never confirmed is none", plain, "10 SOFT CRITICAL,12 OK", 0, {}, 0, 0, 0, false},
    {"unless Checkmk told of it", plain, "10 SOFT CRITICAL,11 notified,12 OK", 1, Reason::soft, 0, 1, 0,
     false},
};

TEST(Backtest, EveryProblemSaysWhatBecameOfIt) {
  for (const ProblemCase& one : problem_cases) {
    SCOPED_TRACE(one.why);
    const PastCalls past = Past{}.lines(http, one.lines).on({one.route});
    ASSERT_EQ(past.problems.size(), one.problems);
    EXPECT_EQ(past.stray_notifications, one.stray);
    if (past.problems.empty()) continue;
    const PastProblem& problem = past.problems[0];
    EXPECT_EQ(problem.calls, one.calls);
    EXPECT_EQ(problem.notified, one.notified);
    if (one.calls == 0) {
      EXPECT_EQ(problem.why_not, one.why_not);
    }
    EXPECT_EQ(problem.carried.has_value(), one.carried);
  }
}

TEST(Backtest, AProblemThatComesBackInTimeIsCarriedByTheAlertBefore) {
  const PastCalls past = Past{}.lines(http, "10 CRITICAL,20 OK,22 CRITICAL,30 OK").on({patient});
  ASSERT_EQ(past.problems.size(), 2U);
  EXPECT_FALSE(past.problems[0].carried.has_value());
  EXPECT_EQ(past.problems[1].carried, Priority::high);
  EXPECT_EQ(past.problems[1].calls, 0U);
}

// So that two configurations can be compared: a problem is the log's.
TEST(Backtest, ProblemsDoNotDependOnTheRoutes) {
  const char* const lines = "10 SOFT CRITICAL,12 CRITICAL,20 OK,30 WARNING,31 OK";
  const auto began = [&](const Route& route) {
    std::string text;
    for (const PastProblem& one : Past{}.lines(http, lines).on({route}).problems)
      text += minutes(one.began) + ' ';
    return text;
  };
  EXPECT_EQ(began(plain), "10 30 ");
  for (const Route* route : {&warnings, &soft_too, &delayed, &nothing_at_all})
    EXPECT_EQ(began(*route), "10 30 ");
}
