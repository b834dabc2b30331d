// What `check --connect` says of the routes: what they take, what nobody has, what a restart changes. Pure.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "ilert-bridge/cli/check_report.hpp"
#include "ilert-bridge/core/assess.hpp"
#include "ilert-bridge/core/coverage.hpp"

namespace ilert_bridge {

// `uncounted`: sites that could not be asked for everything they have. Then nothing is said to be dead.
std::vector<CheckLine> lines_of_coverage(const Coverage& coverage, const std::vector<Route>& routes,
                                         const std::vector<std::string>& uncounted);

// What the first look with this configuration does on each route.
std::vector<CheckLine> lines_of_changes(const std::vector<const Decision*>& decisions,
                                        const std::vector<Route>& routes);

// What the journal knows of routes and sites, whether they are in the configuration or not.
struct JournalledAlerts {
  Reports told{};                       // what is decided
  Reports open{};                       // of it, what may be open in ilert
  std::set<std::string> without_key{};  // alert sources whose key nobody has any more
  std::set<std::string> kept_keys{};    // routes whose key a reload does not read again
};
// Of what is not in the configuration any more.
std::vector<CheckLine> lines_of_leaving(const JournalledAlerts& alerts, const std::vector<std::string>& sites,
                                        const std::vector<Route>& routes);

}  // namespace ilert_bridge
