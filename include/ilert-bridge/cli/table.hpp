// Columns for people. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ilert_bridge {

class TextTable {
 public:
  explicit TextTable(std::vector<std::string> titles);
  // Cells may hold anything: they are made one clean line each.
  void add(std::vector<std::string> cells);
  // The column never becomes narrower than that, as far as it has so much to say.
  void keep(std::string_view title, std::size_t width);
  // The columns that are left out one after the other where there is no room for all.
  void may_lack(std::vector<std::string> titles) { may_lack_ = std::move(titles); }
  bool empty() const { return rows_.size() == 1; }
  // So many columns it takes where nothing is cut.
  std::size_t width() const;
  // Every column as wide as its widest cell, two blanks between; the last one is not padded. Lines longer
  // than `width` lack what they may, and are then cut with "…" in the column that is widest. 0: never cut.
  std::string text(std::size_t width = 0) const;

 private:
  std::size_t column(std::string_view title) const;

  std::vector<std::vector<std::string>> rows_;
  std::vector<std::size_t> kept_;
  std::vector<std::string> may_lack_;
};

// The terminal's width if standard output is one, else 0.
std::size_t terminal_width();

}  // namespace ilert_bridge
