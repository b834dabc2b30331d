#include "ilert-bridge/cli/bar_chart.hpp"

#include <gtest/gtest.h>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

std::vector<Bar> bars(const std::vector<std::size_t>& values) {
  std::vector<Bar> all;
  for (const std::size_t value : values) all.push_back({std::to_string(all.size() + 10), value});
  return all;
}

std::string chart(const std::vector<std::size_t>& values, std::size_t width) {
  return join(bar_chart(bars(values), width), "\n");
}

TEST(BarChart, TheHighestFillsItAndOneIsSeen) {
  EXPECT_EQ(chart({24, 12, 1, 0}, 80), "██\n██ ▄▄\n██ ██ ▁▁\n10 11 12 13");
  EXPECT_EQ(chart({1'000'000, 1}, 80), "██\n██\n██ ▁▁\n10 11");
  EXPECT_EQ(chart({0, 0}, 80), "\n\n\n10 11");
  EXPECT_EQ(chart({}, 80), "");
}

TEST(BarChart, WhereThereIsLittleRoomBarsAreNarrowAndLabelsLeftOut) {
  EXPECT_EQ(chart({8, 8, 8}, 6), "█ █ █\n█ █ █\n█ █ █\n10  12");
  EXPECT_EQ(chart({8, 8, 8, 8}, 5), "████\n████\n████\n10 13");
  EXPECT_EQ(chart({8, 8, 8, 8}, 2), "██\n██\n██\n12") << "the last ones";
}

}  // namespace
}  // namespace ilert_bridge
