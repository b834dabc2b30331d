#include "ilert-bridge/cli/check_routes.hpp"

#include <algorithm>

#include "ilert-bridge/base/counted.hpp"
#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

std::string of_all(std::size_t count, std::size_t all, const std::string& what) {
  return std::to_string(count) + " of " + counted(all, what);
}

std::string how_many(const RouteCoverage& taken, const Coverage& all) {
  return "takes " + of_all(taken.hosts, all.hosts(), "host") + ", " +
         of_all(taken.services, all.services(), "service") + ", " + counted(taken.problems, "problem") +
         " now";
}

CheckLine line_of(const Route& route, const RouteCoverage& taken, const Coverage& all) {
  CheckLine line{.part = "route", .name = route.name, .text = how_many(taken, all)};
  line.figures = {{"hosts", taken.hosts},
                  {"allHosts", all.hosts()},
                  {"services", taken.services},
                  {"allServices", all.services()},
                  {"problems", taken.problems}};
  if (taken.hosts + taken.services > 0) return line;
  if (route.fallback && route.match.empty()) {
    line.text += "; the other routes take everything";
    return line;
  }
  line.outcome = CheckOutcome::warning;
  line.text += "; it will never alert";
  line.remedy = "compare its match keys with `ilert-bridge explain HOST`, which shows what an object has";
  return line;
}

// "contact groups" of "match.contact_groups".
std::string plain_name(const std::string& key) {
  std::string name = key.substr(key.find('.') + 1);
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

CheckLine line_of(const DeadEntry& dead, const std::vector<Route>& routes) {
  CheckLine line{.part = "route", .name = routes[dead.route].name, .outcome = CheckOutcome::warning};
  line.text = dead.key + " names " + quoted(dead.entry) + ", and no object has it";
  if (dead.entry.starts_with('~'))
    line.text = dead.key + " has the expression " + quoted(dead.entry) + ", which fits none of the " +
                plain_name(dead.key);
  if (!dead.nearest.empty()) line.remedy = "did you mean " + quoted(dead.nearest) + '?';
  return line;
}

CheckLine line_of(const UnroutedCoverage& left) {
  CheckLine line{.part = "unrouted"};
  line.text = counted(left.hosts, "host") + " and " + counted(left.services, "service") +
              " are on no route, with " + counted(left.problems, "problem") +
              " now: " + join(left.examples, ", ");
  if (left.hosts + left.services > left.examples.size()) line.text += " …";
  line.figures = {{"hosts", left.hosts}, {"services", left.services}, {"problems", left.problems}};
  if (left.left_by_their_host > 0)
    line.text += "; of " + counted(left.left_by_their_host, "service") + " the host is on a route";
  line.remedy = "if somebody should be called, widen a match, or let one route have fallback = true";
  return line;
}

struct Changes {
  std::size_t calls = 0, resolved = 0, adopted = 0;
};

Changes changes_on(const Route& route, const std::vector<const Decision*>& decisions) {
  Changes changes;
  for (const Decision* decision : decisions) {
    if (decision->route == nullptr || decision->route->name != route.name) continue;
    const Step& step = decision->step;
    for (const Telling& telling : step.tellings) {
      changes.calls += telling.type == EventType::alert;
      changes.resolved += telling.type == EventType::resolve;
    }
    changes.adopted += step.after.told == Told::dismissed && decision->before.told != Told::dismissed;
  }
  return changes;
}

bool has_route(const std::vector<Route>& routes, const std::string& name) {
  return std::any_of(routes.begin(), routes.end(), [&](const Route& route) { return route.name == name; });
}

// Alerts of what leaves: what may be open in ilert, and what ilert has certainly not taken.
struct Left {
  std::size_t open = 0, untaken = 0;
  void count(const Report& report, bool may_be_open) {
    if (report.told != Told::open && report.told != Told::accepted) return;
    ++(may_be_open ? open : untaken);
  }
};

std::string not_sent(const Left& left, const std::string& where) {
  if (left.untaken == 0) return {};
  const std::string count =
      left.open > 0 ? "; " + std::to_string(left.untaken) : counted(left.untaken, "alert");
  return count + " that ilert has not taken " + (left.untaken == 1 ? "is" : "are") + " not sent" + where +
         " any more";
}

CheckLine line_of(const std::string& part, const std::string& name, const Left& left,
                  const std::string& after, const std::string& where) {
  CheckLine line{.part = part, .name = name};
  if (left.open > 0) line.outcome = CheckOutcome::warning;
  line.text = "goes with this configuration: ";
  if (left.open > 0) line.text += counted(left.open, "open alert") + ' ' + after;
  line.text += not_sent(left, where);
  line.figures = {{"open", left.open}, {"notTaken", left.untaken}};
  return line;
}

CheckLine line_of_keyless(const std::string& name, const Left& left) {
  const bool one = left.open == 1;
  CheckLine line{.part = "route", .name = name, .outcome = CheckOutcome::warning};
  line.text = "nobody has its key any more: " + counted(left.open, "open alert") +
              (one ? " stays" : " stay") + " open in ilert";
  line.remedy = std::string{"close "} + (one ? "it" : "them") + " there, or configure the key again";
  line.figures = {{"open", left.open}};
  return line;
}

// "oncall" of "oncall (former key)".
std::string route_of(const std::string& source) { return source.substr(0, source.find(" (")); }

// systemd hands the keys of secrets over when the service starts.
CheckLine line_of_source(const std::string& name, const Left& left, bool key_is_kept) {
  CheckLine line =
      line_of("route", name, left,
              std::string{"will be resolved by a reload"} + (key_is_kept ? " that sees the new key" : "") +
                  ", and stay open in ilert after a restart",
              " there");
  if (!key_is_kept && left.open > 0)
    line.remedy = "reload while its key is still known: systemctl reload ilert-bridge";
  if (key_is_kept)
    line.remedy = left.open > 0
                      ? "a reload sees the files of secrets as they were at the start: leave the old "
                        "key in its file, put the new one into another, restart, name that, reload"
                      : "systemctl restart ilert-bridge: a reload sees the key as it was at the start";
  return line;
}

}  // namespace

