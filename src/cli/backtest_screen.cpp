#include "ilert-bridge/cli/backtest_screen.hpp"

#include <algorithm>
#include <cmath>

#include "backtest_parts.hpp"
#include "ilert-bridge/base/counted.hpp"
#include "ilert-bridge/base/local_time.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/bar_chart.hpp"
#include "ilert-bridge/cli/table.hpp"
#include "ilert-bridge/cli/wrapped.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t what_ifs_shown = 8;

std::string lasted(const std::optional<Span>& span) { return span ? age_text(*span) : "-"; }

std::string day_name(std::int64_t day) {
  const std::chrono::sys_days date{std::chrono::days{day}};
  return rfc3339(Time{date}).substr(0, 10);
}

// Whether a person is woken more or less than by a plugin that tells each notification.
std::string beside_checkmk(const BacktestStory& story) {
  const ProblemCount& problems = story.summary.problems;
  if (problems.notifications == 0) return "The log has no notification of Checkmk's own to compare with.";
  const char* const how = problems.called == problems.notified  ? "just as many"
                          : problems.called > problems.notified ? "more than Checkmk"
                                                                : "fewer than Checkmk";
  return "Checkmk itself notified of " + counted(problems.notified, "problem") +
         (story.route.empty() ? ", these calls are for " : ", the calls of all routes are for ") +
         std::string{how_sure(story)} + ' ' + std::to_string(problems.called) + ": " + how + '.';
}

void add_routes(Lines& lines, const BacktestStory& story) {
  const auto with_rate = [&](std::vector<std::string> row, std::string rate) {
    if (!rate.empty()) row.insert(row.begin() + 4, std::move(rate));
    return row;
  };
  const bool has_rate = per_day(0, story.summary).has_value();
  TextTable table(with_rate({"ROUTE", "CALLS", "HIGH", "LOW", "NIGHT", "AGAIN", "SHORTEST", "LONGEST"},
                            has_rate ? "A DAY" : ""));
  const auto add = [&](const std::string& name, const CallCount& count) {
    table.add(
        with_rate({name, std::string{how_sure(story)} + ' ' + std::to_string(count.calls),
                   std::to_string(count.high), std::to_string(count.low()), std::to_string(count.at_night),
                   std::to_string(count.repeats()), lasted(count.shortest), lasted(count.longest)},
                  a_day(count.calls, story.summary)));
  };
  for (const RouteCount& route : story.summary.routes) add(route.route->name, route.count);
  if (story.summary.routes.size() > 1) add("all", story.summary.all);
  table.may_lack({"SHORTEST", "LONGEST", "LOW"});
  add_table(lines, table);
}

void add_charts(Lines& lines, const BacktestStory& story, std::size_t width) {
  const CallCount& all = story.summary.all;
  std::vector<Bar> days, hours;
  for (std::size_t i = 0; i < all.by_day.size(); ++i)
    days.push_back(
        {day_name(story.summary.first_day + static_cast<std::int64_t>(i)).substr(8), all.by_day[i]});
  for (std::size_t hour = 0; hour < all.by_hour.size(); ++hour)
    hours.push_back({(hour < 10 ? "0" : "") + std::to_string(hour), all.by_hour.at(hour)});
  const std::size_t shown = std::min(all.by_day.size(), width);
  const auto first_day = all.by_day.end() - static_cast<std::ptrdiff_t>(shown);
  const auto worst_day = std::max_element(first_day, all.by_day.end());
  const auto worst_hour = std::max_element(all.by_hour.begin(), all.by_hour.end());
  const std::string sure{how_sure(story)};
  const std::string which =
      shown < all.by_day.size() ? "By day, the last " + std::to_string(shown) + " days, " : "By day, ";
  lines.push_back(which + sure + ' ' + std::to_string(*worst_day) + " on " +
                  day_name(story.summary.first_day + (worst_day - all.by_day.begin())) + ':');
  add(lines, bar_chart(days, width));
  lines.push_back("By hour, " + sure + ' ' + std::to_string(*worst_hour) + " at " +
                  std::to_string(worst_hour - all.by_hour.begin()) + " o'clock:");
  add(lines, bar_chart(hours, width));
}

