#include "backtest_parts.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "ilert-bridge/base/counted.hpp"
#include "ilert-bridge/base/local_time.hpp"
#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t screen_columns = 80;

using RuleCount = std::pair<std::optional<Reason>, std::size_t>;

}  // namespace

void add(Lines& lines, const Lines& more) { lines.insert(lines.end(), more.begin(), more.end()); }

void add_table(Lines& lines, const TextTable& table) {
  const std::size_t width = terminal_width();
  std::istringstream text(table.text(width == 0 ? screen_columns : width));
  for (std::string line; std::getline(text, line);) lines.push_back(line);
}

std::string span_words(const BacktestStory& story) {
  const Span span = story.summary.until - story.summary.from;
  const auto days = std::chrono::round<std::chrono::days>(span);
  const bool is_whole = std::chrono::abs(span - Span{days}) < std::chrono::minutes{1};
  if (story.to_now)
    return "In the last " +
           (is_whole ? counted(static_cast<std::size_t>(days.count()), "day") : age_text(span));
  return "From " + local_text(story.summary.from) + " to " + local_text(story.summary.until);
}

std::string a_day(std::size_t calls, const BacktestSummary& summary) {
  const std::optional<double> rate = per_day(calls, summary);
  if (!rate) return {};
  if (*rate >= 10 || calls == 0) return std::to_string(std::lround(*rate));
  const auto tenths = std::max(std::lround(*rate * 10), 1L);
  return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10);
}

std::string arrow(std::size_t before, std::size_t after) {
  return std::to_string(before) + " -> " + std::to_string(after);
}

std::string text_of(const ByRule& rules) {
  std::vector<RuleCount> counts(rules.begin(), rules.end());
  std::stable_sort(counts.begin(), counts.end(),
                   [](const RuleCount& one, const RuleCount& other) { return one.second > other.second; });
  std::vector<std::string> texts;
  for (const auto& [rule, count] : counts)
    texts.push_back((rule ? std::string{name(*rule)} : "no route takes it") + ' ' + std::to_string(count));
  return join(texts, ", ");
}

std::string text_of(const CallChange& change) {
  const PastCall& call = change.call();
  return to_text(change.subject) + ' ' + std::string{name(call.state)} + ' ' +
         std::string{name(call.priority)} + ", " + local_text(call.at) + ", route " + call.route->name;
}

std::string rule_text(const CallChange& change) {
  switch (change.fate) {
    case CallFate::moved:
      return "now on route " + change.after->route->name;
    case CallFate::raised:
    case CallFate::lowered:
      return "now " + std::string{name(change.after->priority)};
    default:
      break;
  }
  if (!change.rule) return change.fate == CallFate::gone ? "called less often" : "called more often";
  return *change.rule == Reason::unrouted ? "no route takes it" : std::string{name(*change.rule)};
}

}  // namespace ilert_bridge
