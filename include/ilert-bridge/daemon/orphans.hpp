// Alerts that nobody can resolve any more, because their route is not configured and its key is gone.
#pragma once

#include <vector>

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/core/assess.hpp"
#include "ilert-bridge/daemon/ledger.hpp"

namespace ilert_bridge {

// Of what is told open or accepted, what may be open in ilert, with what ilert has heard last: it took it, or
// nobody knows.
Reports open_in_ilert(const Reports& reports, const Journal& journal, const std::string& bridge_name);

// One loud line per such route, naming the alerts that stay open in ilert. `leaving` routes still have their
// key.
void warn_of_orphans(const Ledger& ledger, const Config& config, const std::vector<Route>& leaving);

// What is told on routes that are neither of these.
Reports orphans(const Reports& reports, const std::vector<Route>& routes, const std::vector<Route>& leaving);

}  // namespace ilert_bridge
