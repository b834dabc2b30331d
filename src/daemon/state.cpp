#include "ilert-bridge/daemon/state.hpp"

#include <filesystem>
#include <map>

#include "ilert-bridge/core/disk.hpp"
#include "ilert-bridge/net/endpoint.hpp"

namespace ilert_bridge {
namespace {

Bytes size_of(const std::filesystem::path& file) {
  std::error_code fault;
  const auto size = std::filesystem::file_size(file, fault);
  return fault ? Bytes{0} : static_cast<Bytes>(size);
}

JournalStatus journal_on_disk(const Config& config) {
  JournalStatus journal;
  journal.path = config.journal_path.string();
  journal.size = size_of(config.journal_path) + size_of(config.journal_path.string() + "-wal");
  std::error_code fault;
  const auto space = std::filesystem::space(config.journal_path.parent_path(), fault);
  journal.max_size = config.retention.max_size;
  if (fault) return journal;
  const Disk disk{.free = static_cast<Bytes>(space.available), .total = static_cast<Bytes>(space.capacity)};
  journal.disk_free = disk.free;
  journal.disk_low = low_below(disk);
  return journal;
}

Status configured_parts(const Config& config, Time at) {
  Status status;
  status.running = false;
  status.version = ILERT_BRIDGE_VERSION;
  status.name = config.name;
  status.at = at;
  for (const SiteSettings& settings : config.sites) {
    SiteStatus& site = status.sites.emplace_back();
    site.name = settings.name;
    site.address = to_text(settings.endpoint);
    site.poll_interval = settings.poll_interval;
    site.silent_after = settings.silent_after;
    site.stops_heartbeat = settings.heartbeat;
  }
  for (const RouteSettings& settings : config.routes) {
    RouteStatus& route = status.routes.emplace_back();
    route.name = settings.route.name;
    route.integration = name(settings.route.integration);
    route.pace = settings.route.events_per_minute;
  }
  status.heartbeat.configured = !config.heartbeat.key.empty();
  status.heartbeat.interval = config.heartbeat.interval;
  status.sync.configured = config.reads_alerts();
  status.journal = journal_on_disk(config);
  return status;
}

void count(const Reports& reports, Status& status) {
  for (const auto& [subject, by_route] : reports) {
    OwnAlert own{.kind = subject.own, .name = subject.site, .since = status.at, .routes = {}};
    for (const auto& [name, report] : by_route) {
      const bool is_open = report.told == Told::open;
      if (report.told == Told::dismissed && !report.remark.empty()) ++status.sync.dismissed;
      if (!is_open && report.told != Told::accepted) continue;
      own.since = std::min(own.since, report.told_at);
      own.routes.push_back(name);
    }
    if (subject.is_own() && !own.routes.empty()) status.own_alerts.push_back(std::move(own));
  }
}

}  // namespace

Status state_of(const Config& config, const Journal& journal, const Reports& reports, Time at) {
  Status status = configured_parts(config, at);
  const std::map<std::string, Stock> stock = journal.stock();
  for (RouteStatus& route : status.routes) {
    const auto found = stock.find(route.name);
    if (found == stock.end()) continue;
    route.waiting = found->second.waiting;
    route.parked = found->second.parked;
    route.oldest_waiting = found->second.oldest_waiting;
  }
  for (const auto& [unused, one] : stock) {
    status.journal.waiting += one.waiting;
    status.journal.parked += one.parked;
    if (one.oldest_waiting)
      status.journal.oldest_waiting =
          std::min(status.journal.oldest_waiting.value_or(*one.oldest_waiting), *one.oldest_waiting);
  }
  if (const std::vector<SetAside> files = journal.set_aside(); !files.empty()) {
    status.journal.set_aside = files.back().file.string();
    status.journal.set_aside_size = files.back().size;
    status.journal.set_aside_at = files.back().at;
  }
  const std::map<std::string, HeardCount> heard = journal.heard_counts();
  for (RouteStatus& route : status.routes) {
    const auto found = heard.find(route.name);
    if (found == heard.end()) continue;
    route.open = found->second.open;
    route.accepted = found->second.accepted;
  }
  count(reports, status);
  const std::vector<Order> orders = journal.open_orders();
  status.sync.open = orders.size();
  if (!orders.empty()) status.sync.oldest_open = orders.front().ordered_at;
  status.sync.given_up = journal.orders_given_up(at - std::chrono::hours{24});
  return status;
}

Status state_of(const Config& config, const std::string& journal_fault, Time at) {
  Status status = configured_parts(config, at);
  status.journal.fault = journal_fault;
  return status;
}

}  // namespace ilert_bridge
