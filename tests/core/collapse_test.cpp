#include "ilert-bridge/core/collapse.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

constexpr auto alert = EventType::alert;
constexpr auto accept = EventType::accept;
constexpr auto resolve = EventType::resolve;
constexpr auto comment = EventType::comment;

struct Item {
  EventType type;
  Priority priority = Priority::high;
  bool unknown = false;
};

// Ids are 1, 2, 3 …
std::vector<Waiting> queue_of(const std::vector<Item>& items) {
  std::vector<Waiting> queue;
  for (const Item& item : items)
    queue.push_back({.id = static_cast<EventId>(queue.size() + 1),
                     .type = item.type,
                     .priority = item.priority,
                     .recorded_at = from_unix(1000 + static_cast<std::int64_t>(queue.size())),
                     .outcome_unknown = item.unknown});
  return queue;
}

Heard heard(Told told, Priority priority = Priority::high) {
  return {told, State::critical, told == Told::none ? Heard{}.priority : priority};
}

struct Expected {
  EventId next = 0;                   // 0: none goes as it was recorded
  std::optional<EventType> stand_in;  // made of the whole queue
  std::size_t pointless = 0;
  std::size_t requests = 1;
  Urgency urgency = Urgency::page;
};

struct Row {
  std::string why;
  std::vector<Item> queue;
  Heard heard;
  Told wanted;
  Expected expected;
};

void expect_plan(const Row& row, Replay replay) {
  const Plan plan = plan_for(queue_of(row.queue), row.heard, row.wanted, replay);
  EXPECT_EQ(plan.next.value_or(0), row.expected.next) << row.why;
  EXPECT_EQ(plan.stand_in, row.expected.stand_in) << row.why;
  EXPECT_EQ(plan.pointless.size(), row.expected.pointless) << row.why;
  EXPECT_EQ(plan.requests, row.expected.requests) << row.why;
  if (!plan.sends()) return;
  EXPECT_EQ(name(plan.urgency), name(row.expected.urgency)) << row.why;
}

constexpr auto low = Priority::low;
constexpr auto high = Priority::high;
constexpr Item dark_alert{alert, high, true};

