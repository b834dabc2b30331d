#include "ilert-bridge/cli/check_sources.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <iostream>
#include <vector>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/daemon/survey.hpp"
#include "ilert-bridge/ilert/alert_source.hpp"
#include "ilert-bridge/ilert/alerts.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

asio::awaitable<void> ask_for_sources(const Config& config, std::vector<HttpAnswer>& answers) {
  HttpClient client(co_await asio::this_coro::executor, http_options(config.ilert));
  for (const RouteSettings& route : config.routes) {
    HttpRequest request =
        alert_source_request(config.ilert.url, config.sync.token.reveal(), route.integration_key.reveal());
    HttpAnswer answer = co_await client.send(std::move(request));
    answers.push_back(std::move(answer));
  }
}

bool print_source(const RouteSettings& route, const HttpAnswer& answer) {
  std::cout << "route " << route.route.name << ": ";
  if (const auto fault = fault_of(answer)) {
    std::cout << "FAILED: the API token does not show its alert source: " << fault->text << '\n';
    if (!fault->remedy.empty()) std::cout << "  " << fault->remedy << '\n';
    return false;
  }
  const Result<AlertSource> source = read_alert_source(answer.body);
  if (!source) {
    std::cout << "FAILED: " << source.error().text << '\n';
    return false;
  }
  std::cout << "alert source " << quoted(source->name) << " of ilert\n";
  for (const std::string& concern : source->concerns) std::cout << "  warning: " << concern << '\n';
  return true;
}

}  // namespace

bool check_sources(const Config& config) {
  if (config.sync.token.empty()) return true;
  asio::io_context io(1);
  std::vector<HttpAnswer> answers;
  asio::co_spawn(io, ask_for_sources(config, answers), [](std::exception_ptr thrown) {
    if (thrown) std::rethrow_exception(thrown);
  });
  io.run();
  bool good = true;
  for (std::size_t i = 0; i < answers.size(); ++i) good = print_source(config.routes[i], answers[i]) && good;
  return good;
}

}  // namespace ilert_bridge
