#include "ilert-bridge/core/taken.hpp"

#include <gtest/gtest.h>

#include "ilert-bridge/base/local_time.hpp"
#include "tests/core/builders.hpp"

namespace ilert_bridge {
namespace {

const Report open_report = [] {
  Report report;
  report.told = Told::open;
  report.told_at = noon;
  return report;
}();

Report report_of(Told told) {
  Report report = open_report;
  report.told = told;
  return report;
}

// An ALERT that was decided at noon and is not taken; HIGH, of a service.
Taken waits() {
  Taken taken;
  taken.untaken = Untaken{.event = 7,
                          .subject = {"prod", "web01", "HTTP", ""},
                          .recorded_at = noon,
                          .decided_at = noon,
                          .parked_at = {},
                          .answer = {}};
  taken.way = {.pace = 45, .left = 45, .allowed = noon};
  return taken;
}

Taken waits(const std::string& answer) {
  Taken taken = waits();
  taken.untaken->attempts = 1;
  taken.untaken->answer = answer;
  return taken;
}

Taken parked(int attempts = 2) {
  Taken taken = waits("400 no such thing");
  taken.untaken->parked_at = noon + s(1);
  taken.untaken->attempts = attempts;
  return taken;
}

Taken heard(Told told) {
  Taken taken;
  taken.heard.told = told;
  return taken;
}

struct Shown {
  const char* what;
  Report report;
  Taken taken;
  bool held;
  AlertState state;
};

TEST(Taken, OnlyWhatIlertHasTakenIsOpen) {
  const Shown table[] = {
      {"nothing", {}, {}, false, AlertState::none},
      {"decided and taken", open_report, heard(Told::open), false, AlertState::open},
      {"decided, not taken", open_report, waits(), false, AlertState::waiting},
      {"its host went down meanwhile", open_report, waits(), true, AlertState::held},
      {"refused for good", open_report, parked(), false, AlertState::parked},
      {"refused, and its host went down", open_report, parked(), true, AlertState::held},
      {"dropped by hand", open_report, {}, false, AlertState::none},
      {"somebody accepted it in ilert", report_of(Told::accepted), heard(Told::accepted), false,
       AlertState::accepted},
      {"the acknowledgement is not told yet", report_of(Told::accepted), heard(Told::open), false,
       AlertState::open},
      {"acknowledged before it was told", report_of(Told::accepted), waits(), false, AlertState::none},
      {"over, and ilert does not know", {}, heard(Told::open), false, AlertState::open},
      {"resolved in ilert by a person", report_of(Told::dismissed), {}, false, AlertState::dismissed},
  };
  for (const Shown& row : table)
    EXPECT_EQ(name(alert_state(row.report, row.taken, row.held)), name(row.state)) << row.what;
}

TEST(Taken, AParkedAlertOfAProblemThatIsOverIsNotThisOne) {
  Taken taken = parked();
  taken.heard.told = Told::open;
  Report later = open_report;
  later.told_at = noon + min(5);
  EXPECT_EQ(alert_state(later, taken, false), AlertState::open);
}

TEST(Taken, AnAlertLeftOverFromAnEarlierCallDoesNotCount) {
  Taken taken = waits();
  taken.heard.told = Told::open;
  EXPECT_EQ(alert_state(open_report, taken, false), AlertState::waiting);
}

std::string alarm(const Taken& taken, Span after = s(10), AlertState state = AlertState::waiting) {
  return alarm_of(state, taken, "its host is DOWN", noon + after);
}

TEST(Taken, AfterTenSecondsNobodyWasCalledAndWhy) {
  const std::string begin =
      "NOBODY WAS CALLED: decided " + clock_text(noon, noon) + ", ilert has not taken it: ";
  EXPECT_EQ(alarm(waits("404 integration key not found"), s(9)), "") << "there is still time";
  EXPECT_EQ(alarm(waits("404 integration key not found")), begin + "404 integration key not found");
  EXPECT_EQ(alarm(parked(), s(10), AlertState::parked), begin + "400 no such thing");
  EXPECT_EQ(alarm(waits(), s(10), AlertState::held), begin + "it is held, because its host is DOWN");
  EXPECT_EQ(alarm(waits()), begin + "not tried yet");
  EXPECT_EQ(alarm(heard(Told::open), min(5), AlertState::open), "") << "it is taken";

  Taken taken = waits();
  taken.untaken->under_way = true;
  EXPECT_EQ(alarm(taken), begin + "its attempt has no answer yet");
  taken = waits();
  taken.way.trouble = "cannot connect: Connection refused";
  EXPECT_EQ(alarm(taken), begin + "not tried, for another of its route failed: " + taken.way.trouble);
  taken = waits();
  taken.way.before = 120;
  EXPECT_EQ(alarm(taken), begin + "120 calls are before it, and ilert takes 45 a minute");
  taken = waits("503");
  taken.way.daemon_runs = false;
  EXPECT_EQ(alarm(taken), begin + "the daemon is not running; the last answer was: 503");
}

TEST(Taken, OfALowAlertNobodyHadToBeCalled) {
  Taken taken = waits("503");
  taken.untaken->priority = Priority::low;
  EXPECT_TRUE(alarm(taken).starts_with("ILERT WAS NOT TOLD: decided ")) << alarm(taken);
  EXPECT_FALSE(is_uncalled(AlertState::waiting, taken, noon + min(1)));
  EXPECT_TRUE(is_uncalled(AlertState::waiting, waits(), noon + s(10)));
  EXPECT_FALSE(is_uncalled(AlertState::waiting, waits(), noon + s(9)));
  EXPECT_FALSE(is_uncalled(AlertState::held, waits(), noon + min(1))) << "the host's alert calls";
}

TEST(Taken, SaysWhenItIsTriedAgain) {
  const auto at = [](Span after) { return clock_text(noon + after, noon); };
  EXPECT_EQ(next_try_of(parked(), noon + s(11)), "ALERT, tried again at " + at(s(61)) + " (in 50 s).");
  EXPECT_EQ(next_try_of(parked(4), noon + s(1)), "ALERT, tried again at " + at(s(301)) + " (in 5 min).");
  EXPECT_EQ(next_try_of(parked(), noon + min(2)), "ALERT, tried again now.");

  Taken taken = waits("503");
  EXPECT_EQ(next_try_of(taken, noon), "ALERT, tried again within a minute.");
  taken.way.next_try = noon + s(20);
  EXPECT_EQ(next_try_of(taken, noon), "ALERT, tried again at " + at(s(20)) + " (in 20 s).");
  taken.way.daemon_runs = false;
  EXPECT_EQ(next_try_of(taken, noon), "ALERT, as soon as the daemon runs: systemctl start ilert-bridge.");
}

TEST(Taken, EstimatesWhenItsTurnComes) {
  Taken taken = waits();
  EXPECT_EQ(next_try_of(taken, noon), "ALERT, now.");
  taken.way = {.before = 120, .pace = 45, .left = 10, .allowed = noon + s(30)};
  // Ten leave at once, 45 when the minute is over, 45 a minute later, and it is the 21st of the next 45.
  EXPECT_EQ(turn_of(taken.way, noon), noon + s(30) + min(2));
  EXPECT_EQ(next_try_of(taken, noon), "ALERT at about " + clock_text(noon + s(150), noon) +
                                          " (in 2 min 30 s): 120 calls are before it, and ilert takes 45 a "
                                          "minute.");
  taken.way = {.before = 1, .pace = 0, .left = 0, .allowed = noon};
  EXPECT_EQ(turn_of(taken.way, noon), noon + min(1)) << "no pace is no crash";
}

TEST(Taken, SeveralOfARouteAreSaidInOneLine) {
  Uncalled uncalled;
  uncalled.add({"prod", "db01", "CPU load", ""}, State::critical, noon + s(5));
  EXPECT_EQ(alarm_of(uncalled, waits("503"), noon + min(1)),
            "NOBODY WAS CALLED for 1 problem: db01/CPU load CRITICAL; decided " +
                clock_text(noon + s(5), noon) + ", ilert has not taken it: 503");
  for (const char* host : {"web01", "web02", "web03"})
    uncalled.add({"prod", host, "", ""}, State::down, noon);
  EXPECT_EQ(alarm_of(uncalled, waits("503"), noon + min(1)),
            "NOBODY WAS CALLED for 4 problems: db01/CPU load CRITICAL, web01 DOWN, web02 DOWN and 1 more; "
            "decided since " +
                clock_text(noon, noon) + ", ilert has not taken them: 503");
}

}  // namespace
}  // namespace ilert_bridge
