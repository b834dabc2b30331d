#include "ilert-bridge/base/time.hpp"

#include <gtest/gtest.h>

#include <limits>

using namespace ilert_bridge;
using namespace std::chrono_literals;

TEST(Rfc3339, IsUtcInWholeSeconds) {
  EXPECT_EQ(rfc3339(from_unix(0)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(rfc3339(from_unix(1'767'323'045)), "2026-01-02T03:04:05Z");
  EXPECT_EQ(rfc3339(from_unix(951'827'696)), "2000-02-29T12:34:56Z");
  EXPECT_EQ(rfc3339(from_millis(1'999)), "1970-01-01T00:00:01Z");
  EXPECT_EQ(rfc3339(from_millis(-1)), "1969-12-31T23:59:59Z");
}

TEST(Rfc3339, IsReadBackAsItIsWritten) {
  for (const char* text : {"0001-01-01T00:00:00Z", "2000-02-29T12:34:56Z", "9999-12-31T23:59:59Z"})
    EXPECT_EQ(rfc3339(parse_rfc3339(text).value()), text);
  EXPECT_FALSE(parse_rfc3339("0000-12-31T23:59:59Z")) << "a year that is never written";
}

TEST(Rfc3339, OfNonsenseIsStillADate) {
  EXPECT_EQ(rfc3339(Time::max()), "9999-12-31T23:59:59Z");
  EXPECT_EQ(rfc3339(Time::min()), "0001-01-01T00:00:00Z");
  EXPECT_EQ(rfc3339(from_unix(std::numeric_limits<std::int64_t>::max())), "9999-12-31T23:59:59Z");
  EXPECT_EQ(rfc3339(from_unix(std::numeric_limits<std::int64_t>::min())), "0001-01-01T00:00:00Z");
}

TEST(UnixTime, GoesThereAndBack) {
  EXPECT_EQ(unix_seconds(from_unix(1'767'323'045)), 1'767'323'045);
  EXPECT_EQ(unix_seconds(from_millis(-1)), -1);
  EXPECT_EQ(unix_millis(from_millis(1234)), 1234);
}

TEST(Span, IsOneNumberAndOneUnit) {
  EXPECT_EQ(parse_span("90s"), 90s);
  EXPECT_EQ(parse_span("5m"), 5min);
  EXPECT_EQ(parse_span("1h"), 1h);
  EXPECT_EQ(parse_span("30d"), 720h);
  EXPECT_EQ(parse_span("250ms"), 250ms);
  EXPECT_EQ(parse_span("0s"), 0s);
}

TEST(Span, RefusesAnythingElse) {
  for (const char* text :
       {"", "5", "s", "-5s", "-0s", "+5s", "5 s", " 5s", "5s ", "1.5h", "1h30m", "5S", "5min", "0x5s",
        "99999999999999999999s", "9223372036854775807d", "9223372036854775807ms"})
    EXPECT_FALSE(parse_span(text)) << text;
}

TEST(Span, TextIsShortAndReadsBack) {
  EXPECT_EQ(span_text(5min), "5m");
  EXPECT_EQ(span_text(90s), "90s");
  EXPECT_EQ(span_text(720h), "30d");
  EXPECT_EQ(span_text(1500ms), "1500ms");
  EXPECT_EQ(span_text(0s), "0s");
  for (const Span span : {Span{1}, Span{60'000}, Span{86'400'000}, Span{3'600'001}})
    EXPECT_EQ(parse_span(span_text(span)), span);
}

TEST(Age, HasTwoUnitsAtMost) {
  EXPECT_EQ(age_text(0s), "0 s");
  EXPECT_EQ(age_text(-5s), "0 s");
  EXPECT_EQ(age_text(3999ms), "3 s");
  EXPECT_EQ(age_text(59s), "59 s");
  EXPECT_EQ(age_text(60s), "1 min");
  EXPECT_EQ(age_text(125s), "2 min 5 s");
  EXPECT_EQ(age_text(72min), "1 h 12 min");
  EXPECT_EQ(age_text(76h), "3 d 4 h");
  EXPECT_EQ(age_text(72h + 59min), "3 d");
}
