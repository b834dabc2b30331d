// What a dry run prints: what would be sent and why, and what is held back and why. Pure.
#pragma once

#include <string>
#include <vector>

#include "ilert-bridge/core/assess.hpp"
#include "ilert-bridge/core/event.hpp"
#include "ilert-bridge/core/integration.hpp"

namespace ilert_bridge {

// One line: when, what, where, why, and the body as it would leave.
std::string would_send(const Event& event, Integration integration);

// The problems of a look that nothing is sent about, counted by route and reason; empty if there are none.
std::string not_sent(const std::string& site, const std::vector<Decision>& decisions);

}  // namespace ilert_bridge
