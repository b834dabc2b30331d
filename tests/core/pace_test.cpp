#include "ilert-bridge/core/pace.hpp"

#include <gtest/gtest.h>

#include "tests/core/builders.hpp"

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;

const Pace::Moment start = Pace::Moment{} + 1h;

Look look_with(std::vector<Sighting> sightings) {
  Look look;
  look.site = "prod";
  look.sightings = std::move(sightings);
  return look;
}

Sighting problem(const std::string& service) {
  Sighting sighting;
  sighting.subject = {"prod", "web01", service, ""};
  sighting.observation.state = State::critical;
  return sighting;
}

TEST(Pace, TheFirstLookIsDueAtOnce) { EXPECT_LT(Pace{}.next(5s), start); }

TEST(Pace, UnaskedALookFollowsAfterThePause) {
  Pace pace;
  pace.ended(start, 2ms, false);
  EXPECT_EQ(pace.next(5s), start + 5s);
}

TEST(Pace, OneLookThatWasSlowByChanceKeepsNobodyBlind) {
  Pace pace;
  pace.ended(start, 500ms, true);
  EXPECT_EQ(pace.next(5s), start + 5s);
  pace.ended(start + 5s, 2ms, true);
  EXPECT_EQ(pace.next(5s), start + 10s);
}

TEST(Pace, LooksThatTakeASecondAreFollowedByNineteenOfRest) {
  Pace pace;
  pace.ended(start, 1s, true);
  EXPECT_EQ(pace.next(5s), start + 9s) << "ten are on credit";
  pace.ended(start + 10s, 1s, true);
  EXPECT_EQ(pace.next(5s), start + 29s);
  pace.woken();
  EXPECT_EQ(pace.next(5s), start + 29s) << "however loud the server calls";
}

TEST(Pace, NoRestIsLongerThanTwoMinutes) {
  Pace pace;
  pace.ended(start, 10min, true);
  EXPECT_EQ(pace.rest(), longest_rest);
  EXPECT_EQ(rest_after(10min), longest_rest);
  EXPECT_EQ(rest_owed({}, {}, 0us), Span{0});
  EXPECT_EQ(rest_owed({}, {}, 1us), Span{1}) << "rounded up";
  EXPECT_EQ(rest_owed(1min, 2min, 0us), Span{0}) << "nothing is saved up";
}

TEST(Pace, OverTimeLooksTakeATwentieth) {
  Pace pace;
  Pace::Moment at = start;
  std::chrono::microseconds worked{0};
  for (const auto effort : {3ms, 700ms, 40ms, 2000ms, 1ms, 90ms, 300ms, 300ms}) {
    pace.began();
    at += effort;
    worked += effort;
    pace.ended(at, effort, true);
    pace.woken();
    at = std::max(at, pace.next(1s));
  }
  EXPECT_LE(worked * 20, at - start + rest_on_credit);
  EXPECT_GE(worked * 21, at - start);
}

TEST(Pace, AWakeUpIsFollowedAtOnceButNotMoreThanFourTimesASecond) {
  Pace pace;
  pace.ended(start, 1ms, true);
  pace.woken();
  EXPECT_EQ(pace.next(5s), start + least_spacing);
}

TEST(Pace, WakeUpsInVainMoveApartAndNewsBringsThemBack) {
  Pace pace;
  for (int i = 0; i < 10; ++i) {
    pace.woken();
    pace.began();
    pace.ended(start, 1ms, false);
  }
  pace.woken();
  EXPECT_EQ(pace.next(5s), start + widest_spacing);
  EXPECT_EQ(pace.next(500ms), start + 500ms) << "never later than without a wake-up";
  pace.began();
  pace.ended(start, 1ms, true);
  pace.woken();
  EXPECT_EQ(pace.next(5s), start + least_spacing);
}

TEST(Pace, WhereResultsComeAllTheTimeAProblemAmongThemIsSeenWithinASecond) {
  Pace pace;
  Pace::Moment at = start;
  for (int i = 0; i < 1000; ++i) {
    pace.woken();
    pace.began();
    at += 4ms;
    pace.ended(at, 4ms, false);
    pace.woken();
    EXPECT_LT(pace.next(5s) - at, 1s);
    at = pace.next(5s);
  }
}

