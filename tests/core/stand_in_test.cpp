#include "ilert-bridge/core/stand_in.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

constexpr Time noon = from_unix(1'800'000'000);
constexpr Span minute = std::chrono::minutes{1};

Queued queued(EventType type, State state, int at, Because because = Because::verdict) {
  Queued queued;
  Event& event = queued.event;
  event.id = at;
  event.type = type;
  event.state = state;
  event.because = because;
  event.occurred_at = event.recorded_at = noon + at * minute;
  event.summary = "web01 is " + std::string{name(state)};
  if (type == EventType::alert) event.details = "page of " + std::to_string(at);
  if (type == EventType::comment) event.details = "sentence of " + std::to_string(at);
  if (type == EventType::comment) event.remark = {"Checkmk", event.details};
  return queued;
}

TEST(StandIn, AnAlertThatLastsSaysTheNewestAndWhenItBegan) {
  const std::vector<Queued> queue{queued(EventType::alert, State::warning, 1),
                                  queued(EventType::resolve, State::ok, 2),
                                  queued(EventType::alert, State::critical, 3),
                                  queued(EventType::comment, State::unknown, 4, Because::state_changed)};
  const Event event = stand_in_for(queue, EventType::alert, noon + 10 * minute);
  EXPECT_EQ(event.id, 0);
  EXPECT_EQ(event.type, EventType::alert);
  EXPECT_EQ(event.state, State::unknown);
  EXPECT_EQ(event.summary, "web01 is UNKNOWN");
  EXPECT_EQ(event.details, "sentence of 4\n\npage of 3");
  EXPECT_EQ(event.occurred_at, noon + 3 * minute);
  EXPECT_EQ(event.recorded_at, noon + 10 * minute);
  EXPECT_EQ(event.first_at, noon + minute);
  EXPECT_EQ(event.stands_for, 4);
  EXPECT_TRUE(event.remark.empty());
}

TEST(StandIn, AnAlertDoesNotSayHowItWasWhenItBeganToFlap) {
  const std::vector<Queued> queue{queued(EventType::alert, State::warning, 1),
                                  queued(EventType::comment, State::critical, 2, Because::state_changed),
                                  queued(EventType::comment, State::ok, 3, Because::flapping)};
  const Event event = stand_in_for(queue, EventType::alert, noon + 10 * minute);
  EXPECT_EQ(event.state, State::critical);
  EXPECT_EQ(event.details, "sentence of 2\n\npage of 1");
  EXPECT_EQ(stand_in_for(queue, EventType::comment, noon + 10 * minute).remark.text, "sentence of 3")
      << "who sees the alert must know why nothing else is said";
}

// Who is called late has to know what to do, too.
TEST(StandIn, AnAlertHasThePagesOfTheOneThatWaited) {
  std::vector<Queued> queue{queued(EventType::alert, State::critical, 1),
                            queued(EventType::comment, State::unknown, 2, Because::state_changed)};
  queue[0].event.context = {
      {"HOSTNOTESURL", "https://wiki/"}, {"HOSTACTIONURL", "https://run/"}, {"HOSTOUTPUT", "of then"}};
  queue[1].event.context = {{"HOSTOUTPUT", "of now"}};
  const Context all{
      {"HOSTNOTESURL", "https://wiki/"}, {"HOSTACTIONURL", "https://run/"}, {"HOSTOUTPUT", "of now"}};
  EXPECT_EQ(stand_in_for(queue, EventType::alert, noon + 10 * minute).context, all);
  EXPECT_EQ(alert_anew(queue, noon + 10 * minute).context, all);
  EXPECT_EQ(stand_in_for(queue, EventType::comment, noon + 10 * minute).context, queue[1].event.context);
}

TEST(StandIn, MakingWayForAHigherPriorityIsNoEndOfTheProblem) {
  std::vector<Queued> queue{queued(EventType::alert, State::warning, 1),
                            queued(EventType::resolve, State::critical, 2, Because::worsened),
                            queued(EventType::alert, State::critical, 2, Because::worsened)};
  queue[0].event.priority = Priority::low;
  const Event event = stand_in_for(queue, EventType::alert, noon + 5 * minute);
  EXPECT_EQ(event.occurred_at, noon + minute);
  EXPECT_EQ(event.priority, Priority::high);
}

TEST(StandIn, ACommentSaysThatItIsThereAgain) {
  const std::vector<Queued> queue{queued(EventType::resolve, State::ok, 1),
                                  queued(EventType::alert, State::critical, 2)};
  const Event event = stand_in_for(queue, EventType::comment, noon + 5 * minute);
  EXPECT_EQ(event.remark, (Remark{"Checkmk", "It is there again: web01 is CRITICAL"}));
  EXPECT_EQ(event.occurred_at, noon + 2 * minute);
}

TEST(StandIn, OneMadeOfAnotherCountsAll) {
  std::vector<Queued> queue{queued(EventType::alert, State::critical, 5),
                            queued(EventType::comment, State::down, 6)};
  queue[0].event.stands_for = 4;
  queue[0].event.first_at = noon;
  const Event event = stand_in_for(queue, EventType::alert, noon + 9 * minute);
  EXPECT_EQ(event.stands_for, 5);
  EXPECT_EQ(event.first_at, noon);
}

TEST(Late, WhatIsSaidInTimeStaysAsItIs) {
  const Event event = queued(EventType::alert, State::critical, 0).event;
  EXPECT_EQ(said_late(event, noon + minute / 2).details, event.details);
}

TEST(Late, TheDetailsSaySinceWhenAndHowOftenItChanged) {
  Event event = queued(EventType::alert, State::critical, 0).event;
  event.stands_for = 3;
  const std::string details = said_late(event, noon + 90 * minute).details;
  EXPECT_EQ(details, "ilert could not be told since " + rfc3339(noon) + ", for " + age_text(90 * minute) +
                         "; meanwhile it changed twice.\n\npage of 0");
}

TEST(Late, AStateCommentSaysItInItsText) {
  const Event event = queued(EventType::comment, State::critical, 0, Because::state_changed).event;
  EXPECT_TRUE(said_late(event, noon + 5 * minute).remark.text.starts_with("ilert could not be told since"));
}

TEST(Late, APersonsWordsStayTheirs) {
  const Event event = queued(EventType::comment, State::critical, 0, Because::remark_changed).event;
  EXPECT_EQ(said_late(event, noon + 5 * minute).remark, event.remark);
}

}  // namespace
}  // namespace ilert_bridge
