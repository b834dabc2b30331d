#include "ilert-bridge/core/settling.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;

TEST(Settling, TakesTwoMinutesAfterAStartThatWeSaw) {
  EXPECT_TRUE(may_not_count_downtimes_yet(0s, 0s));
  EXPECT_TRUE(may_not_count_downtimes_yet(119s, 119s));
  EXPECT_FALSE(may_not_count_downtimes_yet(120s, 120s));
}

TEST(Settling, IsOverForACoreThatRanForLongBeforeWeLooked) {
  EXPECT_TRUE(may_not_count_downtimes_yet(0s, 59min)) << "its clock may be behind ours";
  EXPECT_TRUE(may_not_count_downtimes_yet(0s, -10min)) << "or ahead";
  EXPECT_FALSE(may_not_count_downtimes_yet(0s, 1h));
}

}  // namespace
}  // namespace ilert_bridge
