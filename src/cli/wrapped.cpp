#include "ilert-bridge/cli/wrapped.hpp"

#include <algorithm>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {

std::vector<std::string> wrapped(std::string_view text, std::size_t width, std::size_t indent) {
  std::vector<std::string> lines;
  std::string line;
  const std::string clean_text = one_line(text);
  for (std::size_t at = 0; at < clean_text.size();) {
    const std::size_t end = std::min(clean_text.find(' ', at), clean_text.size());
    const std::string word = cut(std::string_view{clean_text}.substr(at, end - at), width - indent);
    const bool begins = line.find_first_not_of(' ') == std::string::npos;
    if (!begins && code_points(line) + 1 + code_points(word) > width) {
      lines.push_back(std::move(line));
      line.assign(indent, ' ').append(word);
    } else {
      line.append(begins ? "" : " ").append(word);
    }
    at = end + 1;
  }
  lines.push_back(std::move(line));
  return lines;
}

}  // namespace ilert_bridge
