#include "ilert-bridge/core/log_windows.hpp"

#include <algorithm>

namespace ilert_bridge {
namespace {

constexpr Span shortest_window = std::chrono::seconds{10};
constexpr std::size_t few_lines = 1000;
constexpr Span shortest_pause{20};
constexpr Span longest_pause = std::chrono::seconds{1};

Span half_of(Span window) { return std::chrono::floor<std::chrono::seconds>(window / 2); }

}  // namespace

LogWindows::LogWindows(LogWindow all, Span first, Span longest)
    : left_(all), window_(first), longest_(longest) {}

LogWindow LogWindows::next() const { return {left_.from, std::min(left_.to, left_.from + window_)}; }

bool LogWindows::took(bool is_whole, std::size_t lines) {
  const LogWindow asked = next();
  const Span span = asked.to - asked.from;
  if (!is_whole && span > shortest_window) {
    window_ = std::max(half_of(span), shortest_window);
    return false;
  }
  if (!is_whole) unread_ += span;
  left_.from = asked.to;
  if (lines < few_lines) window_ = std::min(2 * window_, longest_);
  return true;
}

Span pause_after(Span took) { return std::clamp(4 * took, shortest_pause, longest_pause); }

}  // namespace ilert_bridge
