// What the screens of `backtest` have in common.
#pragma once

#include <string>
#include <vector>

#include "ilert-bridge/cli/backtest_screen.hpp"
#include "ilert-bridge/cli/table.hpp"

namespace ilert_bridge {

using Lines = std::vector<std::string>;
void add(Lines& lines, const Lines& more);
void add_table(Lines& lines, const TextTable& table);

// "In the last 7 days", or from when until when.
std::string span_words(const BacktestStory& story);
// "20", "2.3": so many in the middle; empty where the logs tell of less than a day.
std::string a_day(std::size_t calls, const BacktestSummary& summary);
// "143 -> 38".
std::string arrow(std::size_t before, std::size_t after);

// The screen of `--with`.
Lines lines_of_two(const BacktestStory& story, std::size_t width);

}  // namespace ilert_bridge
