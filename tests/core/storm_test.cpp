#include "ilert-bridge/core/storm.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

TEST(Storm, BeginsAboveAMinutesBudgetAndEndsWhenNoCallWaits) {
  EXPECT_FALSE(is_storm(false, 45, 45));
  EXPECT_TRUE(is_storm(false, 46, 45));
  EXPECT_TRUE(is_storm(true, 1, 45)) << "it does not flicker at the limit";
  EXPECT_FALSE(is_storm(true, 0, 45));
}

TEST(Storm, SaysHowManyWhoIsHitMostAndHowLong) {
  Census census;
  census.hosts = 1;
  census.services = 98;
  census.most_hit = {{"db1", 60}, {"web`1", 2}};
  const StormWords words = storm_words(census, 45, "oncall", "mon1");
  EXPECT_EQ(words.summary,
            "ilert-bridge mon1: route oncall: 99 problems at once, most on db1 (60), web`1 (2); their alerts "
            "follow within 3 minutes");
  EXPECT_NE(words.details.find("of 1 host and 98 services"), std::string::npos) << words.details;
  EXPECT_NE(words.details.find("Most hit hosts: `db1` (60), "), std::string::npos) << words.details;
  census.by_group = true;
  const StormWords by_group = storm_words(census, 45, "oncall", "mon1");
  EXPECT_NE(by_group.details.find("Most hit groups: "), std::string::npos);
  EXPECT_NE(by_group.summary.find("most in db1"), std::string::npos) << by_group.summary;
}

}  // namespace
}  // namespace ilert_bridge
