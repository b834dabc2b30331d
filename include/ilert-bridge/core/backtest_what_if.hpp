// What a route would have called with one key changed: found by running, for there is no rule of thumb. Pure.
#pragma once

#include <string>
#include <vector>

#include "ilert-bridge/core/backtest_summary.hpp"

namespace ilert_bridge {

struct WhatIf {
  const Route* route = nullptr;  // as it is
  std::string key, value;        // "delay", "5m"
  std::size_t before = 0, after = 0;
};

// Longer delays of the usual lengths, and the other word for flapping: those that change how often a route
// calls. All of a route stand together, in the order of the routes.
std::vector<WhatIf> what_ifs(const std::vector<TriedSite>& sites, const std::vector<Route>& routes);

}  // namespace ilert_bridge
