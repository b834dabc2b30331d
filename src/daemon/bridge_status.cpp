// The part of Bridge that says how it does.
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/core/heartbeat.hpp"
#include "ilert-bridge/core/status_line.hpp"
#include "ilert-bridge/daemon/bridge.hpp"
#include "ilert-bridge/daemon/state.hpp"
#include "ilert-bridge/daemon/status_json.hpp"
#include "ilert-bridge/daemon/survey.hpp"
#include "ilert-bridge/net/notify.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace json = boost::json;
namespace {

void add(const Watch& watch, const Source& source, Time at, SiteStatus& site) {
  const Watch::Health& health = watch.health();
  if (health.answered) site.answered_at = on_the_wall(*health.answered, at);
  // A site that is seen in part only is no healthy one: its heartbeat must not say that all is well.
  const auto& since = health.silent_since ? health.silent_since : health.away_since;
  if (since) site.silent_since = on_the_wall(*since, at);
  site.fault = health.silent_since ? health.fault : health.away;
  site.core_still_since = watch.pulse().still_since();
  site.core_fault = watch.pulse().cause();
  site.core_remedy = watch.pulse().remedy();
  for (const SideReading* reading : watch.side_readings()) {
    if (!reading->failing_since() || site.unread_since) continue;
    site.unread_since = reading->failing_since();
    site.unread = reading->words();
  }
  site.problems = health.problems;
  site.look_took = health.took;
  if (!health.answered_at) return;
  Manner manner = watch.manner();
  site.woken = manner.woken;
  site.pause = manner.pause;
  site.watching = std::move(manner.words);
  site.flavour = name(source.capabilities().flavour);
  site.version = source.capabilities().version;
  site.hosts = static_cast<std::size_t>(std::max<std::int64_t>(source.monitored().hosts, 0));
  site.services = static_cast<std::size_t>(std::max<std::int64_t>(source.monitored().services, 0));
}

void add(Deliver& deliver, Time at, RouteStatus& route) {
  route.pace = deliver.budget().pace(at);
  route.left = deliver.budget().left(at);
  route.delivered_at = deliver.last_delivered();
  route.held = deliver.circuit().held();
  route.trouble = deliver.trouble();
  route.remedy = deliver.remedy();
  route.trouble_since = deliver.trouble_since();
  route.oldest_waiting = deliver.backlog().oldest();
  route.next_try = deliver.next_try();
  route.uncalled = deliver.uncalled(at);
}

}  // namespace

Status Bridge::status() {
  const Time at = now();
  Status status = state_of(config_, ledger_.journal(), ledger_.reports(), at);
  status.running = true;
  status.pid = ::getpid();
  status.started_at = started_at_;
  status.configured_at = configured_at_;
  status.reload_failed_at = reload_failed_at_;
  status.config_file = options_.config_file.string();
  status.journal.errors = ledger_.errors();
  if (!ledger_.has_room())
    status.journal.fault =
        "its disk is full: no site is looked at, what is journalled is still delivered; make room";
  if (heartbeat_) status.heartbeat = heartbeat_->status();
  if (reach_) status.ilert = reach_->status();
  add_sync(status);
  for (SiteStatus& site : status.sites)
    for (const Site& running : sites_)
      if (running.watch.site().name == site.name) add(running.watch, running.source, at, site);
  for (Outlet& outlet : outlets_) {
    const auto is_it = [&](const RouteStatus& route) { return route.name == outlet.settings.route.name; };
    auto found = std::find_if(status.routes.begin(), status.routes.end(), is_it);
    if (found == status.routes.end()) {
      found = status.routes.emplace(status.routes.end());
      found->name = outlet.settings.route.name;
      const std::map<std::string, Stock> stock = ledger_.journal().stock();
      const auto left = stock.find(found->name);
      found->waiting = outlet.deliver->waiting();
      if (left != stock.end()) found->parked = left->second.parked;
    }
    found->leaving = outlet.leaving;
    add(*outlet.deliver, at, *found);
  }
  return status;
}

// In a dry run nobody is told anything.
void Bridge::start_heartbeat() {
  if (config_.heartbeat.key.empty() || options_.dry_run) return;
  HeartbeatPorts ports;
  ports.stopped_by = [this] { return stops_heartbeat(status()); };
  ports.ping = [&http = client_for(heartbeat_http_options(config_.ilert)),
                settings = config_.heartbeat]() -> asio::awaitable<Answer> {
    HttpRequest request = ping_request(settings);
    const HttpAnswer answer = co_await http.send(std::move(request));
    co_return ping_answer(answer);
  };
  heartbeat_.emplace(config_.heartbeat.interval, std::move(ports));
  beating_.start(heartbeat_->run());
}

void Bridge::start_reach() {
  if (options_.dry_run) return;
  ReachPorts ports;
  ports.ask = [&http = client_for(http_options(config_.ilert))](HttpRequest request) {
    return http.send(std::move(request));
  };
  ports.read_at = [this] {
    std::optional<Time> last;
    for (const auto& [routes, sync] : syncs_) last = std::max(last, sync.status().answered_at);
    return last;
  };
  reach_.emplace(config_.ilert.url, std::move(ports));
  beating_.start(reach_->run());
}

Page Bridge::page_for(std::string_view path) {
  if (path == "/metrics")
    return {.type = metrics_type, .body = metrics_text(status(), tally_, consumption())};
  if (path != "/healthz") return {.status = 404, .body = "/metrics and /healthz are here\n"};
  const std::string wrong = unhealthy(status());
  if (wrong.empty()) return {.body = "ok\n"};
  return {.status = 503, .body = one_line(wrong) + "\n"};
}

void Bridge::start_signs_of_life() {
  start_heartbeat();
  start_reach();
  if (config_.metrics.address.empty() || options_.dry_run) return;
  pages_.emplace(io_.get_executor(), config_.metrics,
                 [this](std::string_view path) { return page_for(path); });
  paging_.start(pages_->run());
}

asio::awaitable<void> Bridge::stop_signs_of_life() {
  beating_.cancel();
  if (pages_) pages_->stop();
  co_await beating_.join();
  co_await paging_.join();
  heartbeat_.reset();
  reach_.reset();
  pages_.reset();
}

SupervisedPorts Bridge::supervised_ports() {
  SupervisedPorts ports;
  const Notify manager = Notify::of_process();
  if (!manager.anybody()) return ports;
  ports.tell = [manager](std::string_view lines) { return manager.tell(lines); };
  ports.line = [this] { return status_line(status()); };
  ports.loops = [this] { return loops(); };
  return ports;
}

// Everything that must come round for the daemon to do its work.
std::vector<Loop> Bridge::loops() const {
  std::vector<Loop> loops;
  for (const Site& site : sites_)
    loops.push_back({.name = "looking at site " + site.name, .turn = site.watch.turn()});
  for (const Outlet& outlet : outlets_)
    for (const Turn& turn : outlet.deliver->turns())
      loops.push_back({.name = "delivering on route " + outlet.settings.route.name, .turn = turn});
  for (const Client& client : clients_)
    loops.push_back({.name = "the HTTP client's thread",
                     .turn = {.at = client.http.turned(), .within = std::chrono::minutes{15}}});
  if (!options_.dry_run) loops.push_back({.name = "keeping the journal", .turn = upkeep_.turn()});
  return loops;
}

void Bridge::register_answers() {
  serve_.answer("status", Right::read, [this](json::object, Asker) -> asio::awaitable<Result<json::object>> {
    co_return to_json(status());
  });
}

}  // namespace ilert_bridge
