#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <iostream>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/check_sources.hpp"
#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/cli/surveyed.hpp"
#include "ilert-bridge/daemon/survey.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

std::size_t pages_on(const SiteSurvey& site, const Route& route) {
  std::size_t count = 0;
  for (const Decision& decision : site.decisions)
    for (const Telling& telling : decision.step.tellings)
      count += decision.route == &route && telling.type == EventType::alert;
  return count;
}

bool print_site(const SiteSurvey& site, const Survey& survey) {
  std::cout << "site " << site.site << ": ";
  if (!site.look) {
    std::cout << "FAILED: " << one_line(site.fault) << '\n';
    return false;
  }
  std::cout << "answers, " << name(site.capabilities.flavour) << " " << one_line(site.capabilities.version)
            << ", " << site.size.hosts << " hosts, " << site.size.services << " services\n";
  if (!site.watching.empty()) std::cout << "  " << one_line(site.watching) << '\n';
  for (const Route& route : survey.routes)
    std::cout << "  route " << route.name << ": would send " << pages_on(site, route) << " alerts now\n";
  if (!site.fault.empty()) std::cout << "  FAILED in part: " << one_line(site.fault) << '\n';
  return site.fault.empty();
}

// Any answer at all proves the way to ilert: without a key there is nothing it could accept.
asio::awaitable<void> ask_ilert(const Config& config, HttpAnswer& answer) {
  HttpClient client(co_await asio::this_coro::executor, http_options(config.ilert));
  HttpRequest request;
  request.method = "GET";
  request.url = config.ilert.url;
  answer = co_await client.send(std::move(request));
}

bool print_ilert(const Config& config) {
  asio::io_context io(1);
  HttpAnswer answer;
  asio::co_spawn(io, ask_ilert(config, answer), [](std::exception_ptr thrown) {
    if (thrown) std::rethrow_exception(thrown);
  });
  io.run();
  const bool answered = answer.transport == HttpAnswer::Transport::answered;
  std::cout << "ilert " << config.ilert.url << ": "
            << (answered ? "answers (status " + std::to_string(answer.status) +
                               "); whether it takes the keys shows when "
                               "the first event is sent"
                         : "FAILED: " + one_line(answer.fault))
            << '\n';
  return answered;
}

}  // namespace

int check_command(const Invocation& invocation) {
  const std::optional<Config> config = configured(invocation);
  if (!config) return exit_usage;
  std::cout << "configuration is valid: " << config->sites.size()
            << (config->sites.size() == 1 ? " site, " : " sites, ") << config->routes.size()
            << (config->routes.size() == 1 ? " route\n" : " routes\n");
  if (!invocation.connect) return exit_done;
  Survey survey;
  survey_now(*config, true, survey);
  bool good = true;
  for (const SiteSurvey& site : survey.sites) good = print_site(site, survey) && good;
  good = print_ilert(*config) && good;
  good = check_sources(*config) && good;
  return good ? exit_done : exit_failed;
}

}  // namespace ilert_bridge
