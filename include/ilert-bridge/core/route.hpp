// Which routes take a subject.
#pragma once

#include <vector>

#include "ilert-bridge/core/policy.hpp"

namespace ilert_bridge {

// Whether `match` and `except` let the subject through, fallback aside. Within a key any entry is enough,
// every given key must match, and `except` shuts out what all of its given keys match. A route with
// `services` takes no host alerts. An own matter is taken by the routes with `own_alerts`, whatever they
// match.
bool takes(const Route& route, const Subject& subject, const Attributes& attributes);

// The same question for the host of a service, from the service's row. A fallback route says yes here even if
// the host is another route's; routes_for_host_of() knows better.
bool takes_host_of(const Route& route, const Subject& service, const Attributes& attributes);

// Indexes into `routes` of those that get the subject's events: every route that takes it, else the fallback
// routes that do not shut it out. A fallback route is never asked about `match` keys it does not have; with
// match keys it is an ordinary route too.
std::vector<std::size_t> routes_for(const std::vector<Route>& routes, const Subject& subject,
                                    const Attributes& attributes);

// The same for the host of a service, from the service's row: the routes that get the host's alerts.
std::vector<std::size_t> routes_for_host_of(const std::vector<Route>& routes, const Subject& service,
                                            const Attributes& attributes);

// With their fingerprints, which stay the same as long as nothing changes which subjects a route takes.
std::vector<Route> with_rules(std::vector<Route> routes);

// Which attribute columns the routes need to decide. `groups` in `send` is asked for separately, with the
// texts.
struct NeededAttributes {
  bool host_groups = false, service_groups = false, contacts = false, contact_groups = false, labels = false,
       tags = false;
  bool operator==(const NeededAttributes&) const = default;
};
NeededAttributes needed_attributes(const std::vector<Route>& routes);
// The time periods that any of them names.
std::set<std::string, std::less<>> time_periods_of(const std::vector<Route>& routes);
// What any of them sends.
Send sent_by(const std::vector<Route>& routes);

}  // namespace ilert_bridge
