#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "ilert-bridge/core/backtest.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/figures.hpp"

namespace ilert_bridge::bench {
namespace {

constexpr std::int64_t month = 30 * 86'400;
const Time first = from_unix(1'750'000'000);

// A small part of the services is bad again and again, and the others take their turns: soft, hard, over,
// and Checkmk tells of it. Lines are as far apart as a month has room for them.
LogLine line(std::int64_t number, const Scale& scale) {
  constexpr std::int64_t noisy = 500, lines_of_a_problem = 4;
  const std::int64_t problem = number / lines_of_a_problem;
  const std::int64_t service = problem % 2 == 0 ? problem / 2 % noisy : problem / 2 % scale.services;
  LogLine line;
  line.subject = {"prod", "host-" + std::to_string(service / 20), "Service " + std::to_string(service % 20),
                  ""};
  line.number = number;
  line.at = first + std::chrono::seconds{problem * month / (scale.past_lines / lines_of_a_problem)} +
            std::chrono::minutes{number % lines_of_a_problem};
  constexpr LogLine::Kind kinds[] = {LogLine::Kind::state, LogLine::Kind::state, LogLine::Kind::notification,
                                     LogLine::Kind::state};
  line.kind = kinds[number % lines_of_a_problem];
  line.state = number % lines_of_a_problem == 3 ? State::ok : State::critical;
  line.hard = number % lines_of_a_problem != 0;
  return line;
}

// The most that it was, of this process: what was given back counts, too.
double peak_mib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
  return 0;
}

Route route_with(Span delay) {
  Route route;
  route.name = "oncall";
  route.delay = delay;
  return route;
}

}  // namespace

void backtest(const Scale& scale) {
  Chronicle chronicle;
  Today today;
  const double adding = taken(thread_cpu_ms, [&] {
    for (std::int64_t i = 0; i < scale.past_lines; ++i) chronicle.add(line(i, scale));
  });
  for (const Subject& subject : chronicle.with_problems()) today.shows(subject, {});
  print_title("A month's log of " + std::to_string(scale.past_lines) + " lines, " +
              std::to_string(chronicle.subjects()) + " services in it");
  print_figure("taken in, CPU", adding / 1000, "s");
  const Time until = first + std::chrono::seconds{month};
  for (const Span delay : {Span{}, Span{std::chrono::minutes{5}}}) {
    const std::vector<Route> routes{route_with(delay)};
    std::size_t calls = 0;
    const double playing =
        taken(thread_cpu_ms, [&] { calls = calls_in(chronicle, today, routes, until).calls.size(); });
    print_figure("played, delay " + span_text(delay) + ": " + std::to_string(calls) + " calls, CPU",
                 playing / 1000, "s", 8);
  }
  print_figure("peak memory of this process, when run alone", peak_mib(), "MiB", 150);
}

}  // namespace ilert_bridge::bench
