#include "ilert-bridge/daemon/survey.hpp"

#include "ilert-bridge/daemon/site_check.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

std::set<std::string, std::less<>> never_looked_at(const SurveyBasis& basis, const std::string& site,
                                                   const std::vector<Route>& routes) {
  std::set<std::string, std::less<>> names;
  for (const Route& route : routes)
    if (!basis.looked_at.contains({site, route.name})) names.insert(route.name);
  return names;
}

}  // namespace

SourceOptions source_options(const Config& config, const SiteSettings& site) {
  const std::vector<Route> routes = config.plain_routes();
  SourceOptions options;
  options.site = site.name;
  options.endpoint = site.endpoint;
  options.auth_user = site.auth_user;
  options.attributes = needed_attributes(routes);
  options.texts = sent_by(routes);
  options.time_periods = time_periods_of(routes);
  return options;
}

HttpOptions http_options(const IlertSettings& ilert) {
  return {.user_agent = "ilert-bridge/" ILERT_BRIDGE_VERSION,
          .proxy = ilert.proxy,
          .proxy_user = ilert.proxy_user,
          .proxy_password = ilert.proxy_password.reveal(),
          .proxy_ca_file = ilert.ca_file,
          .ca_file = ilert.ca_file,
          .timeout = ilert.timeout};
}

HttpOptions heartbeat_http_options(const IlertSettings& ilert) {
  HttpOptions options = http_options(ilert);
  options.ca_file.clear();
  return options;
}

asio::awaitable<void> look_into(Source& source, const SurveyBasis& basis, const std::vector<Route>& routes,
                                SiteSurvey& result) {
  result.site = source.site();
  const std::vector<Subject> by_name = to_ask_by_name(basis.reports, result.site);
  auto looking = source.look(by_name);
  Asked<Look> look = co_await std::move(looking);
  result.capabilities = source.capabilities();
  if (!look) {
    result.fault = look.error().text;
    co_return;
  }
  result.fault = source.away();
  result.period_doubt = source.period_doubt();
  result.look = std::move(*look);
  result.decisions = assess(*result.look, basis.reports, routes, never_looked_at(basis, result.site, routes),
                            result.look->at);
}

asio::awaitable<void> survey(const Config& config, SurveyBasis basis, Survey& into) {
  into.routes = config.plain_routes();
  for (const SiteSettings& site : config.sites) {
    Source source(source_options(config, site));
    auto looking = look_into(source, basis, into.routes, into.sites.emplace_back());
    co_await std::move(looking);
  }
}

}  // namespace ilert_bridge
