#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/check_parts.hpp"
#include "ilert-bridge/daemon/survey.hpp"
#include "ilert-bridge/ilert/alert_source.hpp"
#include "ilert-bridge/ilert/alerts.hpp"
#include "ilert-bridge/ilert/presence.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

HttpAnswer ask(const Config& config, HttpRequest request) {
  HttpOptions options = http_options(config.ilert);
  options.timeout = std::min<Span>(options.timeout, part_patience);
  asio::io_context io(1);
  HttpAnswer answer;
  HttpClient client(io.get_executor(), std::move(options));
  asio::co_spawn(io, client.send(std::move(request)), [&](std::exception_ptr thrown, HttpAnswer came) {
    if (thrown) std::rethrow_exception(thrown);
    answer = std::move(came);
  });
  io.run();
  return answer;
}

void say_source(const RouteSettings& route, const HttpAnswer& answer, CheckReport& report) {
  CheckLine line{.part = "route", .name = route.route.name};
  if (const auto fault = fault_of(answer)) {
    line.outcome = CheckOutcome::failed;
    line.text = "the API token does not show its alert source: " + fault->text;
    line.remedy = fault->remedy;
    return report.say(line);
  }
  const Result<AlertSource> source = read_alert_source(answer.body);
  if (!source) {
    line.outcome = CheckOutcome::failed;
    line.text = source.error().text;
    return report.say(line);
  }
  line.text = "alert source " + quoted(source->name) + " of ilert";
  report.say(line);
  line.outcome = CheckOutcome::warning;
  for (const std::string& concern : source->concerns) {
    line.text = concern;
    report.say(line);
  }
}

}  // namespace

void check_ilert(const Config& config, CheckReport& report) {
  const IlertPresence presence = presence_of(ask(config, presence_request(config.ilert.url)));
  CheckLine line{.part = "ilert", .name = config.ilert.url, .text = presence.text, .remedy = presence.remedy};
  line.outcome = presence.kind == IlertPresence::Kind::absent     ? CheckOutcome::failed
                 : presence.kind == IlertPresence::Kind::unproven ? CheckOutcome::warning
                                                                  : CheckOutcome::good;
  report.say(line);
}

void check_sources(const Config& config, CheckReport& report) {
  for (const RouteSettings& route : config.routes) {
    const Secret& token = config.token_of(route);
    if (token.empty()) continue;
    HttpRequest request =
        alert_source_request(config.ilert.url, token.reveal(), route.integration_key.reveal());
    say_source(route, ask(config, std::move(request)), report);
  }
}

}  // namespace ilert_bridge
