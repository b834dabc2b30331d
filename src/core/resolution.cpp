#include "ilert-bridge/core/resolution.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace ilert_bridge {
namespace {

using Kind = LogEntry::Kind;

bool responds(const LogEntry& entry) {
  return entry.kind == Kind::response || entry.kind == Kind::event_response ||
         entry.kind == Kind::auto_resolved;
}

bool is_older(const LogEntry& one, const LogEntry& other) {
  return std::pair{one.at, one.id} < std::pair{other.at, other.id};
}

const std::string* route_of(const ShownAlert& alert, const SourceRoutes& routes) {
  const auto found = routes.find(alert.source);
  return found == routes.end() ? nullptr : &found->second;
}

bool is_of(const ShownAlert& alert, const std::string& route, const std::string& key,
           const SourceRoutes& routes) {
  const std::string* its_route = route_of(alert, routes);
  return its_route != nullptr && *its_route == route && alert.key == key;
}

KeyFacts facts_of(const std::string& route, const std::string& key, const Acceptor& acceptor) {
  ShownAlert alert;
  alert.key = key;
  return acceptor.facts(route, alert);
}

using Places = std::set<std::pair<std::string, std::string>>;  // route, key

Places shown_open(const std::vector<ShownAlert>& open, const SourceRoutes& routes) {
  Places places;
  for (const ShownAlert& alert : open)
    if (const std::string* route = route_of(alert, routes);
        route != nullptr && alert.status != ShownAlert::Status::resolved)
      places.emplace(*route, alert.key);
  return places;
}

bool has_route(const SourceRoutes& routes, const std::string& name) {
  return std::any_of(routes.begin(), routes.end(), [&](const auto& one) { return one.second == name; });
}

Order order_of(const Unseen& unseen, const ShownAlert& alert, const Acceptor& acceptor) {
  Order order;
  order.route = unseen.route;
  order.subject = unseen.subject;
  order.kind = OrderKind::acknowledge;
  order.source = "end of " + source_of(alert);
  order.remark = {author_in_checkmk(alert.resolved_by, acceptor.author),
                  "Resolved in ilert: " + link_to_alert(alert.id)};
  return order;
}

// Checkmk shows already that somebody is on it.
bool is_taken_care_of(const Report& report) {
  return report.told == Told::accepted &&
         (report.acceptance == Acceptance::checkmk || report.acceptance == Acceptance::mirrored ||
          report.acceptance == Acceptance::downtime);
}

Report dismissed(Report report, const Remark& by, Time now) {
  report.told = Told::dismissed;
  report.acceptance = {};
  report.remark = by;
  report.told_at = now;
  return report;
}

Report accepted(Report report, const Remark& by, Time now) {
  report.told = Told::accepted;
  report.acceptance = Acceptance::ilert;
  report.remark = by;
  report.told_at = now;
  return report;
}

}  // namespace

Report untold(const Report& report) {
  Report blank;
  blank.alert_worthy_since = report.alert_worthy_since;  // it has lasted long enough
  return blank;
}

ResolvedBy resolved_by(const std::vector<LogEntry>& log) {
  const LogEntry* last = nullptr;
  for (const LogEntry& entry : log)
    if (responds(entry) && (last == nullptr || is_older(*last, entry))) last = &entry;
  if (last == nullptr || last->kind == Kind::response) return ResolvedBy::person;
  return last->kind == Kind::auto_resolved ? ResolvedBy::ilert : ResolvedBy::event;
}

std::vector<Unseen> unseen_in_ilert(const std::vector<ShownAlert>& open, const SourceRoutes& routes,
                                    const ReportedKeys& reported, const Acceptor& acceptor) {
  std::vector<Unseen> unseen;
  const Places shown = shown_open(open, routes);
  for (const auto& [route, keys] : reported) {
    if (!has_route(routes, route)) continue;
    for (const auto& [key, known] : keys) {
      if (shown.contains({route, key})) continue;
      const KeyFacts facts = facts_of(route, key, acceptor);
      if (facts.waits || facts.heard == Told::none || !facts.last_alert_at) continue;
      unseen.push_back({*known.subject, route, key, *known.report, *facts.last_alert_at});
    }
  }
  return unseen;
}

const ShownAlert* trace_of(const Unseen& unseen, const std::vector<ShownAlert>& resolved,
                           const SourceRoutes& routes, const Acceptor& acceptor) {
  const Time told_at = unseen.alert_at + acceptor.ilert_ahead;
  const auto is_since = [&](const ShownAlert& alert) {
    if (!alert.reported_at) return false;
    return *alert.reported_at + acceptor.clock_slack >= told_at ||
           (alert.resolved_at && *alert.resolved_at >= told_at);
  };
  const auto found = std::find_if(resolved.begin(), resolved.end(), [&](const ShownAlert& alert) {
    return alert.status == ShownAlert::Status::resolved && is_of(alert, unseen.route, unseen.key, routes) &&
           is_since(alert);
  });
  return found == resolved.end() ? nullptr : &*found;
}

Aftermath aftermath_of(const Unseen& unseen, const ShownAlert& alert, SyncResolve policy,
                       const Acceptor& acceptor, Time now) {
  Order order = order_of(unseen, alert, acceptor);
  switch (policy) {
    case SyncResolve::ignore:
      return {dismissed(unseen.report, order.remark, now), std::nullopt};
    case SyncResolve::reopen:
      return {untold(unseen.report), std::nullopt};
    case SyncResolve::acknowledge:
      break;
  }
  if (is_taken_care_of(unseen.report)) return {unseen.report, std::nullopt};
  Report after = accepted(unseen.report, order.remark, now);
  return {std::move(after), std::move(order)};
}

}  // namespace ilert_bridge
