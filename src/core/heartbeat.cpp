#include "ilert-bridge/core/heartbeat.hpp"

namespace ilert_bridge {
namespace {

bool answers(const SiteStatus& site, const Status& status) {
  return !site.silent_since && site.answered_at && status.at - *site.answered_at < look_overdue(site);
}

}  // namespace

std::string stops_heartbeat(const Status& status) {
  // First, since then no site is looked at.
  if (!status.journal.fault.empty()) return "the journal cannot be written";
  for (const SiteStatus& site : status.sites)
    if (site.stops_heartbeat && !answers(site, status)) return "site " + site.name + " does not answer";
  for (const RouteStatus& route : status.routes) {
    const std::optional<Time> stuck = stuck_since(route);
    if (stuck && status.at - *stuck >= stuck_too_long)
      return "route " + route.name + " has delivered nothing for " + age_text(status.at - *stuck) +
             " although events wait";
  }
  return {};
}

}  // namespace ilert_bridge
