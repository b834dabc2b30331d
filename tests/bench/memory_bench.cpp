#include <chrono>
#include <stdexcept>

#include "tests/bench/bench.hpp"
#include "tests/bench/figures.hpp"
#include "tests/rig/rig.hpp"

namespace ilert_bridge::bench {
namespace {

constexpr std::chrono::minutes patience{2};
constexpr std::size_t several = 5;
constexpr std::size_t requests_of_a_look = 4;  // status, hosts, services, status again

}  // namespace

void memory(const Scale& scale) {
  rig::Rig rig{{.site_keys = "poll_interval = \"1s\"\n",
                .route_keys = "alert_on = [\"WARNING\", \"CRITICAL\", \"UNKNOWN\"]\n"}};
  rig.world.many_services(scale.services, scale.problems);
  rig.start();
  const bool told = rig.ilert.wait_until([&] { return rig.ilert.open_alerts() == scale.problems; }, patience);
  if (!told) throw std::runtime_error("the daemon did not tell ilert of all problems:\n" + rig.log());
  rig.livestatus->forget_requests();
  if (!rig.livestatus->wait_for_requests(several * requests_of_a_look, patience))
    throw std::runtime_error("the daemon does not look any more:\n" + rig.log());
  print_title("The real daemon at " + std::to_string(scale.services) + " services, " +
              std::to_string(scale.problems) + " alerts told, several looks later");
  print_figure("peak resident memory", static_cast<double>(rig.resident_kib()) / 1024, "MiB", 40);
  rig.stop();
}

}  // namespace ilert_bridge::bench