std::vector<CheckLine> lines_of_leaving(const JournalledAlerts& alerts, const std::vector<std::string>& sites,
                                        const std::vector<Route>& routes) {
  std::map<std::string, Left> by_route, by_site;
  for (const auto& [subject, on_routes] : alerts.told) {
    const auto open = alerts.open.find(subject);
    for (const auto& [route, report] : on_routes) {
      const bool may_be_open = open != alerts.open.end() && open->second.contains(route);
      if (!has_route(routes, route))
        by_route[route].count(report, may_be_open);
      else if (!subject.is_own() && std::find(sites.begin(), sites.end(), subject.site) == sites.end())
        by_site[subject.site].count(report, may_be_open);
    }
  }
  std::vector<CheckLine> lines;
  for (const auto& [route, left] : by_route) {
    if (alerts.without_key.contains(route)) {
      if (left.open > 0) lines.push_back(line_of_keyless(route, left));
    } else if (left.open + left.untaken > 0) {
      const bool has_another_key = has_route(routes, route_of(route));
      lines.push_back(
          line_of_source(route, left, has_another_key && alerts.kept_keys.contains(route_of(route))));
    }
  }
  for (const auto& [site, left] : by_site)
    if (left.open + left.untaken > 0) lines.push_back(line_of("site", site, left, "will be resolved", ""));
  return lines;
}

std::vector<CheckLine> lines_of_coverage(const Coverage& coverage, const std::vector<Route>& routes,
                                         const std::vector<std::string>& uncounted) {
  std::vector<CheckLine> lines;
  for (std::size_t route = 0; route < routes.size(); ++route) {
    lines.push_back(line_of(routes[route], coverage.of(route), coverage));
    if (uncounted.empty()) continue;
    CheckLine& line = lines.back();
    line.outcome = CheckOutcome::good;
    line.remedy = {};
    line.text = how_many(coverage.of(route), coverage) + ", not counting site " + join(uncounted, ", ");
  }
  const UnroutedCoverage& left = coverage.unrouted();
  if (left.hosts + left.services > 0) lines.push_back(line_of(left));
  if (uncounted.empty())
    for (const DeadEntry& dead : coverage.dead_entries()) lines.push_back(line_of(dead, routes));
  return lines;
}

std::vector<CheckLine> lines_of_changes(const std::vector<const Decision*>& decisions,
                                        const std::vector<Route>& routes) {
  std::vector<CheckLine> lines;
  for (const Route& route : routes) {
    const Changes changes = changes_on(route, decisions);
    CheckLine line{.part = "route", .name = route.name};
    line.text = "would send " + counted(changes.calls, "alert") + " now, resolve " +
                std::to_string(changes.resolved) + ", adopt " + std::to_string(changes.adopted);
    line.figures = {
        {"wouldSend", changes.calls}, {"wouldResolve", changes.resolved}, {"wouldAdopt", changes.adopted}};
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace ilert_bridge