TEST(Collapse, TheShortestWay) {
  const Heard nothing = heard(Told::none);
  const Heard open = heard(Told::open);
  const Heard accepted = heard(Told::accepted);
  const Row rows[] = {
      {"a new problem is told as it was recorded", {{alert}}, nothing, Told::open, {1, {}, 0}},
      {"a LOW one is less urgent", {{alert, low}}, nothing, Told::open, {1, {}, 0, 1, Urgency::low}},
      {"a problem that came and went is not told", {{alert}, {resolve}}, nothing, Told::none, {0, {}, 2, 0}},
      {"came, was accepted, and went", {{alert}, {accept}, {resolve}}, nothing, Told::none, {0, {}, 3, 0}},
      {"someone is on it already", {{alert}, {accept}}, nothing, Told::accepted, {0, {}, 2, 0}},
      {"dismissed by a person", {{alert}}, nothing, Told::dismissed, {0, {}, 1, 0}},
      {"it changed: one ALERT", {{alert}, {comment}}, nothing, Told::open, {0, alert, 2}},
      {"it came, went and is back: one ALERT",
       {{alert}, {resolve}, {alert}},
       nothing,
       Told::open,
       {0, alert, 3}},
      {"with the priority of the newest",
       {{alert, low}, {resolve}, {alert, high}},
       nothing,
       Told::open,
       {0, alert, 3}},
      {"its ALERT was refused, but it goes on",
       {{comment, low}},
       nothing,
       Told::open,
       {0, alert, 1, 1, Urgency::low}},
      {"it is over", {{resolve}}, open, Told::none, {1, {}, 0, 1, Urgency::settle}},
      {"what was said before the end is pointless",
       {{comment}, {accept}, {resolve}},
       open,
       Told::none,
       {3, {}, 2, 1, Urgency::settle}},
      {"over, back, over", {{resolve}, {alert}, {resolve}}, open, Told::none, {3, {}, 2, 1, Urgency::settle}},
      {"over for somebody who accepted it",
       {{resolve}},
       accepted,
       Told::none,
       {1, {}, 0, 1, Urgency::settle}},
      {"the RESOLVE was dropped, but it is over",
       {{comment}},
       open,
       Told::none,
       {0, resolve, 1, 1, Urgency::settle}},
      {"over and back is a new call, and nobody knows what a person did with the old alert",
       {{resolve}, {alert}},
       open,
       Told::open,
       {1, {}, 0, 2, Urgency::page}},
      {"over and back, more than once: one RESOLVE and one ALERT",
       {{resolve}, {alert}, {resolve}, {alert}},
       open,
       Told::open,
       {1, {}, 0, 2, Urgency::page}},
      {"over and back, and someone had accepted the old one",
       {{resolve}, {alert}},
       accepted,
       Told::open,
       {1, {}, 0, 2, Urgency::page}},
      {"a LOW one makes way for a HIGH one",
       {{resolve}, {alert}},
       heard(Told::open, low),
       Told::open,
       {1, {}, 0, 2, Urgency::page}},
      {"a HIGH one makes way for a LOW one, which is no more urgent for it",
       {{resolve}, {alert, low}},
       open,
       Told::open,
       {1, {}, 0, 2, Urgency::low}},
      {"an accepted HIGH one makes way for a LOW one",
       {{resolve}, {alert, low}},
       accepted,
       Told::open,
       {1, {}, 0, 2, Urgency::low}},
      {"the first RESOLVE makes way, the rest is one ALERT after it",
       {{comment}, {resolve}, {alert}, {comment}},
       accepted,
       Told::open,
       {2, {}, 1, 2, Urgency::page}},
      {"acknowledged", {{accept}}, open, Told::accepted, {1, {}, 0, 1, Urgency::settle}},
      {"over, back and acknowledged: ilert shows one alert, it is accepted",
       {{resolve}, {alert}, {accept}},
       open,
       Told::accepted,
       {3, {}, 2, 1, Urgency::settle}},
      {"what was said after the acknowledgement",
       {{accept}, {comment}},
       open,
       Told::accepted,
       {1, {}, 0, 2, Urgency::settle}},
      {"acknowledged anew: a COMMENT for who accepted it before",
       {{resolve}, {alert}, {accept}},
       accepted,
       Told::accepted,
       {0, comment, 3, 1, Urgency::comment}},
      {"an ACCEPT by hand once more", {{accept}}, accepted, Told::accepted, {1, {}, 0, 1, Urgency::settle}},
      {"acknowledged and taken back while it was open calls again",
       {{accept}, {resolve}, {alert}},
       open,
       Told::open,
       {2, {}, 1, 2, Urgency::page}},
      {"one COMMENT", {{comment}}, open, Told::open, {1, {}, 0, 1, Urgency::comment}},
      {"the newest of many",
       {{comment}, {comment}, {comment}},
       open,
       Told::open,
       {0, comment, 3, 1, Urgency::comment}},
      {"a second ALERT says nothing new", {{alert}}, open, Told::open, {0, {}, 1, 0}},
      {"a RESOLVE of what is open is not for us to send", {{resolve}}, open, Told::open, {0, {}, 1, 0}},
  };
  for (const Row& row : rows) expect_plan(row, Replay::collapse);
}

