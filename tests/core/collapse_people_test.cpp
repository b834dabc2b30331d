// What people said keeps its words and its place, whatever is brought to its shortest way around it.
#include <gtest/gtest.h>

#include "ilert-bridge/core/collapse.hpp"

namespace ilert_bridge {
namespace {

constexpr auto alert = EventType::alert;
constexpr auto accept = EventType::accept;
constexpr auto resolve = EventType::resolve;
constexpr auto comment = EventType::comment;

struct Said {
  EventType type;
  bool by_a_person = false;
  bool unknown = false;
  bool of_flapping = false;
};
const Said person{comment, true, false};
const Said flaps{.type = comment, .of_flapping = true};

std::vector<Waiting> queue_of(const std::vector<Said>& items) {
  std::vector<Waiting> queue;
  for (const Said& item : items)
    queue.push_back({.id = static_cast<EventId>(queue.size() + 1),
                     .type = item.type,
                     .outcome_unknown = item.unknown,
                     .by_a_person = item.by_a_person,
                     .of_flapping = item.of_flapping});
  return queue;
}

Plan plan_of(const std::vector<Said>& items, Told heard, Told wanted) {
  return plan_for(queue_of(items), {.told = heard}, wanted, Replay::collapse);
}

using Ids = std::vector<EventId>;

TEST(PeoplesWords, AreToldOneByOne) {
  const Plan plan = plan_of({person, person}, Told::open, Told::open);
  EXPECT_EQ(plan.next, 1);
  EXPECT_EQ(plan.pointless, Ids{});
  EXPECT_EQ(plan.requests, 2U);
}

TEST(PeoplesWords, FollowTheAlertTheyAreAbout) {
  const Plan plan = plan_of({{alert}, person}, Told::none, Told::open);
  EXPECT_EQ(plan.next, 1);
  EXPECT_EQ(plan.pointless, Ids{});
  EXPECT_EQ(plan.requests, 2U);
}

TEST(PeoplesWords, AreNoPartOfWhatStandsForTheRest) {
  const Plan plan = plan_of({{comment}, {comment}, person, {comment}}, Told::open, Told::open);
  EXPECT_EQ(plan.stand_in, comment);
  EXPECT_EQ(plan.pointless, (Ids{1, 2}));
}

TEST(PeoplesWords, AreOverWithTheProblem) {
  const Plan plan = plan_of({person, {resolve}}, Told::open, Told::none);
  EXPECT_EQ(plan.next, 2);
  EXPECT_EQ(plan.pointless, Ids{1});
  const Plan silent = plan_of({{alert}, person, {resolve}}, Told::none, Told::none);
  EXPECT_FALSE(silent.sends());
  EXPECT_EQ(silent.pointless, (Ids{1, 2, 3}));
}

TEST(PeoplesWords, AboutWhatIlertNeverHeardOfAreNotTold) {
  const Plan plan = plan_of({person, {accept}}, Told::none, Told::accepted);
  EXPECT_FALSE(plan.sends());
  EXPECT_EQ(plan.pointless, (Ids{1, 2}));
}

TEST(PeoplesWords, WaitWhileTheOutcomeOfAnotherEventIsUnknown) {
  const Plan plan = plan_of({person, {comment, false, true}}, Told::open, Told::open);
  EXPECT_EQ(plan.next, 2) << "it took the place of others, behind what a person said";
  EXPECT_EQ(plan.pointless, Ids{});
  EXPECT_TRUE(plan.in_the_dark);
}

TEST(PeoplesWords, OfUnknownOutcomeAreRepeated) {
  const Plan plan = plan_of({{comment, true, true}, {accept}}, Told::open, Told::accepted);
  EXPECT_EQ(plan.next, 1);
}

TEST(BeginsToFlap, IsSaidWhereIlertShowsTheAlert) {
  EXPECT_EQ(plan_of({flaps}, Told::open, Told::open).next, 1);
  EXPECT_EQ(plan_of({flaps}, Told::accepted, Told::accepted).next, 1);
}

TEST(BeginsToFlap, IsNoNewsOfAnAlertThatIlertHasNotTaken) {
  const Plan held = plan_of({flaps}, Told::none, Told::open);
  EXPECT_FALSE(held.sends()) << "or it would call, whatever holds the ALERT";
  EXPECT_EQ(held.pointless, Ids{1});
  for (const std::vector<Said>& queue : {std::vector<Said>{{alert}, flaps}, {{alert}, flaps, flaps}}) {
    const Plan alone = plan_of(queue, Told::none, Told::open);
    EXPECT_EQ(alone.next, 1) << "the page itself, without a word of it";
    EXPECT_EQ(alone.pointless.size(), queue.size() - 1);
  }
  const Plan with_words = plan_of({{alert}, flaps, person}, Told::none, Told::open);
  EXPECT_EQ(with_words.next, 1);
  EXPECT_EQ(with_words.pointless, Ids{2});
  EXPECT_EQ(plan_of({{alert}, flaps, {comment}}, Told::none, Told::open).stand_in, alert);
}

}  // namespace
}  // namespace ilert_bridge
