// Numbers as upright bars, in a few lines of text. Pure.
#pragma once

#include <string>
#include <vector>

namespace ilert_bridge {

struct Bar {
  std::string label;  // short; shown where there is room for it
  std::size_t value = 0;
};

// Three lines of bars and one of labels, at most `width` columns: where there are more bars than that the
// last ones are shown. What is not zero is seen.
std::vector<std::string> bar_chart(const std::vector<Bar>& bars, std::size_t width);

}  // namespace ilert_bridge
