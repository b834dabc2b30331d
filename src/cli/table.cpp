#include "ilert-bridge/cli/table.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t narrowest = 8;

using Rows = std::vector<std::vector<std::string>>;
using Widths = std::vector<std::size_t>;

Widths widths_of(const Rows& rows) {
  Widths widths(rows.front().size());
  for (const std::vector<std::string>& row : rows)
    for (std::size_t column = 0; column < widths.size(); ++column)
      widths[column] = std::max(widths[column], code_points(row[column]));
  return widths;
}

std::size_t total(const Widths& widths) {
  if (widths.empty()) return 0;
  return std::accumulate(widths.begin(), widths.end(), gap * (widths.size() - 1));
}

void shrink(Widths& widths, const Widths& kept, std::size_t limit) {
  while (total(widths) > limit) {
    std::size_t widest = widths.size();
    for (std::size_t column = 0; column < widths.size(); ++column)
      if (widths[column] > std::max(narrowest, kept[column]) &&
          (widest == widths.size() || widths[column] > widths[widest]))
        widest = column;
    if (widest == widths.size()) return;
    --widths[widest];
  }
}

void erase_column(Rows& rows, Widths& kept, std::size_t column) {
  const auto at = static_cast<std::ptrdiff_t>(column);
  for (std::vector<std::string>& row : rows) row.erase(row.begin() + at);
  kept.erase(kept.begin() + at);
}

std::string written(const Rows& rows, const Widths& widths) {
  std::string out;
  for (const std::vector<std::string>& row : rows) {
    std::string line;
    for (std::size_t column = 0; column < row.size(); ++column) {
      if (column > 0) line.append(gap, ' ');
      line += pad(row[column], widths[column]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out.append(line).append("\n");
  }
  return out;
}

}  // namespace

TextTable::TextTable(std::vector<std::string> titles) : kept_(titles.size()) {
  rows_.push_back(std::move(titles));
}

void TextTable::add(std::vector<std::string> cells) {
  for (std::string& cell : cells) cell = one_line(cell);
  cells.resize(rows_.front().size());
  rows_.push_back(std::move(cells));
}

std::size_t TextTable::column(std::string_view title) const {
  const std::vector<std::string>& titles = rows_.front();
  return static_cast<std::size_t>(std::find(titles.begin(), titles.end(), title) - titles.begin());
}

void TextTable::keep(std::string_view title, std::size_t width) { kept_.at(column(title)) = width; }

std::size_t TextTable::width() const { return total(widths_of(rows_)); }

std::string TextTable::text(std::size_t width) const {
  Rows rows = rows_;
  Widths kept = kept_;
  Widths widths = widths_of(rows);
  if (width == 0) return written(rows, widths);
  shrink(widths, kept, width);
  for (const std::string& title : may_lack_) {
    if (total(widths) <= width) break;
    const auto at = std::find(rows.front().begin(), rows.front().end(), title);
    erase_column(rows, kept, static_cast<std::size_t>(at - rows.front().begin()));
    widths = widths_of(rows);
    shrink(widths, kept, width);
  }
  return written(rows, widths);
}

std::size_t terminal_width() {
  winsize size{};
  if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

}  // namespace ilert_bridge
