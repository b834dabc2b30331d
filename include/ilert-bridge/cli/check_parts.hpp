// What `check --connect` asks, each part ten seconds at most, and says as it is answered.
#pragma once

#include <chrono>
#include <set>
#include <string>

#include "ilert-bridge/cli/check_report.hpp"
#include "ilert-bridge/config/config.hpp"

namespace ilert_bridge {

inline constexpr std::chrono::seconds part_patience{10};

// Each site, then what the routes take of all of them, and what a restart would change. `kept_keys`: routes
// whose key a reload does not read again.
void check_sites(const Config& config, const std::set<std::string>& kept_keys, CheckReport& report);

// Whether ilert is there, as far as that can be told without an event.
void check_ilert(const Config& config, CheckReport& report);

// The alert source of each route, as the API token of [sync] shows it, and what of its settings stands in the
// way. Nothing without a token.
void check_sources(const Config& config, CheckReport& report);

}  // namespace ilert_bridge
