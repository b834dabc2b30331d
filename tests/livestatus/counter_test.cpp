#include "ilert-bridge/livestatus/counter.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <random>

namespace ilert_bridge {
namespace {

// As Checkmk prints a double.
std::int64_t printed(std::int64_t value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", static_cast<double>(value));
  return static_cast<std::int64_t>(std::strtod(text, nullptr));
}

// What the questions find, and how many there were, when the counter runs on with each of them.
struct Found {
  CounterBounds bounds;
  int questions = 0;
};
Found found(std::int64_t counter, std::int64_t runs_on = 0) {
  Found found{bounds_of_printed(printed(counter))};
  for (; !found.bounds.exact() && found.questions < 10; ++found.questions) {
    counter += runs_on;
    const std::vector<std::int64_t> asked = thresholds(found.bounds, 32);
    std::vector<bool> reached;
    for (const std::int64_t value : asked) reached.push_back(counter >= value);
    found.bounds = narrowed(found.bounds, asked, reached);
  }
  return found;
}

TEST(Counter, SixDigitsAreExact) {
  for (const std::int64_t value : {0, 1, 4711, 999'999}) {
    EXPECT_EQ(bounds_of_printed(value).least, value);
    EXPECT_TRUE(bounds_of_printed(value).exact());
  }
}

TEST(Counter, SevenDigitsAreFoundWithOneQuestion) {
  for (std::int64_t value = 1'234'560; value < 1'234'600; ++value) {
    const Found it = found(value);
    EXPECT_EQ(it.bounds.least, value);
    EXPECT_LE(it.questions, 1);
  }
}

TEST(Counter, AnyNumberIsFoundWithAFewQuestions) {
  std::minstd_rand random{7};
  for (int i = 0; i < 2000; ++i) {
    const std::int64_t value = static_cast<std::int64_t>(random()) % 4'000'000'000 + random() % 1'000'000;
    const Found it = found(value);
    EXPECT_EQ(it.bounds.least, value);
    EXPECT_LE(it.questions, 3) << value;
  }
}

TEST(Counter, OneThatRunsOnIsNeverTakenForMoreThanItIs) {
  for (const std::int64_t speed : {1, 7, 1000}) {
    const std::int64_t begin = 123'456'789;
    const Found it = found(begin, speed);
    EXPECT_LE(it.bounds.least, begin + speed * it.questions) << "waiting for more would miss something";
    EXPECT_GE(it.bounds.least, begin - 1000);
  }
}

}  // namespace
}  // namespace ilert_bridge
