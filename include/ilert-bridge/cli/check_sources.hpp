// What `check --connect` says of the alert sources, where there is a token to ask with.
#pragma once

#include "ilert-bridge/config/config.hpp"

namespace ilert_bridge {

// Prints a line for each route, and warnings under it. False: one cannot be read.
bool check_sources(const Config& config);

}  // namespace ilert_bridge
