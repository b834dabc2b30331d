#include "ilert-bridge/cli/taken_now.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/cli/control_client.hpp"
#include "ilert-bridge/daemon/status_json.hpp"

namespace ilert_bridge {
namespace {

// Nothing if nobody answers.
std::optional<Status> status_of_daemon(const Config& config) {
  const auto answer = ask_daemon(config.journal_path, {{"ask", "status"}});
  if (!answer) return std::nullopt;
  return status_from(*answer);
}

std::vector<EventId> calls_that_wait(const std::map<std::string, Untaken>& untaken) {
  std::vector<EventId> calls;
  for (const auto& [key, one] : untaken)
    if (!one.parked_at && one.priority == Priority::high) calls.push_back(one.event);
  std::sort(calls.begin(), calls.end());
  return calls;
}

// Many may wait, and each is asked about.
std::size_t calls_before(const Untaken& one, const std::vector<EventId>& calls) {
  return static_cast<std::size_t>(std::lower_bound(calls.begin(), calls.end(), one.event) - calls.begin());
}

}  // namespace

TakenNow::TakenNow(const Journal& journal, const Config& config, Time now) : bridge_name_(config.name) {
  const std::optional<Status> status = status_of_daemon(config);
  for (const RouteSettings& settings : config.routes) {
    const Route& route = settings.route;
    OnRoute& on = routes_[route.name];
    on.heard = journal.heard(route.name);
    on.untaken = journal.untaken(route.name);
    if (on.untaken.empty()) continue;
    on.calls = calls_that_wait(on.untaken);
    Budget budget(route.events_per_minute, journal.attempts_since(route.name, now - budget_memory));
    on.way = {.daemon_runs = status.has_value(),
              .pace = budget.pace(now),
              .left = budget.left(now),
              .allowed = budget.next(now)};
    if (!status) continue;
    for (const RouteStatus& running : status->routes) {
      if (running.name != route.name) continue;
      on.way.trouble = running.trouble;
      on.way.next_try = running.next_try;
    }
  }
}

TakenNow TakenNow::read(const Config& config, Time now) {
  const ShownJournal shown = journal_to_show(config, now);
  return shown.journal ? TakenNow(*shown.journal, config, now) : TakenNow{};
}

Taken TakenNow::of(const Subject& subject, const std::string& route) const {
  const auto found = routes_.find(route);
  if (found == routes_.end()) return {};
  const OnRoute& on = found->second;
  const std::string key = alert_key(subject, bridge_name_);
  Taken taken{.heard = {}, .untaken = {}, .way = on.way};
  if (const auto heard = on.heard.find(key); heard != on.heard.end()) taken.heard = heard->second;
  if (const auto untaken = on.untaken.find(key); untaken != on.untaken.end()) {
    taken.untaken = untaken->second;
    taken.way.before = calls_before(untaken->second, on.calls);
  }
  return taken;
}

TakenOn TakenNow::of(const Subject& subject) const {
  TakenOn on;
  for (const auto& [route, unused] : routes_) on.emplace(route, of(subject, route));
  return on;
}

Uncalled TakenNow::uncalled(const std::string& route, const Reports& reports, Time now) const {
  Uncalled uncalled;
  const auto found = routes_.find(route);
  if (found == routes_.end()) return uncalled;
  for (const auto& [key, untaken] : found->second.untaken) {
    const auto by_route = reports.find(untaken.subject);
    if (by_route == reports.end()) continue;
    const auto report = by_route->second.find(route);
    if (report == by_route->second.end()) continue;
    const Taken taken = of(untaken.subject, route);
    if (is_uncalled(alert_state(report->second, taken, false), taken, now))
      uncalled.add(untaken.subject, untaken.state, untaken.decided_at);
  }
  return uncalled;
}

}  // namespace ilert_bridge
