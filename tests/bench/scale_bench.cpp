// The real daemon at a very large site, and in a storm in which nearly a third of a large one fails at once.
// The double makes its rows when it is asked for them, so the site costs no memory of its own.
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/bench/bench.hpp"
#include "tests/bench/figures.hpp"
#include "tests/rig/rig.hpp"

namespace ilert_bridge::bench {
namespace {

constexpr std::chrono::minutes patience{5};
constexpr const char* all_states = "alert_on = [\"WARNING\", \"CRITICAL\", \"UNKNOWN\"]\n";

// Of the daemon and all its threads, since it started.
double cpu_ms(const rig::Rig& rig) {
  std::ifstream file("/proc/" + std::to_string(rig.pid()) + "/stat");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  std::istringstream after_name(text.substr(text.rfind(')') + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) after_name >> skipped;
  double user = 0, system = 0;
  after_name >> user >> system;
  return (user + system) * 1000 / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double mib(const rig::Rig& rig) { return static_cast<double>(rig.resident_kib()) / 1024; }

void expect(bool so, const rig::Rig& rig) {
  if (!so) throw std::runtime_error("that took too long:\n" + rig.log());
}

void look_at(std::int64_t services, std::int64_t problems, double most_mib) {
  rig::Rig rig{{.site_keys = "poll_interval = \"1s\"\n", .route_keys = all_states}};
  rig.world.many_services(services, problems);
  rig.start();
  expect(rig.ilert.wait_until([&] { return rig.ilert.open_alerts() == problems; }, patience), rig);
  expect(rig.looks_again(patience), rig);
  const double before = cpu_ms(rig);
  constexpr int looks = 2;
  expect(rig.looks_again(patience), rig);
  print_title("The real daemon at " + std::to_string(services) + " services, " + std::to_string(problems) +
              " of them problems that are told");
  print_figure("CPU of a look", (cpu_ms(rig) - before) / looks, "ms");
  print_figure("peak resident memory", mib(rig), "MiB", most_mib);
  rig.kill();
}

void storm_in(std::int64_t services) {
  rig::Rig rig{{.site_keys = "poll_interval = \"1s\"\n", .route_keys = all_states}};
  rig.world.many_services(services, 0);
  rig.start();
  expect(rig.looks_again(patience), rig);
  const auto failing = services * 3 / 10;
  const double cpu = cpu_ms(rig), before = wall_ms();
  rig.world.many_services(services, failing);
  const auto journalled = [&] {
    return static_cast<std::int64_t>(rig.waiting()) + rig.ilert.open_alerts() >= failing;
  };
  expect(doubles::eventually(journalled, patience), rig);
  print_title("A storm: " + std::to_string(failing) + " of " + std::to_string(services) +
              " services fail at once");
  print_figure("until all of them are in the journal", (wall_ms() - before) / 1000, "s");
  print_figure("CPU of the daemon until then", cpu_ms(rig) - cpu, "ms");
  print_figure("peak resident memory", mib(rig), "MiB");
  rig.kill();
}

}  // namespace

void large(const Scale& scale) {
  look_at(scale.services, scale.problems, 150);
  look_at(scale.services * 10, scale.problems * 10, 150);
}

void storm(const Scale& scale) { storm_in(scale.services); }

}  // namespace ilert_bridge::bench
