// From a state change at the server to the event in the journal and at ilert, with wake-ups and without, and
// what watching costs while nothing happens.
#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/bench/bench.hpp"
#include "tests/bench/figures.hpp"
#include "tests/rig/rig.hpp"

namespace ilert_bridge::bench {
namespace {

constexpr std::chrono::seconds patience{60};
constexpr double settles_within = 75;  // what the daemon lets a change settle

double quantile(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  return values.at(static_cast<std::size_t>(part * static_cast<double>(values.size() - 1) + 0.5));
}

// Of each state change.
struct Delays {
  std::vector<double> journalled, told;  // milliseconds
};

struct WayToWatch {
  const char* name;
  Flavour flavour;
  const char* poll_interval;
  bool woken;
};

class Watched {
 public:
  Watched(const WayToWatch& manner, std::int64_t services, std::int64_t problems)
      : rig_{{.flavour = manner.flavour,
              .site_keys = std::string("poll_interval = \"") + manner.poll_interval + "\"\n",
              .route_keys = "match = { hosts = [\"web01\"] }\n"}},
        rest_(services / 40) {
    rig_.world.many_services(services, problems);
    rig_.world.add_service("web01", "HTTP");
    rig_.start();
    const auto ready = [&] {
      return manner.woken ? rig_.livestatus->waiting() > 0 : !looks_of(rig_).empty();
    };
    if (!doubles::eventually(ready, patience)) throw std::runtime_error("no look, no wait:\n" + rig_.log());
  }

  Delays change(std::size_t times) {
    std::vector<Time> changed;
    for (std::size_t i = 0; i < times; ++i) {
      // Not in step with anything, and after the rest that the last look earned the server: it is the way of
      // a single change that is measured.
      std::this_thread::sleep_for(std::chrono::milliseconds{500 + 137 * i % 400} + rest_);
      changed.push_back(now());
      rig_.world.service_check("web01", "HTTP", i % 2 == 0 ? 2 : 0, "as it is");
      const bool told = rig_.ilert.wait_until([&] { return rig_.ilert.events().size() > i; }, patience);
      if (!told) throw std::runtime_error("a change was not told:\n" + rig_.log());
    }
    return delays_of(changed);
  }

  // Requests and their bytes in a minute without a change.
  void stand_idle(std::chrono::seconds watched_for) {
    rig_.livestatus->forget_requests();
    std::this_thread::sleep_for(watched_for);
    std::size_t bytes = 0;
    const std::vector<std::string> requests = rig_.livestatus->requests();
    for (const std::string& request : requests) bytes += request.size() + 1;
    const double minutes = std::chrono::duration<double, std::ratio<60>>(watched_for).count();
    print_figure("idle: requests a minute", static_cast<double>(requests.size()) / minutes, "");
    print_figure("idle: KiB of requests a minute", static_cast<double>(bytes) / 1024 / minutes, "KiB");
    rig_.stop();
  }

 private:
  static std::vector<std::string> looks_of(const rig::Rig& rig) {
    std::vector<std::string> looks = rig.livestatus->requests();
    std::erase_if(looks, [](const std::string& request) { return !request.starts_with("GET services\n"); });
    return looks;
  }
  Delays delays_of(const std::vector<Time>& changed) const {
    Delays delays;
    const std::vector<doubles::ReceivedEvent> told = rig_.ilert.events();
    std::vector<Entry> journalled = rig_.entries();
    std::reverse(journalled.begin(), journalled.end());
    for (std::size_t i = 0; i < changed.size(); ++i) {
      const auto since = [&](Time at) { return static_cast<double>((at - changed[i]).count()); };
      delays.told.push_back(since(told.at(i).at));
      delays.journalled.push_back(since(journalled.at(i).queued.event.recorded_at));
    }
    return delays;
  }

  rig::Rig rig_;
  std::chrono::milliseconds rest_;
};

void print(const Delays& delays, bool woken) {
  print_figure("in the journal, p50", quantile(delays.journalled, 0.5), "ms");
  print_figure("in the journal, p99", quantile(delays.journalled, 0.99), "ms");
  print_figure("POST received, p50", quantile(delays.told, 0.5), "ms");
  print_figure("POST received, p99", quantile(delays.told, 0.99), "ms");
  if (woken)
    print_figure("POST received, p50 without the 75 ms to settle",
                 quantile(delays.told, 0.5) - settles_within, "ms", 30);
}

}  // namespace

void wake(const Scale& scale) {
  const WayToWatch manners[] = {{"woken (Checkmk)", Flavour::checkmk, "5s", true},
                                {"polled every second (LMD)", Flavour::lmd, "1s", false}};
  for (const std::int64_t services : {scale.services / 10, scale.services}) {
    for (const WayToWatch& manner : manners) {
      print_title("From a change to the event, " + std::to_string(services) + " services, " + manner.name);
      Watched site{manner, services, scale.problems};
      print(site.change(scale.changes), manner.woken);
      site.stand_idle(scale.idle);
    }
  }
}

}  // namespace ilert_bridge::bench
