#include <algorithm>

#include "ilert-bridge/config/draft.hpp"
#include "ilert-bridge/config/files.hpp"
#include "ilert-bridge/config/url.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t largest_certificate_file = 8U << 20;

std::string called(const Path& path) { return '\'' + to_text(path) + '\''; }

const Node& at(const Node& tree, const Path& path) {
  static const Node nowhere;
  const Node* node = find(tree, path);
  return node == nullptr ? nowhere : *node;
}

void resolve_own_alerts(const Node& tree, Config& config) {
  const bool any_fallback = std::any_of(config.routes.begin(), config.routes.end(),
                                        [](const RouteSettings& route) { return route.route.fallback; });
  for (RouteSettings& settings : config.routes) {
    Route& route = settings.route;
    if (find(tree, {"route", route.name, "own_alerts"}) == nullptr)
      route.own_alerts = !any_fallback || route.fallback;
  }
}

void warn_if_nobody_hears(const Node& tree, const Config& config, Findings& findings) {
  for (const RouteSettings& route : config.routes)
    if (route.route.own_alerts) return;
  for (const RouteSettings& route : config.routes)
    if (const Node* said = find(tree, {"route", route.route.name, "own_alerts"}))
      return findings.warning(
          said->value,
          "no route has own_alerts: nobody is alerted when a site falls silent or ilert refuses events");
}

void check_certificates(const Node& tree, const Path& path, Findings& findings) {
  const Node* node = find(tree, path);
  if (node == nullptr || !node->is_text() || !node->text.starts_with('/')) return;
  const Result<FileText> read = read_file(node->text, largest_certificate_file);
  if (!read) {
    findings.error(node->value, called(path) + ": " + read.error().text);
  } else if (!read->exists) {
    findings.error(node->value, called(path) + ": there is no file " + quoted(node->text));
  } else if (read->text.find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
    findings.error(node->value,
                   called(path) + ": " + quoted(node->text) + " holds no certificate in PEM form");
  }
}

void check_site(const Node& tree, const SiteSettings& site, bool complete, Findings& findings) {
  const Path path{"site", site.name};
  const Node& table = at(tree, path);
  const Node* address = table.find("address");
  check_certificates(tree, path / "ca_file", findings);
  check_certificates(tree, path / "client_certificate_file", findings);
  if (address == nullptr) {
    if (complete && !has_misspelt(table, "site.*", "address"))
      findings.error(table.name, called(path) +
                                     " has no address; write where its Livestatus listens, such as address = "
                                     "\"unix:/omd/sites/" +
                                     site.name + "/tmp/run/live\"");
    return;
  }
  if (site.endpoint.kind == Endpoint::Kind::tcp && !is_loopback(site.endpoint.host))
    findings.warning(address->value,
                     called(path / "address") +
                         " crosses the network unencrypted, and whoever is in between can forge "
                         "answers; tls:// does better");
  if (site.endpoint.kind == Endpoint::Kind::tls) return;
  for (const char* const key : {"ca_file", "tls_name", "client_certificate_file"})
    if (const Node* node = table.find(key); node != nullptr && !node->text.empty())
      findings.warning(node->value, called(path / key) + " has no effect without tls://");
}

void check_sites(const Match& match, const Node* table, const Path& path, const Config& config,
                 Findings& findings) {
  const auto is_known = [&](const Pattern& pattern) {
    return std::any_of(config.sites.begin(), config.sites.end(),
                       [&](const SiteSettings& site) { return pattern.matches(site.name); });
  };
  for (std::size_t i = 0; i < match.sites.size(); ++i)
    if (!is_known(match.sites[i]))
      findings.warning(at(*table, {"sites"}).list[i].value,
                       called(path / "sites") + ": no site is called " + quoted(match.sites[i].text()));
}

void check_site_patterns(const Node& tree, const Config& config, const Route& route, Findings& findings) {
  const Path path{"route", route.name};
  check_sites(route.match, &at(tree, path / "match"), path / "match", config, findings);
  check_sites(route.except, &at(tree, path / "except"), path / "except", config, findings);
  const Path of_rules = path / "priority_rules";  // GCC 14 would not believe that a Node outlives its path
  const Node& rules = at(tree, of_rules);
  for (std::size_t i = 0; i < route.priority_rules.size(); ++i)
    check_sites(route.priority_rules[i].match, rules.list[i].find("match"), path / "priority_rules" / "match",
                config, findings);
}

bool names_site(const std::vector<Pattern>& patterns, const std::string& site) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const Pattern& pattern) { return pattern.matches(site); });
}

// With another key beside the sites, `except` leaves out only some of a site.
bool leaves_out(const Match& except, const std::string& site) {
  Match of_sites;
  of_sites.sites = except.sites;
  return except == of_sites && names_site(except.sites, site);
}

bool takes_site(const Route& route, const std::string& site) {
  const std::vector<Pattern>& patterns = route.match.sites;
  return (patterns.empty() || names_site(patterns, site)) && !leaves_out(route.except, site);
}

// The older alert sources make the alert key themselves, of host and service alone.
void warn_of_shared_keys(const Node& tree, const Config& config, const Route& route, Findings& findings) {
  if (route.integration == Integration::api) return;
  const auto sites = std::count_if(config.sites.begin(), config.sites.end(),
                                   [&](const SiteSettings& site) { return takes_site(route, site.name); });
  const Path path{"route", route.name, "integration"};
  if (sites > 1)
    findings.warning(at(tree, path).value,
                     called(path) +
                         ": ilert tells alerts of this alert source apart by host and service alone, and "
                         "the route takes " +
                         std::to_string(sites) +
                         " sites; hosts of the same name share an alert, unless match.sites names one site");
}

void check_route(const Node& tree, const Config& config, const Route& route, Findings& findings) {
  check_site_patterns(tree, config, route, findings);
  warn_of_shared_keys(tree, config, route, findings);
  const bool hosts_only = std::all_of(route.alert_on.begin(), route.alert_on.end(), [](State state) {
    return state == State::down || state == State::unreachable;
  });
  const Path services{"route", route.name, "match", "services"};
  if (hosts_only && !route.match.services.empty())
    findings.warning(
        at(tree, services).value,
        called(services) + " makes this a route for services, but its alert_on has only states of hosts");
}

}  // namespace

void check_rules(const Draft& draft) {
  const auto& [tree, file, complete, config, findings] = draft;
  if (complete && find(tree, {"site"}) == nullptr)
    findings.error(
        file,
        "no site is configured; add a table [site.NAME] with the address of its Livestatus, such as "
        "\"unix:/omd/sites/NAME/tmp/run/live\"");
  if (complete && find(tree, {"route"}) == nullptr)
    findings.error(
        file,
        "no route is configured; add a table [route.NAME] with the integration_key_file of an ilert "
        "alert source");
  resolve_own_alerts(tree, config);
  warn_if_nobody_hears(tree, config, findings);
  check_certificates(tree, {"ilert", "ca_file"}, findings);
  for (const SiteSettings& site : config.sites) check_site(tree, site, complete, findings);
  for (const RouteSettings& route : config.routes) check_route(tree, config, route.route, findings);
}

}  // namespace ilert_bridge
