#include "ilert-bridge/core/queue.hpp"

#include <gtest/gtest.h>

using namespace ilert_bridge;

namespace {

constexpr auto alert = EventType::alert;
constexpr auto accept = EventType::accept;
constexpr auto resolve = EventType::resolve;
constexpr auto comment = EventType::comment;

std::vector<Queued> queue_of(const std::vector<EventType>& types, bool oldest_unknown) {
  std::vector<Queued> queue;
  for (const EventType type : types) queue.emplace_back().event.type = type;
  queue.front().outcome_unknown = oldest_unknown;
  return queue;
}

struct Row {
  std::string why;
  std::vector<EventType> queue;
  bool oldest_unknown;
  Told wanted;
  std::size_t index;
  std::size_t superseded;  // how many, from the oldest on
};

}  // namespace

TEST(Queue, NextSend) {
  const Row rows[] = {
      {"a single event goes", {alert}, false, Told::open, 0, 0},
      {"the oldest goes first", {alert, accept, comment}, false, Told::accepted, 0, 0},
      {"nothing is skipped though all of it is over", {alert, resolve}, false, Told::none, 0, 0},
      {"an unknown outcome is repeated while the problem lasts", {alert, comment}, true, Told::open, 0, 0},
      {"an unknown outcome is repeated while it is accepted", {alert, accept}, true, Told::accepted, 0, 0},
      {"an unknown ALERT makes way for the RESOLVE", {alert, resolve}, true, Told::none, 1, 1},
      {"with all that lies between", {alert, accept, comment, resolve}, true, Told::none, 3, 3},
      {"the newest RESOLVE of several", {resolve, alert, resolve}, true, Told::none, 2, 2},
      {"an unknown RESOLVE is repeated", {resolve}, true, Told::none, 0, 0},
      {"without a RESOLVE the unknown one is repeated", {alert, comment}, true, Told::none, 0, 0},
      {"what a person dismissed is nobody's to resolve", {alert, resolve}, true, Told::dismissed, 0, 0},
      {"RESOLVE and a new ALERT: the problem is back, order counts",
       {alert, resolve, alert},
       true,
       Told::open,
       0,
       0},
  };
  for (const Row& row : rows) {
    const NextSend next = next_send(queue_of(row.queue, row.oldest_unknown), row.wanted);
    EXPECT_EQ(next.index, row.index) << row.why;
    ASSERT_EQ(next.superseded.size(), row.superseded) << row.why;
    for (std::size_t i = 0; i < row.superseded; ++i) EXPECT_EQ(next.superseded[i], i) << row.why;
  }
}

TEST(Queue, OnlyTheOldestOnesOutcomeMatters) {
  auto queue = queue_of({alert, comment, resolve}, false);
  queue[1].outcome_unknown = true;
  EXPECT_EQ(next_send(queue, Told::none).index, 0U);
}
