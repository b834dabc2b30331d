#include "ilert-bridge/core/explain.hpp"

#include "explain_words.hpp"
#include "ilert-bridge/core/names.hpp"
#include "rules.hpp"

namespace ilert_bridge {
namespace {

constexpr Words<3> fates{"passed", "decided", "not_reached"};

}  // namespace

std::string_view name(RuleFate fate) { return name_in(fates, fate); }

std::vector<RuleTrial> try_rules(const Sighting& sighting, const Report& report, const Route& route,
                                 const Circumstances& at) {
  const Case it = case_of(sighting, report, route, at);
  std::vector<RuleTrial> trials;
  bool decided = false;
  for (const Rule& rule : rules) {
    RuleTrial& trial = trials.emplace_back(RuleTrial{rule.name, RuleFate::not_reached, {}});
    if (decided) continue;
    decided = rule.decide(it).has_value();
    trial.fate = decided ? RuleFate::decided : RuleFate::passed;
    trial.values = rule.values(it);
  }
  return trials;
}

std::vector<Explanation> explain(const Sighting& sighting, const Look& look, bool site_sure,
                                 const Reports& reports, const std::vector<Route>& routes,
                                 const std::set<std::string, std::less<>>& first_look_on,
                                 const TakenOn& taken, Time now) {
  Circumstances at = circumstances_of(look, reports, routes, now);
  at.site_sure = site_sure;
  std::vector<Explanation> explanations;
  for (Weighed& weighed : decide_everywhere(sighting, reports, routes, first_look_on, at)) {
    Explanation& one = explanations.emplace_back();
    Decision& decision = weighed.decision;
    one.route = decision.route;
    const auto index = static_cast<std::size_t>(decision.route - routes.data());
    one.match = try_route(routes, index, sighting.subject, sighting.observation.attributes);
    one.rules = try_rules(sighting, decision.before, *decision.route, weighed.at);
    one.decision = std::move(decision);
    one.at = weighed.at;
    if (const auto known = taken.find(one.route->name); known != taken.end()) one.taken = known->second;
    one.alert = alert_state(one.decision.before, one.taken, one.decision.step.after.held);
    const Shows shows = one.decision.verdict.shows;
    if (shows == Shows::alerting || shows == Shows::hold)
      one.alarm = alarm_of(one.alert, one.taken, cause_of(one), now);
    one.why = why_of(one);
    one.next = next_of(one);
  }
  return explanations;
}

}  // namespace ilert_bridge
