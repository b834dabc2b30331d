// Points in time and spans, and how people write them. Nothing here reads a clock except now().
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ilert_bridge {

using Span = std::chrono::milliseconds;
// Wall clock, UTC. What Livestatus, the journal and ilert speak of. Waiting uses the steady clock, never this
// one.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

Time now();  // the only place that reads the wall clock

// The years 1 to 9999: what a server says beyond is cut there, not multiplied into an overflow.
inline constexpr std::int64_t earliest_unix = -62'135'596'800;
inline constexpr std::int64_t latest_unix = 253'402'300'799;
constexpr Time from_unix(std::int64_t seconds) {
  return Time{std::chrono::seconds{std::clamp(seconds, earliest_unix, latest_unix)}};
}
constexpr std::int64_t unix_seconds(Time time) {
  return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}
constexpr std::int64_t unix_millis(Time time) { return time.time_since_epoch().count(); }
constexpr Time from_millis(std::int64_t millis) { return Time{Span{millis}}; }

// "2026-01-02T03:04:05Z"; of the years 1 to 9999.
std::string rfc3339(Time time);
// Exactly that form read back; anything else: nothing.
std::optional<Time> parse_rfc3339(std::string_view text);

// "90s", "5m", "1h", "30d", "250ms"; one number and one unit. Anything else (no unit, sign, overflow):
// nothing.
std::optional<Span> parse_span(std::string_view text);

// The shortest exact form that parse_span reads back: "5m", "90s", "30d".
std::string span_text(Span span);

// For people, two units at most: "3 s", "2 min 5 s", "1 h 12 min", "3 d 4 h"; negative spans count as zero.
std::string age_text(Span span);

}  // namespace ilert_bridge