TEST(Collapse, AnUnknownOutcomeIsRepeatedUntilItIsKnown) {
  const Heard nothing = heard(Told::none);
  const Row rows[] = {
      {"alone", {dark_alert}, nothing, Told::open, {1, {}, 0}},
      {"with more to say after it", {dark_alert, {comment}, {comment}}, nothing, Told::open, {1, {}, 0, 2}},
      {"though someone is on it by now", {dark_alert, {accept}}, nothing, Told::accepted, {1, {}, 0, 2}},
      {"a RESOLVE takes its place when it is over",
       {dark_alert, {resolve}},
       nothing,
       Told::none,
       {2, {}, 1, 1, Urgency::settle}},
      {"the newest RESOLVE",
       {dark_alert, {resolve}, {alert}, {resolve}},
       nothing,
       Told::none,
       {4, {}, 3, 1, Urgency::settle}},
      {"one is made where none was recorded",
       {dark_alert},
       nothing,
       Told::dismissed,
       {0, resolve, 1, 1, Urgency::settle}},
      {"a RESOLVE makes way for the problem that is back: what may have got through is not called for again",
       {dark_alert, {resolve}, {alert}},
       nothing,
       Told::open,
       {2, {}, 1, 2, Urgency::page}},
      {"a RESOLVE is repeated",
       {{resolve, high, true}},
       heard(Told::open),
       Told::none,
       {1, {}, 0, 1, Urgency::settle}},
      {"a RESOLVE is repeated before the problem that is back",
       {{resolve, high, true}, {alert}},
       heard(Told::open),
       Told::open,
       {1, {}, 0, 2, Urgency::page}},
  };
  for (const Row& row : rows) {
    expect_plan(row, Replay::collapse);
    if (row.expected.requests == 1) expect_plan(row, Replay::full);
  }
}

TEST(Collapse, WhatMayBeOpenIsResolvedAndElseCountsAsNotTold) {
  const Heard doubtful{.doubtful = true};
  const std::vector<Row> rows{
      {"it is over", {{resolve}}, doubtful, Told::none, {.next = 1, .urgency = Urgency::settle}},
      {"it lasts", {{alert}}, doubtful, Told::open, {.next = 1}},
      {"someone is on it", {{accept}}, doubtful, Told::accepted, {.pointless = 1, .requests = 0}},
  };
  for (const Row& row : rows) expect_plan(row, Replay::collapse);
}

TEST(Collapse, AnAlertTakenUpByHandIsNotSentWhenSomeoneIsOnIt) {
  const Row retried{"its ACCEPT went into the void",
                    {{alert}},
                    heard(Told::none),
                    Told::accepted,
                    {.pointless = 1, .requests = 0}};
  for (const Replay replay : {Replay::collapse, Replay::full}) expect_plan(retried, replay);
  const Row whole{"the ACCEPT is still to come",
                  {{alert}, {accept}},
                  heard(Told::none),
                  Told::accepted,
                  {.next = 1, .requests = 2}};
  expect_plan(whole, Replay::full);
}

TEST(Collapse, FullReplaySendsEveryEventInOrder) {
  const Heard nothing = heard(Told::none);
  const Row rows[] = {
      {"came and went", {{alert}, {resolve}}, nothing, Told::none, {1, {}, 0, 2, Urgency::page}},
      {"a comment waits for a page behind it",
       {{comment}, {resolve}, {alert}},
       heard(Told::open),
       Told::open,
       {1, {}, 0, 3, Urgency::page}},
      {"taken up again by hand when it is over", {{alert}}, nothing, Told::none, {0, {}, 1, 0}},
      {"comments", {{comment}, {comment}}, heard(Told::open), Told::open, {1, {}, 0, 2, Urgency::comment}},
      {"of what was dismissed nothing is told",
       {{alert}, {resolve}, {alert}},
       nothing,
       Told::dismissed,
       {0, {}, 3, 0}},
      {"and what is open ends",
       {{comment}, {resolve}, {alert}},
       heard(Told::open),
       Told::dismissed,
       {2, {}, 2, 1, Urgency::settle}},
  };
  for (const Row& row : rows) expect_plan(row, Replay::full);
}

