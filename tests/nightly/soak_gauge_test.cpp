#include "tests/nightly/soak_gauge.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <functional>

namespace ilert_bridge::soak {
namespace {

constexpr double between = 30;  // seconds

// A life that takes the same at all times, but for what `change` makes of its samples.
std::vector<Sample> life(std::size_t samples, const std::function<void(Sample&, std::size_t)>& change = {}) {
  std::vector<Sample> all;
  for (std::size_t i = 0; i < samples; ++i) {
    const double at = static_cast<double>(i) * between;
    all.push_back({.at = at,
                   .pid = 7,
                   .resident_kib = 20'000,
                   .anonymous_kib = 9'000,
                   .proportional_kib = 12'000,
                   .descriptors = 30,
                   .threads = 9,
                   .cpu_ms = static_cast<long>(at * 20),
                   .journal_bytes = 1'000'000,
                   .log_bytes = 4'000'000});
    if (change) change(all.back(), i);
  }
  return all;
}

bool names(const std::vector<std::string>& sentences, const std::string& word) {
  return sentences.size() == 1 && sentences.front().find(word) != std::string::npos;
}

TEST(SoakGauge, WhatStaysTheSameIsFlat) { EXPECT_TRUE(growth(life(100)).empty()); }

TEST(SoakGauge, WarmingUpIsNoGrowth) {
  const auto warm = [](Sample& one, std::size_t i) {
    one.resident_kib += 100 * static_cast<long>(std::min<std::size_t>(i, 20));
  };
  EXPECT_TRUE(growth(life(100, warm)).empty());
}

TEST(SoakGauge, ADescriptorEveryFiveMinutesIsGrowth) {
  const auto leak = [](Sample& one, std::size_t i) { one.descriptors += static_cast<long>(i / 10); };
  EXPECT_TRUE(names(growth(life(100, leak)), "open descriptors"))
      << testing::PrintToString(growth(life(100, leak)));
}

TEST(SoakGauge, AHundredKibibytesASampleAreGrowth) {
  const auto leak = [](Sample& one, std::size_t i) { one.resident_kib += 100 * static_cast<long>(i); };
  EXPECT_TRUE(names(growth(life(100, leak)), "resident memory"));
}

TEST(SoakGauge, AThreadThatStaysIsNoGrowthAndTwoAre) {
  const auto more = [](long threads) {
    return [threads](Sample& one, std::size_t i) { one.threads += i > 60 ? threads : 0; };
  };
  EXPECT_TRUE(growth(life(100, more(1))).empty());
  EXPECT_TRUE(names(growth(life(100, more(2))), "threads"));
}

TEST(SoakGauge, WorkThatBecomesMoreIsGrowth) {
  const auto more = [](Sample& one, std::size_t i) { one.cpu_ms += static_cast<long>(i * i) * 15; };
  EXPECT_TRUE(names(growth(life(100, more)), "CPU"));
}

TEST(SoakGauge, ALogLargerThanItSaysIsGrowthWhenever) {
  const auto once = [](Sample& one, std::size_t i) { one.log_bytes = i == 3 ? 18 << 20 : one.log_bytes; };
  EXPECT_TRUE(names(growth(life(100, once)), "journal's log"));
}

TEST(SoakGauge, AShortLifeProvesNothing) {
  const auto leak = [](Sample& one, std::size_t i) { one.descriptors += 10 * static_cast<long>(i); };
  EXPECT_TRUE(growth(life(fewest - 1, leak)).empty());
}

TEST(SoakGauge, TheJournalMayGrowUntilItIsFullAndNotAfter) {
  const auto filling = [](Sample& one, std::size_t i) {
    one.journal_bytes = 5'000'000 + 50'000 * static_cast<long>(std::min<std::size_t>(i, 50));
  };
  const auto growing = [](Sample& one, std::size_t i) {
    one.journal_bytes = 5'000'000 + 200'000 * static_cast<long>(i);
  };
  EXPECT_TRUE(journal_growth(life(100, filling), 50 * between).empty());
  EXPECT_TRUE(names(journal_growth(life(100, growing), 50 * between), "journal's file"));
  EXPECT_TRUE(journal_growth(life(40, growing), 50 * between).empty()) << "it is not full yet";
}

TEST(SoakGauge, EachProcessHasALifeOfItsOwn) {
  const auto two = [](Sample& one, std::size_t i) { one.pid = i < 30 ? 7 : 8; };
  const auto each = lives(life(100, two));
  ASSERT_EQ(each.size(), 2U);
  EXPECT_EQ(each.front().size(), 30U);
  EXPECT_EQ(each.back().size(), 70U);
}

TEST(SoakGauge, MeasuresThisProcess) {
  const auto sample = measured(::getpid(), "/nonexistent/journal.db", 1);
  ASSERT_TRUE(sample.has_value());
  EXPECT_GT(sample->resident_kib, 1000);
  EXPECT_GT(sample->anonymous_kib, 0);
  EXPECT_GT(sample->proportional_kib, 0);
  EXPECT_GE(sample->descriptors, 3);
  EXPECT_GE(sample->threads, 1);
  EXPECT_EQ(sample->journal_bytes, 0);
  EXPECT_FALSE(measured(-1, "", 1).has_value());
}

}  // namespace
}  // namespace ilert_bridge::soak
