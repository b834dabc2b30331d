#include "ilert-bridge/daemon/survey.hpp"

#include "ilert-bridge/core/manner.hpp"

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
  options.texts = Send{.output = false, .links = false, .groups = false, .address = false, .alias = false};
  for (const Route& route : routes) {
    options.texts.output |= route.send.output;
    options.texts.groups |= route.send.groups;
    options.texts.address |= route.send.address;
    options.texts.alias |= route.send.alias;
  }
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

asio::awaitable<void> survey(const Config& config, SurveyBasis basis, Survey& into) {
  into.routes = config.plain_routes();
  for (const SiteSettings& site : config.sites) {
    Source source(source_options(config, site));
    SiteSurvey& result = into.sites.emplace_back();
    result.site = site.name;
    const std::vector<Subject> by_name = to_ask_by_name(basis.reports, site.name);
    Asked<Look> look = co_await source.look(by_name);
    result.capabilities = source.capabilities();
    if (!look) {
      result.fault = look.error().text;
      continue;
    }
    result.fault = source.away();
    result.look = std::move(*look);
    result.decisions = assess(*result.look, basis.reports, into.routes,
                              never_looked_at(basis, site.name, into.routes), result.look->at);
    if (!basis.with_size) continue;
    const Effort effort = source.take_effort();
    const Asked<Source::Size> size = co_await source.size();
    if (size) result.size = *size;
    source.hang_up();  // two connections at most, and the daemon may have both
    const Asked<Waits> waits = co_await source.learn_to_wait();
    const bool wakes = waits && (*waits == Waits::bare || *waits == Waits::condition);
    const WakeDoubt doubt = !waits ? WakeDoubt::no_second : wakes ? WakeDoubt::none : WakeDoubt::unable;
    const std::string fault = waits ? std::string{} : waits.error().text;
    result.watching = manner_of(doubt, fault, site.poll_interval, rest_after(effort), effort).words;
    result.capabilities = source.capabilities();
  }
}

}  // namespace ilert_bridge
