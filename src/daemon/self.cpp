#include "ilert-bridge/daemon/self.hpp"

#include <algorithm>

#include "ilert-bridge/core/render.hpp"

namespace ilert_bridge {

void say(const OwnMatter& matter, const std::vector<Route>& routes, Ledger& ledger,
         std::string_view bridge_name, Time now) {
  const Subject subject{.site = matter.name, .host = {}, .service = {}, .own = matter.kind};
  Recording recording;
  for (const Route& route : routes) {
    const Report before = ledger.report(subject, route.name);
    Verdict verdict;
    verdict.shows = matter.wrong && route.own_alerts ? Shows::alerting : Shows::clear;
    verdict.reason = Reason::own;
    verdict.state = State::critical;
    Circumstances at;
    at.now = now;
    Step step = next_step(before, verdict, Sighting{}, route, at);
    if (step.tellings.empty()) continue;
    Recording::Change change{.subject = subject, .route = route.name, .report = step.after, .events = {}};
    for (const Telling& telling : step.tellings)
      change.events.push_back(
          own_event(subject, telling, route, matter.summary, matter.details, bridge_name, now));
    recording.changes.push_back(std::move(change));
  }
  ledger.record(recording, now);
}

void end_under_other_names(const std::vector<Route>& routes, Ledger& ledger, std::string_view bridge_name,
                           Time now) {
  const std::string words =
      "The bridge is called " + std::string{bridge_name} + " now, and says anew what is still wrong";
  Recording recording;
  for (const Event& known : ledger.journal().under_other_names()) {
    const auto route = std::find_if(routes.begin(), routes.end(),
                                    [&](const Route& each) { return each.name == known.route; });
    if (route == routes.end()) continue;
    Event event = own_event(known.subject, {EventType::resolve}, *route, words, words, bridge_name, now);
    event.alert_key = known.alert_key;
    if (!known.context.empty()) event.context = known.context;  // older sources find the alert by its host
    recording.changes.push_back(
        {.subject = known.subject, .route = known.route, .report = {}, .events = {std::move(event)}});
  }
  ledger.record(recording, now);
}

bool is_about_a_route(std::string_view kind) {
  return kind == "route" || kind == "storm" || kind == "parked";
}

std::vector<Subject> matters_of_what_left(const Reports& reports,
                                          const std::set<std::string, std::less<>>& sites,
                                          const std::set<std::string, std::less<>>& routes) {
  std::vector<Subject> gone;
  for (const auto& [subject, unused] : reports) {
    if (!subject.is_own() || subject.site.empty()) continue;
    const auto& there = is_about_a_route(subject.own) ? routes : sites;
    if (!there.contains(subject.site)) gone.push_back(subject);
  }
  return gone;
}

}  // namespace ilert_bridge
