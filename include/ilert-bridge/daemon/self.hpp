// The bridge's alerts about itself: opened once, resolved when over, on every route that has own_alerts. They
// take the same way as everything else: report, event, journal, delivery.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/core/policy.hpp"
#include "ilert-bridge/daemon/ledger.hpp"

namespace ilert_bridge {

struct OwnMatter {
  std::string kind;  // "site" "core" "storm" "route" "parked" "removal" "unrouting" "disk"
  std::string name;  // the site or route it is about, may be empty
  bool wrong = false;
  std::string summary;  // one line, what is wrong; or that it is over
  std::string details;  // Markdown: since when, what it means, what to do
};

// Journals what follows: nothing if every route was told already. A route that lost own_alerts is told it is
// over.
void say(const OwnMatter& matter, const std::vector<Route>& routes, Ledger& ledger,
         std::string_view bridge_name, Time now);

// The bridge had another name when it opened these alerts, and their keys are made of it: they are resolved
// under those. What is still wrong is said anew. Before anything else is said.
void end_under_other_names(const std::vector<Route>& routes, Ledger& ledger, std::string_view bridge_name,
                           Time now);

// Whether a matter of this kind is named after a route; else it is after a site, or has no name.
bool is_about_a_route(std::string_view kind);

// The open matters about sites and routes that are none of these any more.
std::vector<Subject> matters_of_what_left(const Reports& reports,
                                          const std::set<std::string, std::less<>>& sites,
                                          const std::set<std::string, std::less<>>& routes);

}  // namespace ilert_bridge
