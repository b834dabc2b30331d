// The dead man's switch: when does the bridge tell ilert that it is alive? Pure.
#pragma once

#include <string>

#include "ilert-bridge/core/status.hpp"

namespace ilert_bridge {

// Something waits and nothing was delivered for so long. A backlog that drains, however slowly its budget
// lets it, is no reason. A start is no delivery: what waited for that long before it stops the heartbeat
// until the first of it is told.
inline constexpr Span stuck_too_long = std::chrono::minutes{10};

// Why no heartbeat may leave: a site that counts does not answer, the journal cannot be written, or a route
// is stuck. Empty: it may.
std::string stops_heartbeat(const Status& status);

}  // namespace ilert_bridge