TEST(Pace, AWakeUpIsNoReasonToAskTooMuch) {
  Pace pace;
  Pace::Moment at = start, began = start;
  for (int i = 0; i < 1000; ++i) {
    pace.woken();
    pace.began();
    at += 100ms;
    pace.ended(at, 100ms, false);
    pace.woken();
    at = pace.next(5s);
  }
  EXPECT_LE(100ms * 1000 * 20, at - began + rest_on_credit);
}

TEST(Pace, WhatComesDuringALookIsWorthAnother) {
  Pace pace;
  pace.woken();
  pace.began();
  pace.woken();
  pace.ended(start, 1ms, true);
  EXPECT_EQ(pace.next(5s), start + least_spacing);
  pace.began();
  pace.ended(start + 1s, 1ms, false);
  EXPECT_EQ(pace.next(5s), start + 6s) << "the second look saw it";
}

TEST(Print, IsTheSameForTheSameProblemsInAnyOrder) {
  const Look one = look_with({problem("HTTP"), problem("CPU")}),
             other = look_with({problem("CPU"), problem("HTTP")});
  EXPECT_EQ(print_of(one), print_of(other));
}

TEST(Print, DiffersWhenAnythingThatMattersDoes) {
  const Look before = look_with({problem("HTTP")});
  const std::function<void(Sighting&)> changes[] = {
      [](Sighting& it) { it.subject.service = "CPU"; },
      [](Sighting& it) { it.observation.state = State::warning; },
      [](Sighting& it) { it.observation.hard = false; },
      [](Sighting& it) { it.observation.acknowledged = true; },
      [](Sighting& it) { it.observation.in_downtime = true; },
      [](Sighting& it) { it.observation.flapping = true; },
      [](Sighting& it) { it.observation.notifications_enabled = false; },
      [](Sighting& it) { it.observation.host_state = State::down; },
      [](Sighting& it) {
        it.observation.acknowledgement = {"ann", "mine"};
      },
      [](Sighting& it) { it.observation.state = State::ok; },
  };
  for (const auto& change : changes) {
    Sighting changed = problem("HTTP");
    change(changed);
    EXPECT_NE(print_of(look_with({changed})), print_of(before));
  }
  EXPECT_NE(print_of(look_with({})), print_of(before));
}

TEST(News, AreStatesOrWhateverElse) {
  const Look before = look_with({problem("HTTP")});
  struct {
    const char* because;
    News news;
    std::function<void(Sighting&)> change;
  } const table[] = {
      {"nothing", News::none, [](Sighting&) {}},
      {"another check", News::none, [](Sighting& it) { it.observation.last_check = noon; }},
      {"acknowledged", News::others, [](Sighting& it) { it.observation.acknowledged = true; }},
      {"a downtime", News::others, [](Sighting& it) { it.observation.in_downtime = true; }},
      {"its host", News::others, [](Sighting& it) { it.observation.host_state = State::down; }},
      {"another state", News::states, [](Sighting& it) { it.observation.state = State::warning; }},
      {"another problem", News::states, [](Sighting& it) { it.subject.service = "CPU"; }},
      {"over", News::states, [](Sighting& it) { it.observation.state = State::ok; }},
      {"said nothing about", News::states, [](Sighting& it) { it.presence = Presence::unknown; }},
  };
  for (const auto& row : table) {
    Sighting changed = problem("HTTP");
    row.change(changed);
    EXPECT_EQ(news_between(print_of(before), print_of(look_with({changed}))), row.news) << row.because;
  }
}

// Nagios and Naemon write no line for a soft state where log_service_retries is 0.
TEST(News, OfWhatIsNotConfirmedAreNoStates) {
  Sighting soft = problem("HTTP");
  soft.observation.hard = false;
  const Look before = look_with({}), after = look_with({soft});
  EXPECT_EQ(news_between(print_of(before), print_of(after)), News::others);
  soft.observation.hard = true;
  EXPECT_EQ(news_between(print_of(after), print_of(look_with({soft}))), News::states);
}

TEST(Print, AnotherCheckIsNoNewsNorIsAServiceThatIsFine) {
  const Look before = look_with({problem("HTTP")});
  Sighting checked = problem("HTTP"), fine = problem("CPU");
  checked.observation.last_check = noon;
  fine.observation.state = State::ok;
  EXPECT_EQ(print_of(look_with({checked, fine})), print_of(before));
}

}  // namespace
}  // namespace ilert_bridge
