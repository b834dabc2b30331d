#include "ilert-bridge/cli/bar_chart.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t height = 3, steps = 8;
constexpr std::array<std::string_view, steps + 1> blocks{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

std::string without_end_blanks(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

// In eighths of a line, rounded up.
std::size_t eighths(std::size_t value, std::size_t most) {
  return most == 0 ? 0 : (value * height * steps + most - 1) / most;
}

std::string row(std::span<const Bar> bars, std::size_t above, std::size_t most, std::size_t column) {
  std::string line;
  for (const Bar& bar : bars) {
    const std::size_t reached = eighths(bar.value, most);
    const std::size_t filled = reached > above * steps ? std::min(reached - above * steps, steps) : 0;
    for (std::size_t i = 0; i + 1 < std::max<std::size_t>(column, 2); ++i) line += blocks.at(filled);
    if (column > 1) line += ' ';
  }
  return without_end_blanks(std::move(line));
}

std::string labels(std::span<const Bar> bars, std::size_t column) {
  std::string line;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const std::size_t at = i * column;
    if (!line.empty() && code_points(line) + 1 > at) continue;
    line = pad(line, at) + bars[i].label;
  }
  return line;
}

}  // namespace

std::vector<std::string> bar_chart(const std::vector<Bar>& bars, std::size_t width) {
  const std::size_t count = std::min(bars.size(), width);
  if (count == 0) return {};
  const std::span<const Bar> shown = std::span{bars}.last(count);
  const std::size_t column = std::clamp<std::size_t>(width / count, 1, 3);
  const auto less = [](const Bar& one, const Bar& other) { return one.value < other.value; };
  const std::size_t most = std::max_element(shown.begin(), shown.end(), less)->value;
  std::vector<std::string> lines;
  for (std::size_t above = height; above > 0; --above) lines.push_back(row(shown, above - 1, most, column));
  lines.push_back(labels(shown, column));
  return lines;
}

}  // namespace ilert_bridge
