#include "ilert-bridge/core/backtest_what_if.hpp"

#include <algorithm>
#include <array>

#include "past_host.hpp"

namespace ilert_bridge {
namespace {

using Minutes = std::chrono::minutes;

struct Change {
  std::string_view key;
  Span length;  // of a delay
};
constexpr std::array changes{Change{"delay", Minutes{1}},          Change{"delay", Minutes{5}},
                             Change{"delay", Minutes{15}},         Change{"resolve_delay", Minutes{5}},
                             Change{"resolve_delay", Minutes{15}}, Change{"flapping", {}}};

// The value it got; empty: it is no change of this route.
std::string changed_by(const Change& change, Route& route) {
  if (change.key == "flapping") {
    const bool held = route.policy.flapping == Flapping::hold;
    route.policy.flapping = held ? Flapping::alert : Flapping::hold;
    return held ? "alert" : "hold";
  }
  Span& length = change.key == "delay" ? route.delay : route.resolve_delay;
  if (change.length <= length) return {};
  length = change.length;
  return span_text(change.length);
}

std::vector<std::size_t> calls_of(const std::vector<TriedSite>& sites, const std::vector<Route>& routes) {
  std::vector<std::size_t> calls(routes.size());
  for (const TriedSite& site : sites)
    for (const PastCall& call : site.past.calls)
      ++calls[static_cast<std::size_t>(call.route - routes.data())];
  return calls;
}

// Host by host, so that nothing but the number is kept of a run.
void count_calls(const TriedSite& site, const std::vector<Route>& routes, std::vector<std::size_t>& calls) {
  for (const auto& [host, story] : site.chronicle->by_host()) {
    PastCalls past;
    PastHost{*site.chronicle, *site.today, routes}.play(story, site.until, past);
    for (const PastCall& call : past.calls) ++calls[static_cast<std::size_t>(call.route - routes.data())];
  }
}

// All routes are changed at once: what one calls is nothing to another, so one run tells of all of them.
void try_out(const Change& change, const std::vector<TriedSite>& sites, const std::vector<Route>& routes,
             const std::vector<std::size_t>& before, std::vector<WhatIf>& into) {
  std::vector<Route> changed = routes;
  std::vector<std::string> values;
  for (Route& route : changed) values.push_back(changed_by(change, route));
  if (std::all_of(values.begin(), values.end(), [](const std::string& it) { return it.empty(); })) return;
  std::vector<std::size_t> after(routes.size());
  for (const TriedSite& site : sites) count_calls(site, changed, after);
  for (std::size_t at = 0; at < routes.size(); ++at)
    if (!values[at].empty() && before[at] != after[at])
      into.push_back({&routes[at], std::string{change.key}, values[at], before[at], after[at]});
}

}  // namespace

std::vector<WhatIf> what_ifs(const std::vector<TriedSite>& sites, const std::vector<Route>& routes) {
  std::vector<WhatIf> found;
  const std::vector<std::size_t> before = calls_of(sites, routes);
  for (const Change& change : changes) try_out(change, sites, routes, before, found);
  std::stable_sort(found.begin(), found.end(),
                   [](const WhatIf& one, const WhatIf& other) { return one.route < other.route; });
  return found;
}

}  // namespace ilert_bridge
