#include "ilert-bridge/base/local_time.hpp"

#include <gtest/gtest.h>

#include "tests/base/zone.hpp"

using namespace ilert_bridge;
using namespace std::chrono_literals;

namespace {

const Time winter = parse_rfc3339("2026-11-30T15:04:29Z").value();

TEST(LocalTime, IsThatOfTheZoneWithItsOffset) {
  const Zone zone("CET-1CEST,M3.5.0,M10.5.0/3");
  EXPECT_EQ(local_text(winter), "2026-11-30 16:04:29 +01:00");
  EXPECT_EQ(local_text(parse_rfc3339("2026-07-01T00:00:00Z").value()), "2026-07-01 02:00:00 +02:00");
}

TEST(LocalTime, IsThatOfTheZoneThatIsNamed) {
  const Zone zone("UTC");
  use_zone("");
  EXPECT_EQ(minute_text(winter, winter), "15:04 UTC");
  use_zone("Asia/Tokyo");
  EXPECT_EQ(local_text(winter), "2026-12-01 00:04:29 +09:00");
  EXPECT_EQ(parse_local("2026-12-01 00:04:29"), winter);
}

TEST(LocalTime, ForThoseElsewhereItHasItsZone) {
  const Zone zone("CET-1CEST,M3.5.0,M10.5.0/3");
  EXPECT_EQ(minute_text(winter, winter + 1h), "16:04 CET");
  EXPECT_EQ(minute_text(winter, winter + 24h), "2026-11-30 16:04 CET");
  EXPECT_EQ(minute_text(parse_rfc3339("2026-07-01T00:00:00Z").value(), winter), "2026-07-01 02:00 CEST");
}

TEST(LocalTime, OfTodayIsAClockAndOfAnotherDayADate) {
  const Zone zone("CET-1CEST,M3.5.0,M10.5.0/3");
  EXPECT_EQ(clock_text(winter, winter + 7h), "16:04:29");
  EXPECT_EQ(clock_text(winter, winter + 8h), "2026-11-30 16:04:29") << "the day of the zone, not of UTC";
}

TEST(LocalTime, IsShortWhereThereIsLittleRoom) {
  const Zone zone("CET-1CEST,M3.5.0,M10.5.0/3");
  EXPECT_EQ(day_text(winter), "30 16:04:29");
  EXPECT_EQ(zone_text(winter), "+01:00");
}

TEST(LocalTime, IsReadAsItIsTyped) {
  const Zone zone("CET-1CEST,M3.5.0,M10.5.0/3");
  EXPECT_EQ(parse_local("2026-11-30 16:04:29"), winter);
  EXPECT_EQ(parse_local("2026-11-30 16:04"), winter - 29s);
  EXPECT_EQ(parse_local("2026-07-01"), parse_rfc3339("2026-06-30T22:00:00Z"));
  for (const char* text : {"", "now", "2026-11-31", "2026-11-30T16:04:29", "2026-11-30 16", "16:04"})
    EXPECT_FALSE(parse_local(text)) << text;
}

TEST(LocalTime, OfNonsenseIsStillADate) {
  const Zone zone("UTC");
  EXPECT_EQ(local_text(Time::max()), "9999-12-31 23:59:59 +00:00");
  EXPECT_FALSE(local_text(Time::min()).empty());
}

}  // namespace