TEST(Collapse, WhatWasTakenOverFromElsewhereGoesAsItIs) {
  std::vector<Waiting> queue = queue_of({{alert}, {resolve}});
  queue.front().as_it_is = true;
  const Plan plan = plan_for(queue, {}, Told::none, Replay::collapse);
  EXPECT_EQ(plan.next, 1);
  EXPECT_TRUE(plan.pointless.empty());
}

TEST(Collapse, AnEmptyQueueHasNothingToTell) {
  EXPECT_EQ(plan_for({}, heard(Told::open), Told::open, Replay::collapse), Plan{});
}

TEST(Collapse, WhatIlertHasHeardFollowsWhatWasDelivered) {
  Event event;
  event.state = State::warning;
  event.priority = low;
  event.type = alert;
  const Heard open = heard_after({}, event);
  EXPECT_EQ(open, (Heard{Told::open, State::warning, low}));
  event.type = accept;
  const Heard accepted = heard_after(open, event);
  EXPECT_EQ(accepted.told, Told::accepted);
  event.type = alert;
  event.priority = high;
  EXPECT_EQ(heard_after(accepted, event).priority, low) << "ilert ignores the priority of a second ALERT";
  EXPECT_EQ(heard_after(accepted, event).told, Told::accepted);
  event.type = comment;
  EXPECT_EQ(heard_after(open, event), open);
  event.type = resolve;
  EXPECT_EQ(heard_after(accepted, event), Heard{});
  event.type = accept;
  EXPECT_EQ(heard_after({}, event), Heard{}) << "there is nothing to accept";
}

// Of what is left there the ALERT would make nothing but a line in its history.
TEST(Collapse, WhatARefusedResolveLeftIsResolvedBeforeTheNextAlert) {
  const Heard left = *heard_after_refusal(heard(Told::accepted), EventType::resolve, false);
  expect_plan({"with the RESOLVE that makes way", {{resolve}, {alert}}, left, Told::open, {1, {}, 0, 2}},
              Replay::collapse);
  expect_plan({"refused again", {{alert}}, left, Told::open, {.next = 1}}, Replay::collapse);
  expect_plan({"someone is on it", {{resolve}, {alert}, {accept}}, left, Told::accepted, {0, {}, 3, 0}},
              Replay::collapse);
  expect_plan({"of an ALERT that may have got through nothing is older",
               {{resolve}, {alert}},
               Heard{.doubtful = true},
               Told::open,
               {0, alert, 2}},
              Replay::collapse);
}

TEST(Collapse, AnAlertThatFollowedARefusedResolveMayHaveCalledNobody) {
  Event event;
  event.state = State::critical;
  event.type = alert;
  const Heard left = *heard_after_refusal(heard(Told::accepted, low), EventType::resolve, false);
  const Heard then = heard_after(left, event);
  EXPECT_EQ(then.told, Told::open);
  EXPECT_TRUE(then.doubtful);
  EXPECT_FALSE(heard_after(Heard{.doubtful = true}, event).doubtful);
  event.type = resolve;
  EXPECT_EQ(heard_after(then, event), Heard{});
  event.type = accept;
  EXPECT_FALSE(heard_after(then, event).doubtful) << "somebody is on it";
}

TEST(Collapse, ARefusedResolveNeverCostsTheNextAlert) {
  const std::optional<Heard> then = heard_after_refusal(heard(Told::open), EventType::resolve, false);
  ASSERT_TRUE(then);
  EXPECT_TRUE(then->doubtful);
  expect_plan({"the problem is back", {{alert}}, *then, Told::open, {.next = 1}}, Replay::collapse);
  expect_plan({"the RESOLVE is tried again by hand",
               {{resolve}},
               *then,
               Told::none,
               {.next = 1, .urgency = Urgency::settle}},
              Replay::collapse);
  EXPECT_EQ(heard_after_refusal(heard(Told::open), EventType::comment, true), std::nullopt);
  EXPECT_EQ(heard_after_refusal(heard(Told::none), EventType::alert, false), std::nullopt);
}

}  // namespace
}  // namespace ilert_bridge
