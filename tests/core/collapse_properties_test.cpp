// Whatever happens in Checkmk and on the way: in the end ilert shows what the report says, and what is over
// pages nobody.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "ilert-bridge/core/backlog.hpp"

namespace ilert_bridge {
namespace {

// One key's life: a report that changes, a queue, an ilert that takes events or does not, or takes them and
// does not say so.
class Life {
 public:
  explicit Life(Replay how) : replay(how), backlog(how) {}

  void report(Told told, std::vector<EventType> types, Priority priority) {
    for (const EventType type : types) {
      const EventId id = ++last_id;
      types_[id] = {type, priority};
      backlog.add({"key", {}, {}, {.id = id, .type = type, .priority = priority}});
      if (type == EventType::alert) is_called = false;
    }
    wanted = told;
    backlog.want("key", told);
  }

  void problem() {
    const Priority priority = *rc::gen::element(Priority::low, Priority::high);
    if (wanted == Told::none) return report(Told::open, {EventType::alert}, priority);
    if (wanted == Told::open) return report(Told::open, {EventType::comment}, priority);
    report(Told::open, {EventType::resolve, EventType::alert},
           priority);  // the acknowledgement was taken back
  }
  void worsen() {
    if (wanted == Told::open) report(Told::open, {EventType::resolve, EventType::alert}, Priority::high);
  }
  void acknowledge() {
    if (wanted == Told::open) report(Told::accepted, {EventType::accept}, Priority::high);
  }
  void recover() {
    if (wanted != Told::none) report(Told::none, {EventType::resolve}, Priority::high);
  }

  // Unseen by us, as it always may be.
  void person_resolves_in_ilert() { shown = Told::none; }
  void person_accepts_in_ilert() {
    if (shown == Told::open) shown = Told::accepted;
  }

  void person_speaks() {
    if (wanted == Told::none) return;
    const EventId id = ++last_id;
    types_[id] = {EventType::comment, Priority::low};
    backlog.add({"key",
                 {},
                 {},
                 {.id = id, .type = EventType::comment, .priority = Priority::low, .by_a_person = true}});
    backlog.want("key", wanted);
    ++words;
  }

  // One attempt, if there is anything to send.
  bool send(bool processed, bool answered) {
    const Plan* found = backlog.plan("key");
    if (found == nullptr) return false;
    const Plan plan = *found;
    for (const EventId id : plan.pointless) backlog.remove("key", id);
    if (!plan.sends()) return false;
    const EventId id = plan.next ? *plan.next : stand_in(*plan.stand_in, plan.urgency);
    if (plan.in_the_dark) backlog.outcome_unknown("key", id);
    const auto [type, priority] = types_.at(id);
    const bool repeated = !attempted.insert(id).second;
    if (type == EventType::alert && replay == Replay::collapse) {
      const bool pages_rightly = repeated ? wanted != Told::none : wanted == Told::open;
      RC_ASSERT(pages_rightly);
    }
    Event event;
    event.type = type;
    event.priority = priority;
    if (processed) take(event);
    if (answered && processed) {
      backlog.remove("key", id);
      backlog.hear("key", heard_after(backlog.heard("key"), event));
    } else if (!answered) {
      backlog.outcome_unknown("key", id);
    }
    return true;
  }

  Replay replay;
  Backlog backlog;
  Told wanted = Told::none;
  Told shown = Told::none;  // by ilert
  int pages = 0;
  bool is_called = true;  // somebody was, since the newest call began
  std::size_t words = 0;  // of people
  std::set<EventId> attempted;

 private:
  EventId stand_in(EventType type, Urgency urgency) {
    const EventId id = ++last_id;
    types_[id] = {type, urgency == Urgency::low ? Priority::low : Priority::high};
    backlog.add({"key", {}, {}, {.id = id, .type = type, .priority = types_[id].second}});
    return id;
  }
  void take(const Event& event) {
    const Told before = shown;
    if (event.type == EventType::alert && before == Told::none) shown = Told::open;
    if (event.type == EventType::accept && before == Told::open) shown = Told::accepted;
    if (event.type == EventType::resolve) shown = Told::none;
    if (before != Told::none || shown != Told::open) return;
    ++pages;
    is_called = true;
  }

