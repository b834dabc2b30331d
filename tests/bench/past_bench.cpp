#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <list>
#include <stdexcept>
#include <string>

#include "ilert-bridge/daemon/past_reading.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/figures.hpp"
#include "tests/doubles/livestatus_double.hpp"

namespace ilert_bridge::bench {
namespace {

namespace asio = boost::asio;

constexpr std::int64_t day = 86'400;

// Spread over a day that ended a while ago.
void write_log(doubles::World& world, std::int64_t lines, std::int64_t until) {
  for (std::int64_t i = 0; i < lines; ++i) {
    const std::string host = "host-" + std::to_string(i % 100);
    const char* const state = i / 100 % 2 == 0 ? "CRITICAL" : "OK";
    world.write_log({.time = until - day + i * day / lines,
                     .line_class = 1,
                     .type = "SERVICE ALERT",
                     .options = host + ";HTTP;" + state + ";HARD;1;said",
                     .host = host});
  }
}

void read(const doubles::LivestatusDouble& server, std::list<SitePast>& pasts) {
  Config config;
  SiteSettings& site = config.sites.emplace_back();
  site.name = "prod";
  site.endpoint = server.endpoint();
  asio::io_context context;
  auto reading = read_past(config, now() - std::chrono::hours{26}, now(), {}, pasts);
  auto done = asio::co_spawn(context, std::move(reading), asio::use_future);
  context.run();
  done.get();
}

}  // namespace

void past(const Scale& scale) {
  doubles::World world;
  for (int host = 0; host < 100; ++host) world.add_service("host-" + std::to_string(host), "HTTP");
  write_log(world, scale.log_lines, world.now() - 600);
  const doubles::LivestatusDouble server(world, {});
  print_title("The log of a day with " + std::to_string(scale.log_lines) + " lines, read for backtest");
  std::list<SitePast> pasts;
  double wall = 0, ours = 0;
  const double all = taken(process_cpu_ms, [&] {
    wall = taken(wall_ms, [&] { ours = taken(thread_cpu_ms, [&] { read(server, pasts); }); });
  });
  if (pasts.front().chronicle.size() != static_cast<std::size_t>(scale.log_lines))
    throw std::runtime_error("not all lines were read: " + pasts.front().fault);
  print_figure("until it was read", wall / 1000, "s");
  print_figure("CPU of ours", ours, "ms");
  print_figure("share of that time for which the server works", (all - ours) / wall, "", 0.2);
  print_figure("questions", static_cast<double>(server.requests().size()), "");
}

}  // namespace ilert_bridge::bench
