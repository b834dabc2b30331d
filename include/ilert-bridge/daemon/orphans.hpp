// Alerts that nobody can resolve any more, because their route is not configured and its key is gone.
#pragma once

#include <vector>

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/core/assess.hpp"

namespace ilert_bridge {

// One loud line per such route, naming the alerts that stay open in ilert. `leaving` routes still have their
// key.
void warn_of_orphans(const Reports& reports, const Config& config, const std::vector<Route>& leaving);

// Subject and route of each, for `problems`.
std::vector<std::pair<Subject, std::string>> orphans(const Reports& reports, const std::vector<Route>& routes,
                                                     const std::vector<Route>& leaving);

}  // namespace ilert_bridge
