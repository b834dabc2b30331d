#include "ilert-bridge/cli/backtest_progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t bar_width = 30, name_width = 24;
constexpr const char* from_the_left = "\r\033[K";

}  // namespace

std::string progress_text(const PastProgress& reached) {
  const double whole = static_cast<double>((reached.until - reached.from).count());
  const double part = static_cast<double>((reached.reached - reached.from).count());
  const double share = whole > 0 ? std::clamp(part / whole, 0.0, 1.0) : 1.0;
  const auto filled = static_cast<std::size_t>(share * bar_width);
  return cut(one_line(reached.site), name_width) + " [" + std::string(filled, '#') +
         std::string(bar_width - filled, '.') + "] " + std::to_string(static_cast<int>(share * 100)) +
         " %, Ctrl-C stops";
}

ProgressLine::ProgressLine() : is_terminal_(isatty(STDERR_FILENO) != 0) {}

ProgressLine::~ProgressLine() {
  if (is_shown_) std::cerr << from_the_left << std::flush;
}

void ProgressLine::show(const PastProgress& reached) {
  if (!is_terminal_) return;
  is_shown_ = true;
  std::cerr << from_the_left << progress_text(reached) << std::flush;
}

}  // namespace ilert_bridge
