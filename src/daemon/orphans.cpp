#include "ilert-bridge/daemon/orphans.hpp"

#include <algorithm>
#include <map>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t most_named = 20;
constexpr std::size_t most_tried_since = 20;  // an answer of ilert

bool has(const std::vector<Route>& routes, std::string_view name) {
  return std::any_of(routes.begin(), routes.end(), [&](const Route& route) { return route.name == name; });
}

// An attempt that got lost may have reached it. What came before the last answer is known, and of what lies
// further back nothing is.
bool may_have_got_through(const std::string& route, const Subject& subject, const Journal& journal) {
  const std::vector<Entry> newest = journal.history(route, subject, most_tried_since);
  for (const Entry& entry : newest) {
    if (entry.settled == Settled::delivered) return false;
    if (entry.queued.outcome_unknown) return true;
  }
  return newest.size() == most_tried_since;
}

// What ilert shows, as far as is known; none: certainly nothing.
Told shown_in_ilert(const std::string& route, const Subject& subject, const std::string& key,
                    const Journal& journal) {
  const Heard heard = journal.heard(route, key);
  if (heard.told != Told::none) return heard.told;
  return heard.doubtful || may_have_got_through(route, subject, journal) ? Told::open : Told::none;
}

}  // namespace

Reports open_in_ilert(const Reports& reports, const Journal& journal, const std::string& bridge_name) {
  Reports open;
  for (const auto& [subject, by_route] : reports)
    for (const auto& [route, report] : by_route) {
      if (report.told != Told::open && report.told != Told::accepted) continue;
      const Told told = shown_in_ilert(route, subject, alert_key(subject, bridge_name), journal);
      if (told != Told::none) open[subject].emplace(route, report).first->second.told = told;
    }
  return open;
}

Reports orphans(const Reports& reports, const std::vector<Route>& routes, const std::vector<Route>& leaving) {
  Reports found;
  for (const auto& [subject, by_route] : reports)
    for (const auto& [route, report] : by_route)
      if (!has(routes, route) && !has(leaving, route)) found[subject].emplace(route, report);
  return found;
}

void warn_of_orphans(const Ledger& ledger, const Config& config, const std::vector<Route>& leaving) {
  std::map<std::string, std::vector<std::string>> by_route;
  const Reports left = orphans(ledger.reports(), config.plain_routes(), leaving);
  for (const auto& [subject, on_routes] : open_in_ilert(left, ledger.journal(), config.name))
    for (const auto& [route, unused] : on_routes) by_route[route].push_back(to_text(subject));
  for (auto& [route, alerts] : by_route) {
    const std::size_t count = alerts.size();
    if (count > most_named) alerts.resize(most_named);
    log_error(
        "no route has the key of this alert source any more: these alerts stay open in ilert until somebody "
        "closes them there, or the key is configured again",
        {{"route", route}, {"open", std::to_string(count)}, {"alerts", join(alerts, ", ")}});
  }
}

}  // namespace ilert_bridge
