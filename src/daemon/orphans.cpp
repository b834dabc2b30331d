#include "ilert-bridge/daemon/orphans.hpp"

#include <algorithm>
#include <map>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t most_named = 20;

bool has(const std::vector<Route>& routes, std::string_view name) {
  return std::any_of(routes.begin(), routes.end(), [&](const Route& route) { return route.name == name; });
}

}  // namespace

std::vector<std::pair<Subject, std::string>> orphans(const Reports& reports, const std::vector<Route>& routes,
                                                     const std::vector<Route>& leaving) {
  std::vector<std::pair<Subject, std::string>> found;
  for (const auto& [subject, by_route] : reports)
    for (const auto& [route, report] : by_route)
      if ((report.told == Told::open || report.told == Told::accepted) && !has(routes, route) &&
          !has(leaving, route))
        found.emplace_back(subject, route);
  return found;
}

void warn_of_orphans(const Reports& reports, const Config& config, const std::vector<Route>& leaving) {
  std::map<std::string, std::vector<std::string>> by_route;
  for (const auto& [subject, route] : orphans(reports, config.plain_routes(), leaving))
    by_route[route].push_back(to_text(subject));
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
