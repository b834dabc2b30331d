// A past that was lived: the bridge watches a site for an hour or two, and what it called for is what a
// backtest of the site's log names. Every object is checked once a minute, and nobody is in the way.
#include "ilert-bridge/core/backtest.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/core/event.hpp"
#include "ilert-bridge/livestatus/log_lines.hpp"
#include "tests/simulation/clock.hpp"
#include "tests/simulation/dice.hpp"
#include "tests/simulation/stage.hpp"
#include "tests/simulation/steps.hpp"

namespace ilert_bridge::simulation {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t first_seed = 20261130;
constexpr std::uint64_t pasts = 15;
constexpr Span apart = 65s;  // a call and its time in the backtest: a check, and a look

const Names things{"web01", "web01/HTTP", "web01/Disk", "db01", "db01/SQL"};
const Names services{"web01/HTTP", "web01/Disk", "db01/SQL"};
const Names hosts{"web01", "db01"};

Steps anything(Dice& dice) {
  const Names service{dice.of(services)}, host{dice.of(hosts)}, thing{dice.of(things)};
  switch (dice.below(12)) {
    case 0:
      return is(dice.of(std::array{"DOWN", "UP"}), host);
    case 1:
      return downtime(thing, 24h);  // only what ends by hand is logged here
    case 2:
      return no_downtime(thing);
    case 3:
      return flag_of_flapping(thing, dice.one_in(2));
    case 4:
      return is_soft(dice.of(std::array{"CRITICAL", "WARNING"}), service);
    case 5:
      return acknowledged(service, true);
    default:
      return is(dice.of(std::array{"CRITICAL", "OK", "CRITICAL", "OK", "WARNING", "UNKNOWN"}), service);
  }
}

Schedule schedule_of(std::uint64_t seed) {
  Dice dice(seed);
  Schedule schedule;
  schedule.seed = static_cast<std::uint32_t>(seed);
  schedule.things = things;
  RouteSetting& route = schedule.setting.routes.front();
  route.budget = 300;
  route.warnings = dice.one_in(2);
  route.unknowns = !dice.one_in(3);
  if (dice.one_in(3)) schedule.setting.policy["downtime"] = dice.of(std::array{"keep", "alert", "accept"});
  if (dice.one_in(3)) schedule.setting.policy["flapping"] = "alert";
  if (dice.one_in(4)) schedule.setting.policy["worsened"] = "comment";
  schedule.steps = wait(30s) + checked_once_more(things) + wait(30s);
  for (int minute = 0; minute < 90; ++minute) {
    if (!dice.one_in(3)) schedule.steps = std::move(schedule.steps) + anything(dice);
    schedule.steps = std::move(schedule.steps) + wait(30s) + checked_once_more(things) + wait(30s);
  }
  schedule.until_told = 1min;
  schedule.silence = 1s;
  return schedule;
}

// "web01/HTTP", and when it called.
struct Call {
  std::string thing;
  Time at{};
};
using Calls = std::vector<Call>;

std::string text_of(const Calls& calls) {
  std::string text;
  for (const Call& one : calls) text += rfc3339(one.at).substr(11, 8) + ' ' + one.thing + '\n';
  return text;
}

Calls lived(const Stage& stage) {
  Calls calls;
  for (const doubles::AlertView& alert : stage.ilert.alerts())
    for (const std::string& thing : things)
      if (key_of(thing_of(thing)) == alert.alert_key) calls.push_back({thing, alert.reported});
  return calls;
}

std::string name_of(const Subject& subject) {
  return subject.is_host() ? subject.host : subject.host + '/' + subject.service;
}

Calls told_by_the_log(const Stage& stage, const std::vector<Route>& routes) {
  Chronicle chronicle;
  Today today;
  for (const std::string& thing : things) {
    const Thing of = thing_of(thing);
    today.shows(Subject{"prod", of.host, of.service, ""}, {});
  }
  stage.world.read([&](const doubles::WorldState& state) {
    for (const doubles::LogLine& line : state.log)
      if (auto read = log_line_of(line.time, line.number, line.message()); read && line.line_class == 1) {
        read->subject.site = "prod";
        chronicle.add(*read);
      }
  });
  const PastCalls past = calls_in(chronicle, today, routes, now());
  Calls calls;
  for (const PastCall& call : past.calls)
    calls.push_back({name_of(chronicle.subject(past.problems[call.problem].subject)), call.at});
  return calls;
}

// The same calls of each thing, at about the same times.
bool are_alike(Calls one, Calls other) {
  const auto by_thing = [](const Call& left, const Call& right) { return left.thing < right.thing; };
  std::stable_sort(one.begin(), one.end(), by_thing);
  std::stable_sort(other.begin(), other.end(), by_thing);
  return std::equal(
      one.begin(), one.end(), other.begin(), other.end(), [](const Call& left, const Call& right) {
        return left.thing == right.thing && left.at - right.at < apart && right.at - left.at < apart;
      });
}

std::vector<Route> routes_in(const std::filesystem::path& folder) {
  const Loaded loaded =
      load_config(folder / "ilert-bridge.toml",
                  {.host_name = "mon1", .state_directory = folder.string(), .credentials_directory = {}});
  return loaded.config.plain_routes();
}

std::uint64_t number_in(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace

TEST(BacktestOfALivedPast, NamesTheCallsThatTheBridgeMade) {
  if (std::filesystem::is_directory("/dev/shm")) ::setenv("TMPDIR", "/dev/shm", 1);
  const std::uint64_t first = number_in("SIMULATION_SEED", first_seed);
  const std::uint64_t count = number_in("SIMULATION_SCHEDULES", pasts);
  std::size_t calls = 0;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const Schedule schedule = schedule_of(seed);
    Stage stage(schedule);
    stage.world.commercial_core();  // its log is complete
    const Played played = stage.play();
    const Calls made = lived(stage), told = told_by_the_log(stage, routes_in(stage.folder()));
    calls += made.size();
    ASSERT_TRUE(are_alike(made, told)) << "seed " << seed << "\nthe bridge called:\n"
                                       << text_of(made) << "the backtest names:\n"
                                       << text_of(told) << played.story;
  }
  EXPECT_GT(calls, 3 * count) << "hardly anything happens";
}

}  // namespace ilert_bridge::simulation
