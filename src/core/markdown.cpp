#include "ilert-bridge/core/markdown.hpp"

#include <algorithm>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t longest_run = 16;

struct Fenced {
  std::string text;
  std::string fence;
};

Fenced fenced(std::string_view text, std::size_t shortest_fence) {
  Fenced result;
  std::size_t run = 0;
  std::size_t longest = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    if (run > longest_run) continue;
    longest = std::max(longest, run);
    result.text += c;
  }
  result.fence.assign(std::max(shortest_fence, longest + 1), '`');
  return result;
}

}  // namespace

std::string code_block(std::string_view text, std::size_t limit) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  if (text.empty()) return {};
  const auto [body, fence] = fenced(cut(text, limit), 3);
  return fence + '\n' + body + '\n' + fence;
}

std::string code_span(std::string_view line, std::size_t limit) {
  if (line.empty()) return {};
  const auto [body, fence] = fenced(cut(line, limit), 1);
  const bool touches = body.front() == '`' || body.back() == '`';  // the fence would grow by it
  const std::string_view blank = touches ? " " : "";
  return std::string{fence}.append(blank).append(body).append(blank).append(fence);
}

}  // namespace ilert_bridge
