#include "ilert-bridge/core/adopt.hpp"

#include <algorithm>

namespace ilert_bridge {
namespace {

bool is_untold(const Decision& decision, const Untold& untold) {
  if (decision.before.told == Told::none) return true;
  return decision.before.told == Told::open && untold.contains({decision.subject, decision.route->name});
}

// As if it had been absent for long enough, and were the only one.
void believe_removed(Decision& decision, Circumstances at) {
  Report report = decision.before;
  report.absence = Absence{at.now - absence_confirmed_after, at.program};
  at.many_missing = false;
  decision.verdict = verdict_of(*decision.sighting, report, *decision.route, at);
  decision.step = next_step(report, decision.verdict, *decision.sighting, *decision.route, at);
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
  after.priority = decision.route->priority_of(after.state);
  after.remark = {};
  after.program = at.program;
  after.checked_at = std::max(seen.last_check, seen.last_good);
  after.told_at = at.now;
}

std::vector<Decision> adoption(const Look& look, const Reports& reports, const Untold& untold,
                               const std::vector<Route>& routes, Time now) {
  std::vector<Decision> adopted;
  const Circumstances at = circumstances_of(look, reports, routes, now);
  for (const Sighting& sighting : look.sightings)
    for (Weighed& weighed : decide_everywhere(sighting, reports, routes, {}, at)) {
      Decision& decision = weighed.decision;
      const bool missing = decision.verdict.reason == Reason::many_missing;
      if (missing) believe_removed(decision, weighed.at);
      const bool to_dismiss = is_worth_an_alert(decision, weighed.at) && is_untold(decision, untold);
      if (to_dismiss) dismiss(decision, weighed.at);
      if (missing || to_dismiss) adopted.push_back(std::move(decision));
    }
  return adopted;
}

}  // namespace ilert_bridge
