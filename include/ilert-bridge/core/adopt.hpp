// What a person says by `adopt`: what is there now is known already. Pure.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ilert-bridge/core/assess.hpp"

namespace ilert_bridge {

// Subject and route of what is reported as open, though ilert was certainly not told of it yet.
using Untold = std::set<std::pair<Subject, std::string>>;

// Of one look, on the routes given: every problem in alert_on that is not told becomes dismissed, whatever
// else its verdict says; an ALERT that has not left becomes pointless by that. Who is held as one of many is
// held no more: it counts as removed, or is taken from the route that does not match it any more. What was
// decided about any of these is given, nothing else. `only`: on this route alone; empty: on all.
std::vector<Decision> adoption(const Look& look, const Reports& reports, const Untold& untold,
                               const std::vector<Route>& routes, const std::string& only, Time now);

// The problem counts as told already, and nothing is sent about it until it is over or gets
// a higher priority.
void dismiss(Decision& decision, const Circumstances& at);
// Whether there is a problem to be dismissed: confirmed, or taken soft, and in alert_on.
bool is_worth_an_alert(const Decision& decision, const Circumstances& at);

}  // namespace ilert_bridge
