#include "ilert-bridge/core/watchdog.hpp"

namespace ilert_bridge {

std::string stalled(const std::vector<Loop>& loops, Instant now) {
  std::string text;
  for (const Loop& loop : loops) {
    if (now - loop.turn.at <= loop.turn.within) continue;
    if (!text.empty()) text += ", ";
    const auto age = std::chrono::duration_cast<Span>(now - loop.turn.at);
    text.append(loop.name).append(" for ").append(age_text(age));
  }
  return text;
}

}  // namespace ilert_bridge