  std::map<EventId, std::pair<EventType, Priority>> types_;
  EventId last_id = 0;
};

void something_happens(Life& life) {
  switch (*rc::gen::inRange(0, 10)) {
    case 0:
    case 1:
      return life.problem();
    case 2:
      return life.worsen();
    case 3:
      return life.acknowledge();
    case 4:
    case 5:
      return life.recover();
    case 6:
      life.send(true, true);
      return;
    case 7:
      life.send(false, true);
      return;
    case 8:
      return life.person_speaks();
    default:
      life.send(*rc::gen::arbitrary<bool>(), false);
  }
}

void expect_agreement(const Life& life) {
  if (life.wanted == Told::accepted) {
    RC_ASSERT(life.shown != Told::open);  // nothing, where somebody was on it before ilert heard of it
  } else {
    RC_ASSERT(life.shown == life.wanted);
  }
  RC_ASSERT(life.backlog.heard("key").told == life.shown);
  RC_ASSERT(life.backlog.events() == 0U);
  RC_ASSERT(life.backlog.requests() == 0U);
}

void live(Replay replay) {
  Life life(replay);
  const int length = *rc::gen::inRange(1, 40);
  for (int step = 0; step < length; ++step) something_happens(life);
  const std::size_t planned = life.backlog.requests();
  std::size_t sent = 0;
  while (life.send(true, true)) ++sent;
  RC_ASSERT(sent <= planned + 1);  // what an unknown outcome turns out to be is not known before
  if (replay == Replay::collapse) {
    RC_ASSERT(sent <= 3U + life.words);  // at most: one whose outcome is unknown, then RESOLVE and ALERT
    expect_agreement(life);
  }
}

TEST(CollapseProperties, WhateverHappensIlertEndsUpRightAndWhatIsOverPagesNobody) {
  EXPECT_TRUE(rc::check("collapse", [] { live(Replay::collapse); }));
}

TEST(CollapseProperties, FullReplayEndsToo) {
  EXPECT_TRUE(rc::check("full", [] { live(Replay::full); }));
}

// What a person did with the alert of an earlier call never costs the next one.
TEST(CollapseProperties, WhoMustBeCalledIsCalledWhateverPeopleDidWithTheOldAlert) {
  EXPECT_TRUE(rc::check("calls", [] {
    Life life(Replay::collapse);
    const int length = *rc::gen::inRange(1, 40);
    for (int step = 0; step < length; ++step) {
      something_happens(life);
      if (life.is_called && *rc::gen::inRange(0, 4) == 0) {
        *rc::gen::arbitrary<bool>() ? life.person_resolves_in_ilert() : life.person_accepts_in_ilert();
      }
    }
    while (life.send(true, true)) {
    }
    RC_ASSERT(life.is_called || life.wanted != Told::open);
  }));
}

TEST(CollapseProperties, AnOutageCostsAtMostOnePage) {
  EXPECT_TRUE(rc::check("outage", [] {
    Life life(Replay::collapse);
    const int length = *rc::gen::inRange(1, 40);
    for (int step = 0; step < length; ++step)
      if (*rc::gen::arbitrary<bool>()) {
        life.problem();
      } else {
        something_happens(life);
      }
    while (life.send(true, true)) {
    }
    const int before = life.pages;
    for (int step = 0; step < length; ++step) {
      switch (*rc::gen::inRange(0, 5)) {
        case 4:
          life.person_speaks();
          break;
        case 0:
          life.problem();
          break;
        case 1:
          life.worsen();
          break;
        case 2:
          life.acknowledge();
          break;
        default:
          life.recover();
      }
    }
    while (life.send(true, true)) {
    }
    const int new_pages = life.pages - before;
    RC_ASSERT(new_pages <= (life.wanted == Told::open ? 1 : 0));
  }));
}

}  // namespace
}  // namespace ilert_bridge
