#include "ilert-bridge/core/adopt.hpp"

#include <algorithm>

namespace ilert_bridge {
namespace {

bool is_untold(const Decision& decision, const Untold& untold) {
  if (decision.before.told == Told::none) return true;
  return decision.before.told == Told::open && untold.contains({decision.subject, decision.route->name});
}

using RouteNames = std::set<std::string, std::less<>>;

bool is_held(const Decision& decision) {
  return decision.verdict.reason == Reason::many_missing || decision.step.after.many_unrouted;
}

// Where a person's word counts, and it is held as one of many.
RouteNames held_on(const std::vector<Weighed>& all, const std::string& only) {
  RouteNames held;
  for (const auto& [decision, at] : all)
    if (is_held(decision) && (only.empty() || decision.route->name == only))
      held.insert(decision.route->name);
  return held;
}

// As if it had been gone, or not matched, for long enough.
Report believed(Report report, const Circumstances& at) {
  const Absence long_enough{at.now - absence_confirmed_after, at.program};
  if (report.many_missing) report.absence = long_enough;
  if (report.many_unrouted) report.unmatched = long_enough;
  report.many_missing = report.many_unrouted = false;
  return report;
}

// Its reports, held as this look leaves it, but where a person's word counts.
Reports reports_of(const std::vector<Weighed>& all, const RouteNames& held) {
  Reports reports;
  for (const auto& [decision, at] : all) {
    Report report = decision.before;
    if (report.is_blank()) continue;
    report.many_missing = decision.step.after.many_missing;
    report.many_unrouted = decision.step.after.many_unrouted;
    const std::string& route = decision.route->name;
    reports[decision.subject][route] = held.contains(route) ? believed(report, at) : report;
  }
  return reports;
}

// As if it were the only one. Decided for all routes together: what leaves one may be left over for another.
std::vector<Weighed> decide_alone(const Sighting& sighting, const std::vector<Weighed>& all,
                                  const RouteNames& held, const std::vector<Route>& routes,
                                  Circumstances at) {
  at.many_missing = at.many_unrouted = false;
  std::vector<Weighed> anew = decide_everywhere(sighting, reports_of(all, held), routes, {}, at);
  for (std::size_t i = 0; i < all.size(); ++i) anew[i].decision.before = all[i].decision.before;
  return anew;
}

}  // namespace

bool is_worth_an_alert(const Decision& decision, const Circumstances& at) {
  const Sighting& sighting = *decision.sighting;
  const Route& route = *decision.route;
  const Observation& seen = sighting.observation;
  return at.routed && sighting.presence == Presence::seen && seen.checked && !is_good(seen.state) &&
         route.alert_on.contains(effective_state(seen, route.policy));
}

void dismiss(Decision& decision, const Circumstances& at) {
  const Observation& seen = decision.sighting->observation;
  Report& after = decision.step.after;
  decision.step.tellings.clear();
  after.told = Told::dismissed;
  after.state = effective_state(seen, decision.route->policy);
  after.priority = decision.route->priority_of(after.state, decision.subject, seen.attributes);
  after.remark = {};
  after.program = at.program;
  after.checked_at = std::max(seen.last_check, seen.last_good);
  after.told_at = at.now;
  after.matched_by = decision.route->rules;
}

std::vector<Decision> adoption(const Look& look, const Reports& reports, const Untold& untold,
                               const std::vector<Route>& routes, const std::string& only, Time now) {
  std::vector<Decision> adopted;
  const Circumstances at = circumstances_of(look, reports, routes, now);
  for (const Sighting& sighting : look.sightings) {
    std::vector<Weighed> all = decide_everywhere(sighting, reports, routes, {}, at);
    const RouteNames held = held_on(all, only);
    if (!held.empty()) all = decide_alone(sighting, all, held, routes, at);
    for (auto& [decision, of] : all) {
      if (!only.empty() && decision.route->name != only) continue;
      const bool to_dismiss = is_worth_an_alert(decision, of) && is_untold(decision, untold);
      if (to_dismiss) dismiss(decision, of);
      if (to_dismiss || held.contains(decision.route->name)) adopted.push_back(std::move(decision));
    }
  }
  return adopted;
}

}  // namespace ilert_bridge
