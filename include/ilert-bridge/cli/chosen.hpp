// Whether the site and the route that somebody named exist.
#pragma once

#include "ilert-bridge/cli/program.hpp"
#include "ilert-bridge/config/config.hpp"

namespace ilert_bridge {

// If not it is said on standard error, with the nearest name.
bool is_configured(const Choice& choice, const Config& config);

}  // namespace ilert_bridge
