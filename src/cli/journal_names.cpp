#include "ilert-bridge/cli/journal_names.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <iostream>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/journal_reading.hpp"
#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/core/alike.hpp"
#include "ilert-bridge/daemon/survey.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr std::size_t names_offered = 3;

Config config_to_show(const Invocation& invocation) {
  Surroundings surroundings = Surroundings::of_process();
  surroundings.needs_secrets = false;
  return load_config(invocation.config_file, surroundings).config;
}

// A journal that cannot be read is for the command itself to complain about.
bool journal_has(const Invocation& invocation, Filter filter) {
  filter.limit = 1;
  const Result<boost::json::array> found = events_of(invocation, filter);
  return !found || !found->empty();
}

void complain(std::string_view option, const std::string& word, const std::string& where,
              const std::vector<std::string>& names) {
  std::cerr << option << ' ' << quoted(word) << ": " << where;
  std::vector<std::string> meant = most_alike(word, names, names_offered);
  for (std::string& name : meant) name = quoted(name);
  std::cerr << (meant.empty() ? "" : "; is it " + join(meant, ", ") + "?") << '\n';
}

// The names that the sites show: of hosts, or of one host's services. False: one did not answer.
bool ask_sites(const Config& config, const JournalQuestion& question, bool services,
               std::vector<std::string>& names) {
  bool all = true;
  for (const SiteSettings& site : config.sites) {
    if (!question.site.empty() && question.site != site.name) continue;
    asio::io_context io(1);
    auto asking = [&]() -> asio::awaitable<void> {
      Source source(source_options(config, site));
      std::vector<std::string> shown;
      if (services) {
        Asked<std::vector<std::string>> answer = co_await source.service_names(question.host);
        all = all && answer.has_value();
        if (answer) shown = std::move(*answer);
      } else {
        Asked<std::vector<std::string>> answer = co_await source.host_names();
        all = all && answer.has_value();
        if (answer) shown = std::move(*answer);
      }
      names.insert(names.end(), shown.begin(), shown.end());
    };
    asio::co_spawn(io, asking(), [&all](const std::exception_ptr& thrown) { all = all && !thrown; });
    io.run();
  }
  return all;
}

bool is_among(const std::string& word, const std::vector<std::string>& names) {
  return std::find(names.begin(), names.end(), word) != names.end();
}

bool object_exists(const Invocation& invocation, const Config& config, bool services) {
  const JournalQuestion& question = invocation.journal;
  const std::string& word = services ? question.service : question.host;
  if (word.empty() || journal_has(invocation, {.site = question.site,
                                               .host = question.host,
                                               .service = services ? word : std::string{},
                                               .route = {},
                                               .settled = {},
                                               .since = {},
                                               .until = {}}))
    return true;
  std::vector<std::string> names;
  if (services && question.host.empty()) {
    complain("--service", word, "the journal has no event of such a service", names);
    return false;
  }
  if (!ask_sites(config, question, services, names) || is_among(word, names)) return true;
  complain(services ? "--service" : "--host", word,
           services ? "host " + quoted(question.host) + " has no such service"
                    : "neither the journal nor a site has such a host",
           names);
  return false;
}

}  // namespace

bool names_exist(const Invocation& invocation) {
  const JournalQuestion& question = invocation.journal;
  if (question.site.empty() && question.host.empty() && question.service.empty() && question.route.empty())
    return true;
  const Config config = config_to_show(invocation);
  std::vector<std::string> sites, routes;
  for (const SiteSettings& site : config.sites) sites.push_back(site.name);
  for (const RouteSettings& route : config.routes) routes.push_back(route.route.name);
  if (!question.site.empty() && !is_among(question.site, sites) &&
      !journal_has(invocation, {.site = question.site})) {
    complain("--site", question.site, "neither the configuration nor the journal has such a site", sites);
    return false;
  }
  Filter of_route;
  of_route.route = question.route;
  if (!question.route.empty() && !is_among(question.route, routes) && !journal_has(invocation, of_route)) {
    complain("--route", question.route, "neither the configuration nor the journal has such a route", routes);
    return false;
  }
  return object_exists(invocation, config, false) && object_exists(invocation, config, true);
}

}  // namespace ilert_bridge
