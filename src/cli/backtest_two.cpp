#include <algorithm>
#include <map>
#include <set>

#include "backtest_parts.hpp"
#include "ilert-bridge/base/counted.hpp"
#include "ilert-bridge/base/local_time.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/wrapped.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t changes_shown = 10;

std::string answer(const BacktestStory& story) {
  const BacktestDifference& difference = story.other->difference;
  std::string text = span_words(story) + ' ' + std::string{how_sure(story)} + ' ' +
                     arrow(difference.before, difference.after) + " calls with " + story.other->file;
  if (const std::size_t before = story.summary.all.at_night, after = story.other->summary.all.at_night;
      before + after > 0)
    text += ", " + arrow(before, after) + " at night (22 to 6)";
  if (difference.changes.empty() && difference.later == 0) return text + ": the very same calls.";
  static constexpr std::pair<CallFate, std::string_view> parts[] = {
      {CallFate::gone, " gone"},
      {CallFate::fresh, " new"},
      {CallFate::moved, " on another route"},
      {CallFate::lowered, " LOW instead of HIGH"},
      {CallFate::raised, " HIGH instead of LOW"}};
  std::vector<std::string> words;
  for (const auto& [fate, what] : parts)
    if (const std::size_t count = difference.count(fate); count > 0)
      words.push_back(std::to_string(count).append(what));
  if (difference.later > 0) words.push_back(std::to_string(difference.later) + " a minute or more later");
  return text + ": " + join(words, ", ") + '.';
}

using Counts = std::pair<CallCount, CallCount>;

void add_routes(Lines& lines, const BacktestStory& story) {
  std::map<std::string, Counts> routes;
  for (const RouteCount& route : story.summary.routes) routes[route.route->name].first = route.count;
  for (const RouteCount& route : story.other->summary.routes) routes[route.route->name].second = route.count;
  TextTable table({"ROUTE", "CALLS", "HIGH", "LOW", "NIGHT", "AGAIN"});
  for (const auto& [name, counts] : routes) {
    const auto& [before, after] = counts;
    table.add({name, std::string{how_sure(story)} + ' ' + arrow(before.calls, after.calls),
               arrow(before.high, after.high), arrow(before.low(), after.low()),
               arrow(before.at_night, after.at_night), arrow(before.repeats(), after.repeats())});
  }
  add_table(lines, table);
}

std::string title_of(CallFate fate) {
  switch (fate) {
    case CallFate::gone:
      return "GONE";
    case CallFate::fresh:
      return "NEW";
    case CallFate::moved:
      return "ANOTHER ROUTE";
    case CallFate::raised:
      return "HIGH INSTEAD OF LOW";
    case CallFate::lowered:
      break;
  }
  return "LOW INSTEAD OF HIGH";
}

// By what decides, in all; and the first ones.
void add_changes(Lines& lines, const BacktestStory& story, CallFate fate, std::size_t width) {
  const std::size_t count = story.other->difference.count(fate);
  if (count == 0) return;
  std::map<std::string, std::size_t> rules;
  TextTable table({title_of(fate), "STATE", "WHEN", "ROUTE", "RULE"});
  table.may_lack({"STATE"});
  table.keep(title_of(fate), 24);
  table.keep("WHEN", 19);
  table.keep("RULE", 17);
  std::size_t shown = 0;
  for (const CallChange& change : story.other->difference.changes) {
    if (change.fate != fate) continue;
    ++rules[rule_text(change)];
    if (++shown > changes_shown) continue;
    const PastCall& call = change.call();
    table.add({to_text(change.subject), std::string{name(call.state)}, clock_text(call.at, Time{}),
               call.route->name, rule_text(change)});
  }
  lines.emplace_back();
  add_table(lines, table);
  if (count <= changes_shown) return;
  std::vector<std::string> texts;
  for (const auto& [rule, calls] : rules) texts.push_back(rule + ' ' + std::to_string(calls));
  add(lines, wrapped("and " + std::to_string(count - changes_shown) +
                         " more (--json); all by their rule: " + join(texts, ", "),
                     width, 2));
}

}  // namespace

Lines lines_of_two(const BacktestStory& story, std::size_t width) {
  Lines lines = wrapped(answer(story), width, 0);
  lines.emplace_back();
  add_routes(lines, story);
  for (const CallFate fate :
       {CallFate::gone, CallFate::lowered, CallFate::fresh, CallFate::raised, CallFate::moved})
    add_changes(lines, story, fate, width);
  lines.emplace_back();
  add(lines, unknowns_of(story, width));
  return lines;
}

}  // namespace ilert_bridge
