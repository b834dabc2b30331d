#include "ilert-bridge/base/time.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <limits>

namespace ilert_bridge {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t millis;
};

constexpr std::array<Unit, 5> units{
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};

}  // namespace

Time now() { return std::chrono::floor<Span>(std::chrono::system_clock::now()); }

std::string rfc3339(Time time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(
      std::clamp(time, from_unix(earliest_unix), from_unix(latest_unix)));
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{seconds - day};
  std::array<char, 40> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return buffer.data();
}

std::optional<Time> parse_rfc3339(std::string_view text) {
  constexpr std::string_view form = "dddd-dd-ddTdd:dd:ddZ";
  if (text.size() != form.size()) return std::nullopt;
  std::array<int, 6> numbers{};
  std::size_t part = 0;
  for (std::size_t at = 0; at < form.size(); ++at) {
    const bool is_digit = text[at] >= '0' && text[at] <= '9';
    if (form[at] == 'd' ? !is_digit : text[at] != form[at]) return std::nullopt;
    if (form[at] == 'd') {
      numbers[part] = numbers[part] * 10 + (text[at] - '0');
    } else {
      ++part;
    }
  }
  const auto [year, month, day, hour, minute, second] = numbers;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok() || year < 1 || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
         std::chrono::seconds{second};
}

std::optional<Span> parse_span(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, failed] = std::from_chars(text.data(), end, number);
  if (failed != std::errc{} || number < 0 || text.front() == '-') return std::nullopt;
  const std::string_view name{rest, static_cast<std::size_t>(end - rest)};
  for (const Unit& unit : units) {
    if (unit.name != name) continue;
    if (number > std::numeric_limits<std::int64_t>::max() / unit.millis / 1'000'000) return std::nullopt;
    return Span{number * unit.millis};
  }
  return std::nullopt;
}

std::string span_text(Span span) {
  if (span.count() == 0) return "0s";
  for (const Unit& unit : units)
    if (span.count() % unit.millis == 0) return std::to_string(span.count() / unit.millis).append(unit.name);
  return {};
}

std::string age_text(Span span) {
  const std::int64_t seconds = std::max<std::int64_t>(0, span.count() / 1000);
  const auto two = [](std::int64_t big, const char* big_name, std::int64_t small, const char* small_name) {
    std::string text = std::to_string(big) + ' ' + big_name;
    if (small > 0) text += ' ' + std::to_string(small) + ' ' + small_name;
    return text;
  };
  if (seconds < 60) return std::to_string(seconds) + " s";
  if (seconds < 3600) return two(seconds / 60, "min", seconds % 60, "s");
  if (seconds < 86400) return two(seconds / 3600, "h", seconds % 3600 / 60, "min");
  return two(seconds / 86400, "d", seconds % 86400 / 3600, "h");
}

}  // namespace ilert_bridge
