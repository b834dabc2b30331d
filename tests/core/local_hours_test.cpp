#include "ilert-bridge/core/local_hours.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

using std::chrono::hours;

const Time midnight = *parse_rfc3339("2026-10-25T00:00:00Z");  // in Berlin the clock is put back at 01:00Z
const LocalHours berlin{{{midnight - hours{240}, hours{2}}, {midnight + hours{1}, hours{1}}}};

struct Case {
  const char* why;
  const LocalHours& zone;
  Time at;
  std::int64_t days_on;
  int hour;
  bool night;
};

TEST(LocalHours, AreThoseOfTheClockOnTheWall) {
  const LocalHours utc, new_york{{{midnight, -hours{4}}}};
  const Case cases[] = {
      {"without a zone it is UTC", utc, midnight + hours{5}, 0, 5, true},
      {"morning begins at 6", utc, midnight + hours{6}, 0, 6, false},
      {"and night at 22", utc, midnight + hours{22}, 0, 22, true},
      {"the last moment of an hour", utc, midnight + hours{22} - Span{1}, 0, 21, false},
      {"ahead of UTC", berlin, midnight, 0, 2, true},
      {"the hour that comes twice", berlin, midnight + hours{1}, 0, 2, true},
      {"the new day begins earlier there", berlin, midnight - hours{2}, 0, 0, true},
      {"behind UTC it is the day before", new_york, midnight, -1, 20, false},
      {"before the first entry as from there on", new_york, midnight - hours{24}, -2, 20, false},
  };
  const std::int64_t day = utc.day(midnight);
  for (const Case& one : cases) {
    EXPECT_EQ(one.zone.day(one.at) - day, one.days_on) << one.why;
    EXPECT_EQ(one.zone.hour(one.at), one.hour) << one.why;
    EXPECT_EQ(one.zone.is_night(one.at), one.night) << one.why;
  }
  EXPECT_EQ(utc.day(Time{}), 0);
}

}  // namespace
}  // namespace ilert_bridge
