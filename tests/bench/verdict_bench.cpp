#include <set>
#include <string>
#include <vector>

#include "ilert-bridge/core/assess.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/figures.hpp"

namespace ilert_bridge::bench {
namespace {

const Time noon = from_unix(1'750'000'000);

// Every tenth is acknowledged, every tenth in a downtime, every tenth on a host that is down: no rule goes
// unasked.
Sighting problem(std::int64_t number) {
  Sighting sighting;
  sighting.subject = {"prod", "host-" + std::to_string(number / 20), "Service " + std::to_string(number % 20),
                      ""};
  Observation& seen = sighting.observation;
  seen.state = number % 3 == 0 ? State::warning : State::critical;
  seen.last_check = noon - std::chrono::minutes{1};
  seen.last_state_change = seen.last_hard_state_change = noon - std::chrono::minutes{10};
  seen.acknowledged = number % 10 == 1;
  seen.in_downtime = number % 10 == 2;
  if (number % 10 == 3) seen.host_state = State::down;
  seen.attributes.contact_groups = {"linux", "oncall"};
  seen.attributes.host_groups = {"all", "databases"};
  return sighting;
}

Look look_with(std::int64_t problems) {
  Look look;
  look.site = "prod";
  look.program = {1000, 11};
  look.at = noon;
  for (std::int64_t i = 0; i < problems; ++i) look.sightings.push_back(problem(i));
  return look;
}

std::vector<Pattern> pattern(std::string_view text) {
  std::string why;
  return {Pattern::parse(text, &why)};
}

// Everything; what a contact group has; what a regular expression finds.
std::vector<Route> routes(std::size_t count) {
  std::vector<Route> routes(3);
  routes[0].name = "all";
  routes[1].name = "group";
  routes[1].match.contact_groups = pattern("oncall");
  routes[2].name = "expression";
  routes[2].match.hosts = pattern("~^host-[0-9]+$");
  routes[2].alert_on.insert(State::warning);
  routes.resize(count);
  return routes;
}

Reports after(const std::vector<Decision>& decisions) {
  Reports reports;
  for (const Decision& decision : decisions)
    if (!decision.step.after.is_blank())
      reports[decision.subject][decision.route->name] = decision.step.after;
  return reports;
}

}  // namespace

void verdicts(const Scale& scale) {
  const Look look = look_with(scale.verdicts);
  print_title(std::to_string(scale.verdicts) + " problems: verdicts and reconciliations, CPU (median)");
  for (std::size_t count = 1; count <= 3; ++count) {
    const std::vector<Route> on = routes(count);
    const auto assessed = [&](const Reports& reports) {
      return median_taken(thread_cpu_ms, scale.looks, [&] { assess(look, reports, on, {}, noon); });
    };
    const std::string where = " on " + std::to_string(count) + (count == 1 ? " route" : " routes");
    print_figure("all new" + where, assessed({}), "ms", 20);
    print_figure("all reported" + where, assessed(after(assess(look, {}, on, {}, noon))), "ms", 20);
  }
}

}  // namespace ilert_bridge::bench
