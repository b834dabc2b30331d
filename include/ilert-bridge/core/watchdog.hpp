// What the service manager's watchdog is fed with: that the loops turn. Not that all is well: a site that
// does not answer, or an outage of ilert, is no reason for a restart: it would come again and again and help
// nobody. That all is well is what the heartbeat says. Pure.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {

using Instant = std::chrono::steady_clock::time_point;

// When a loop last came round, and within what it must come round again: longer than anything takes that it
// may have to wait for, all time-outs of its own included.
struct Turn {
  Instant at{};
  Span within{};
};

struct Loop {
  std::string name;  // "looking at site prod"
  Turn turn;
};

// The loops that have not come round in time, in words. Empty: all turn, and the watchdog may be fed.
std::string stalled(const std::vector<Loop>& loops, Instant now);

}  // namespace ilert_bridge
