#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <iostream>

#include "ilert-bridge/cli/chosen.hpp"
#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/cli/test_page.hpp"
#include "ilert-bridge/daemon/survey.hpp"
#include "ilert-bridge/daemon/test_alert.hpp"

namespace ilert_bridge {
namespace {

namespace json = boost::json;

bool is_taken(const TestStep& step) { return step.answer.outcome == Outcome::delivered; }

std::vector<TestStep> test_of(const Config& config, const RouteSettings& route, TestKind kind) {
  std::vector<TestStep> steps;
  boost::asio::io_context io(1);
  HttpClient http(io.get_executor(), http_options(config.ilert));
  boost::asio::co_spawn(io, send_test_alert(config, route, kind, http, steps), [](std::exception_ptr thrown) {
    if (thrown) std::rethrow_exception(thrown);
  });
  io.run();
  return steps;
}

void print(const std::string& route, const TestStep& step) {
  const Answer& answer = step.answer;
  std::ostream& out = is_taken(step) ? std::cout : std::cerr;
  out << "route " << route << ": " << name(step.type) << (is_taken(step) ? " taken: " : " FAILED: ")
      << answer.text << " after " << step.took.count() << " ms";
  if (!answer.correlation_id.empty()) out << ", correlation id " << answer.correlation_id;
  out << '\n';
  if (!is_taken(step) && !answer.remedy.empty()) out << "  " << answer.remedy << '\n';
}

// 202 is "queued": only a ringing phone proves the rest.
void print_page(const TestStep& step) {
  if (step.type != EventType::alert || !is_taken(step)) return;
  std::cout
      << "  it is HIGH and stays open: whoever is on call is called now; accept and resolve it in ilert\n";
}

json::object as_json(const std::string& route, const TestStep& step) {
  return {{"route", route},
          {"type", name(step.type)},
          {"alertKey", step.alert_key},
          {"outcome", name(step.answer.outcome)},
          {"httpStatus", step.answer.http_status},
          {"answer", step.answer.text},
          {"remedy", step.answer.remedy},
          {"correlationId", step.answer.correlation_id},
          {"milliseconds", step.took.count()}};
}

int send(const Invocation& invocation, TestKind kind) {
  const std::optional<Config> config = configured(invocation);
  if (!config || !is_configured(invocation.choice, *config)) return exit_usage;
  bool all_taken = true;
  json::array list;
  for (const RouteSettings& route : config->routes) {
    const std::string& name = route.route.name;
    if (!invocation.choice.route.empty() && invocation.choice.route != name) continue;
    for (const TestStep& step : test_of(*config, route, kind)) {
      all_taken = all_taken && is_taken(step);
      invocation.json ? list.push_back(as_json(name, step)) : print(name, step);
      if (!invocation.json && kind == TestKind::page) print_page(step);
    }
  }
  if (invocation.json) std::cout << json::serialize(list) << '\n';
  return all_taken ? exit_done : exit_failed;
}

}  // namespace

int send_test_command(const Invocation& invocation) { return send(invocation, TestKind::quiet); }
int send_page_command(const Invocation& invocation) { return send(invocation, TestKind::page); }

}  // namespace ilert_bridge
