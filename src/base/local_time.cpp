#include "ilert-bridge/base/local_time.hpp"

#include <array>
#include <cstdlib>
#include <ctime>

namespace ilert_bridge {
namespace {

std::string written(Time time, const char* form) {
  const auto seconds = static_cast<std::time_t>(std::clamp(unix_seconds(time), earliest_unix, latest_unix));
  std::tm parts{};
  if (localtime_r(&seconds, &parts) == nullptr) return rfc3339(time);
  std::array<char, 64> buffer{};
  const std::size_t size = std::strftime(buffer.data(), buffer.size(), form, &parts);
  return {buffer.data(), size};
}

bool is_same_day(Time one, Time other) { return written(one, "%Y-%m-%d") == written(other, "%Y-%m-%d"); }

}  // namespace

void use_zone(const std::string& zone) {
  if (zone.empty()) return;
  ::setenv("TZ", (":" + zone).c_str(), 1);
  ::tzset();
}

std::string local_text(Time time) { return written(time, "%Y-%m-%d %H:%M:%S ") + zone_text(time); }

std::string day_text(Time time) { return written(time, "%d %H:%M:%S"); }

std::string zone_text(Time time) {
  std::string text = written(time, "%z");
  if (text.size() == 5) text.insert(3, ":");
  return text;
}

std::optional<Time> parse_local(const std::string& text) {
  for (const char* const form : {"%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"}) {
    std::tm parts{};
    const char* const end = strptime(text.c_str(), form, &parts);
    if (end == nullptr || *end != '\0') continue;
    const int day = parts.tm_mday;
    parts.tm_isdst = -1;
    const std::time_t seconds = std::mktime(&parts);
    if (seconds == -1 || parts.tm_mday != day) return std::nullopt;
    return from_unix(seconds);
  }
  return std::nullopt;
}

std::string minute_text(Time time, Time now) {
  return written(time, is_same_day(time, now) ? "%H:%M %Z" : "%Y-%m-%d %H:%M %Z");
}

Span zone_ahead(Time time) {
  const auto seconds = static_cast<std::time_t>(std::clamp(unix_seconds(time), earliest_unix, latest_unix));
  std::tm parts{};
  return std::chrono::seconds{localtime_r(&seconds, &parts) == nullptr ? 0 : parts.tm_gmtoff};
}

std::string clock_text(Time time, Time now) {
  return written(time, is_same_day(time, now) ? "%H:%M:%S" : "%Y-%m-%d %H:%M:%S");
}

}  // namespace ilert_bridge