void add_repeats(Lines& lines, const BacktestStory& story, std::size_t width) {
  const CallCount& all = story.summary.all;
  if (all.repeats() == 0) return;
  std::vector<std::string> why;
  for (const auto& [because, calls] : all.repeated)
    why.push_back((because == Because::verdict ? "resolved in between" : std::string{name(because)}) + ' ' +
                  std::to_string(calls));
  add(lines, wrapped("Called again for the same problem: " + std::string{how_sure(story)} + ' ' +
                         std::to_string(all.repeats()) + " (" + join(why, ", ") + ").",
                     width, 2));
}

void add_noisiest(Lines& lines, const BacktestStory& story) {
  const CallCount& all = story.summary.all;
  TextTable table({"NOISIEST OF " + std::to_string(all.objects) + (all.objects == 1 ? " OBJECT" : " OBJECTS"),
                   "CALLS", "SHARE"});
  for (const NoisyObject& object : all.noisiest)
    table.add({to_text(object.subject), std::string{how_sure(story)} + ' ' + std::to_string(object.calls),
               std::to_string(
                   std::lround(100.0 * static_cast<double>(object.calls) / static_cast<double>(all.calls))) +
                   " %"});
  add_table(lines, table);
}

void add_what_ifs(Lines& lines, const BacktestStory& story) {
  TextTable table({"WITH", "ROUTE", "CALLS", ""});
  std::size_t shown = 0;
  for (const WhatIf& one : story.what_ifs) {
    if (++shown > what_ifs_shown) break;
    const bool fewer = one.after < one.before;
    table.add({one.key + " = \"" + one.value + '"', one.route->name,
               std::string{how_sure(story)} + ' ' + arrow(one.before, one.after),
               std::to_string(fewer ? one.before - one.after : one.after - one.before) +
                   (fewer ? " fewer" : " more")});
  }
  if (table.empty()) return;
  add_table(lines, table);
  if (shown > what_ifs_shown) lines.emplace_back("and more of these: --json, or --route");
  lines.emplace_back();
}

void add_problems(Lines& lines, const BacktestStory& story, std::size_t width) {
  const ProblemCount& count = story.summary.problems;
  const std::string sure = std::string{how_sure(story)} + ' ';
  if (count.without_call() > 0)
    add(lines, wrapped("Nobody is called for " + sure + std::to_string(count.without_call()) + " of " +
                           counted(count.problems, "problem") + ": " + text_of(count.uncalled) + '.',
                       width, 2));
  if (count.notifications == 0) return;
  std::string text = "Of the " + std::to_string(count.notified) + " that Checkmk notified of, " + sure +
                     std::to_string(count.both) + " have a call, " + std::to_string(count.only_checkmk()) +
                     " have none";
  if (!count.notified_uncalled.empty()) text += " (" + text_of(count.notified_uncalled) + ')';
  add(lines, wrapped(text + "; " + std::to_string(count.only_ours()) + " have a call that Checkmk did not " +
                         "notify of.",
                     width, 2));
}

Lines lines_of_one(const BacktestStory& story, std::size_t width) {
  const BacktestSummary& summary = story.summary;
  const CallCount& all = summary.all;
  Lines lines;
  std::string answer =
      span_words(story) + ' ' + std::string{how_sure(story)} + ' ' + counted(all.calls, "call");
  if (all.low() > 0 && all.high > 0) answer += " (" + std::to_string(all.low()) + " of them LOW)";
  if (all.calls > 0 && all.high == 0) answer += ", all LOW";
  if (const std::string rate = a_day(all.calls, summary); all.calls > 0 && !rate.empty())
    answer += ", " + rate + " a day";
  if (all.calls > 0)
    answer +=
        ", " + (all.at_night == 0 ? "none" : std::to_string(all.at_night)) + " of them at night (22 to 6)";
  add(lines, wrapped(answer + ". " + beside_checkmk(story), width, 0));
  lines.emplace_back();
  add_routes(lines, story);
  if (all.calls > 0) {
    add_repeats(lines, story, width);
    lines.emplace_back();
    add_charts(lines, story, width);
    lines.emplace_back();
    add_noisiest(lines, story);
  }
  lines.emplace_back();
  add_what_ifs(lines, story);
  add_problems(lines, story, width);
  lines.emplace_back();
  add(lines, unknowns_of(story, width));
  return lines;
}

}  // namespace

std::vector<std::string> lines_of(const BacktestStory& story, std::size_t width) {
  return story.other ? lines_of_two(story, width) : lines_of_one(story, width);
}

}  // namespace ilert_bridge
