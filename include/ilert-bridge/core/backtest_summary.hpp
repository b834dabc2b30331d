// What the calls of a past come to, per route and in all, beside what Checkmk notified of itself. Pure.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ilert-bridge/core/backtest.hpp"
#include "ilert-bridge/core/local_hours.hpp"

namespace ilert_bridge {

// One site's past, and what the routes made of it.
struct TriedSite {
  const Chronicle* chronicle = nullptr;
  const Today* today = nullptr;
  Time until{};
  PastCalls past;
};

// Each site with what these routes, which must outlive the answer, would have called; whatever `past` holds.
std::vector<TriedSite> tried_with(const std::vector<TriedSite>& sites, const std::vector<Route>& routes);

struct NoisyObject {
  Subject subject;
  std::size_t calls = 0;
  bool operator==(const NoisyObject&) const = default;
};

struct CallCount {
  std::size_t calls = 0, high = 0, at_night = 0;
  std::vector<std::size_t> by_day;  // of the span, by the local calendar
  std::array<std::size_t, 24> by_hour{};
  // Calls on a route that had called for the problem before, by why. `verdict`: it was resolved in between,
  // as by a downtime.
  std::map<Because, std::size_t> repeated;
  std::optional<Span> shortest, longest;  // of those that are over
  std::size_t lasting = 0;                // not over at the end
  std::size_t end_not_logged = 0;         // over, nobody knows since when
  std::size_t objects = 0;                // with a call
  std::vector<NoisyObject> noisiest;      // ten at most, the noisiest first

  std::size_t low() const { return calls - high; }
  std::size_t repeats() const;
};

struct RouteCount {
  const Route* route = nullptr;
  CallCount count;
};

// Of the problems, whatever route calls for them. A rule that is nothing: no route takes it.
using ByRule = std::map<std::optional<Reason>, std::size_t>;
struct ProblemCount {
  std::size_t problems = 0;
  std::size_t called = 0;    // or the alert of the one before stood open
  std::size_t notified = 0;  // Checkmk told somebody
  std::size_t both = 0;      // of the two above
  std::size_t notifications = 0;
  ByRule uncalled;           // those without a call, by the rule that held them back
  ByRule notified_uncalled;  // of those, the ones that Checkmk notified of

  std::size_t without_call() const { return problems - called; }
  std::size_t only_ours() const { return called - both; }
  std::size_t only_checkmk() const { return notified - both; }
};

struct BacktestSummary {
  Time from{}, until{};
  Span told{};                 // how much of that the logs tell of, where one tells most
  std::int64_t first_day = 0;  // of `by_day`, since 1970-01-01
  CallCount all;
  std::vector<RouteCount> routes;  // in the order of the configuration
  ProblemCount problems;

  bool counts(const Route& route) const;  // whether its calls are in it
};
// A log without a line of the first day begins with its first one, as far as can be known.
bool begins_late(const Chronicle& chronicle, Time from);
// So many in the middle, of the days that the logs tell of. Of less than one it would be a guess: nothing.
std::optional<double> per_day(std::size_t calls, const BacktestSummary& summary);

// `only`: the calls of the route of that name alone; empty: of all. Problems are counted for all routes.
BacktestSummary summary_of(const std::vector<TriedSite>& sites, const std::vector<Route>& routes, Time from,
                           Time until, const LocalHours& hours, const std::string& only = {});

}  // namespace ilert_bridge
