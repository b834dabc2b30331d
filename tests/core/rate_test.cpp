#include "ilert-bridge/core/rate.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;
const Rate::Instant start{1h};

TEST(Rate, LetsSoManyGoAtOnceAndThenOneInEachSpan) {
  Rate rate(100ms, 3);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(rate.wait(start), 0ms) << i;
  EXPECT_EQ(rate.wait(start), 100ms);
  EXPECT_EQ(rate.wait(start), 200ms);
  EXPECT_EQ(rate.wait(start + 150ms), 150ms);
}

TEST(Rate, GivesItsHelpingAgainAfterAQuietTime) {
  Rate rate(100ms, 3);
  for (int i = 0; i < 5; ++i) rate.wait(start);  // the last goes 200 ms later
  EXPECT_EQ(rate.wait(start + 400ms), 0ms);
  EXPECT_EQ(rate.wait(start + 400ms), 0ms);
  EXPECT_EQ(rate.wait(start + 400ms), 100ms);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(rate.wait(start + 1h), 0ms) << i;
  EXPECT_EQ(rate.wait(start + 1h), 100ms) << "quiet time is not saved up";
}

}  // namespace
}  // namespace ilert_bridge
