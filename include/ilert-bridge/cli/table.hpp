// Columns for people. Pure.
#pragma once

#include <string>
#include <vector>

namespace ilert_bridge {

class TextTable {
 public:
  explicit TextTable(std::vector<std::string> titles);
  // Cells may hold anything: they are made one clean line each.
  void add(std::vector<std::string> cells);
  bool empty() const { return rows_.size() == 1; }
  // Every column as wide as its widest cell, two blanks between; the last one is not padded. Lines longer
  // than `width` are cut with "…" in the column that is widest. 0: never cut.
  std::string text(std::size_t width = 0) const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

// The terminal's width if standard output is one, else 0.
std::size_t terminal_width();

}  // namespace ilert_bridge
