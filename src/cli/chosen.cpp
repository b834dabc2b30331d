#include "ilert-bridge/cli/chosen.hpp"

#include <algorithm>
#include <iostream>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

bool is_among(const std::vector<std::string_view>& names, std::string_view what, const std::string& chosen) {
  if (chosen.empty() || std::find(names.begin(), names.end(), chosen) != names.end()) return true;
  const std::string_view meant = nearest(chosen, names);
  std::cerr << "--" << what << ' ' << quoted(chosen) << ": the configuration has no such " << what;
  if (!meant.empty()) std::cerr << "; did you mean '" << meant << "'?";
  std::cerr << '\n';
  return false;
}

}  // namespace

bool is_configured(const Choice& choice, const Config& config) {
  std::vector<std::string_view> sites, routes;
  for (const SiteSettings& site : config.sites) sites.push_back(site.name);
  for (const RouteSettings& route : config.routes) routes.push_back(route.route.name);
  const bool site_known = is_among(sites, "site", choice.site);
  return is_among(routes, "route", choice.route) && site_known;
}

}  // namespace ilert_bridge
