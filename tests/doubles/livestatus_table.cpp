#include "tests/doubles/livestatus_table.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "tests/doubles/livestatus_columns.hpp"

namespace ilert_bridge::doubles {
namespace {

using Columns = std::vector<Column>;

Columns prefixed(const std::string& prefix, Columns columns) {
  for (auto& column : columns) column.name = prefix + column.name;
  return columns;
}

// LMD keeps an object's columns once, with the object, and lists no others that refer to it.
Columns as_listed(Flavour flavour, Columns columns) {
  if (flavour != Flavour::lmd) return columns;
  for (auto& column : columns)
    column.is_listed = column.name == "host_name" || column.name == "service_description";
  return columns;
}

Columns operator+(Columns left, const Columns& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

std::vector<Table> tables_of(Flavour flavour) {
  const auto hosts = object_columns(flavour, false);
  const auto services = object_columns(flavour, true);
  const auto of_host = as_listed(flavour, prefixed("host_", hosts));
  const auto about = of_host + as_listed(flavour, prefixed("service_", services));
  std::vector<Table> all;
  all.push_back({"hosts", hosts});
  all.push_back({"services", services + of_host});
  all.push_back({"status", status_columns(flavour)});
  all.push_back({"timeperiods", period_columns()});
  all.push_back({"comments", comment_columns() + about});
  all.push_back({"downtimes", downtime_columns(flavour) + about});
  all.push_back({"log", log_columns(flavour) + prefixed("current_", about)});
  if (flavour == Flavour::lmd) all.push_back({"sites", site_columns()});
  if (flavour == Flavour::icinga2) return all;
  static constexpr std::array names = {"table", "name", "description", "type"};
  Columns described;
  for (std::size_t i = 0; i < names.size(); ++i)
    described.push_back({names[i], "string", [i](const RowView& view) { return (*view.described)[i]; }});
  all.push_back({"columns", std::move(described)});
  return all;
}

bool may_see(const ObjectRow* row, const std::string& contact) {
  return row && std::find(row->contacts.begin(), row->contacts.end(), contact) != row->contacts.end();
}

bool may_see(const RowView& view, const std::string& contact) {
  return contact.empty() || may_see(view.host, contact) || may_see(view.service, contact);
}

// LMD leaves out the rows of a server that it does not reach, and says nothing of it.
bool is_left_out(Flavour flavour, const RowView& view) {
  if (flavour != Flavour::lmd || !view.host) return false;
  const auto peer = view.world->peers.find(view.host->peer);
  return peer != view.world->peers.end() && peer->second.is_away();
}

// Of one that it has given up table status has no row either.
bool is_given_up(const Table& table, const Backend& peer) {
  return table.name == "status" && peer.status == 2;
}

using Take = std::function<bool(const RowView&)>;

// Servers give rows in no order, and in another one after a restart.
std::vector<const ObjectRow*> shuffled(const WorldState& world, bool services) {
  std::vector<std::pair<std::size_t, const ObjectRow*>> ranked;
  for (const auto& [key, row] : world.objects)
    if (row.description.empty() != services)
      ranked.emplace_back(
          std::hash<std::string>{}(row.host + ';' + row.description + std::to_string(world.pid)), &row);
  std::sort(ranked.begin(), ranked.end());
  std::vector<const ObjectRow*> rows;
  for (const auto& [rank, row] : ranked) rows.push_back(row);
  return rows;
}

void each_host(const WorldState& world, const Take& take) {
  for (const auto* host : shuffled(world, false))
    if (!take({.world = &world, .host = host})) return;
  ObjectRow host;
  for (std::int64_t i = 0; i < world.crowd.hosts(); ++i) {
    crowd_host(world, i, host);
    if (!take({.world = &world, .host = &host})) return;
  }
}

bool each_crowd_service(const WorldState& world, std::int64_t from, std::int64_t to, const Take& take) {
  ObjectRow host, service;
  for (std::int64_t i = from; i < to; ++i) {
    if (i == from || i % world.crowd.per_host == 0) crowd_host(world, i / world.crowd.per_host, host);
    crowd_service(world, i, service);
    if (!take({.world = &world, .host = &host, .service = &service})) return false;
  }
  return true;
}

void each_service(const WorldState& world, const Take& take) {
  for (const auto* service : shuffled(world, true))
    if (!take({.world = &world, .host = world.find(service->host), .service = service})) return;
  each_crowd_service(world, 0, world.crowd.services, take);
}

void host_by_index(const WorldState& world, const std::string& name, const Take& take) {
  if (const auto* host = world.find(name)) take({.world = &world, .host = host});
  const auto index = crowd_index(world, name);
  if (!index) return;
  ObjectRow host;
  crowd_host(world, *index, host);
  take({.world = &world, .host = &host});
}

void services_by_index(const WorldState& world, const std::string& name, const Take& take) {
  const auto* host = world.find(name);
  for (auto at = world.objects.lower_bound({name, {}}); at != world.objects.end() && at->first.first == name;
       ++at)
    if (!at->second.description.empty() && !take({.world = &world, .host = host, .service = &at->second}))
      return;
  if (const auto index = crowd_index(world, name)) {
    const auto from = *index * world.crowd.per_host;
    each_crowd_service(world, from, std::min(from + world.crowd.per_host, world.crowd.services), take);
  }
}

template <class Listed>
RowView about(const WorldState& world, const Listed& listed) {
  return {.world = &world,
          .host = world.find(listed.host),
          .service = listed.description.empty() ? nullptr : world.find(listed.host, listed.description)};
}

void each_comment(const WorldState& world, const Take& take) {
  for (const auto& comment : world.comments) {
    auto view = about(world, comment);
    view.comment = &comment;
    if (!take(view)) return;
  }
}

void each_downtime(const WorldState& world, const Take& take) {
  for (const auto& downtime : world.downtimes) {
    if (world.now >= downtime.end) continue;  // over, and forgotten
    auto view = about(world, downtime);
    view.downtime = &downtime;
    if (!take(view)) return;
  }
}

// Newest first; Icinga 2 reads its files from the beginning.
void each_line(Flavour flavour, const WorldState& world, const Take& take) {
  const auto give = [&](const LogLine& line) {
    if (line.commercial_only && !world.commercial) return true;
    auto view = about(world, line);
    view.line = &line;
    return take(view);
  };
  if (flavour == Flavour::icinga2) {
    for (const auto& line : world.log)
      if (!give(line)) return;
  } else {
    for (auto line = world.log.rbegin(); line != world.log.rend(); ++line)
      if (!give(*line)) return;
  }
}

void each_peer(const Table& table, const WorldState& world, const Take& take) {
  for (const auto& peer : world.peers)
    if (!is_given_up(table, peer.second) && !take({.world = &world, .peer = &peer})) return;
}

void each_period(const WorldState& world, const Take& take) {
  for (const auto& period : world.periods)
    if (!take({.world = &world, .period = &period})) return;
}

void each_column(Flavour flavour, const WorldState& world, const Take& take) {
  for (const auto& table : tables(flavour))
    for (const auto& column : table.columns) {
      if (!column.is_listed) continue;
      const std::vector<std::string> described = {table.name, column.name, "The " + column.name, column.type};
      if (!take({.world = &world, .described = &described})) return;
    }
}

}  // namespace

const Column* Table::find(std::string_view column) const {
  const auto named = [&](std::string_view name_) {
    const auto found =
        std::find_if(columns.begin(), columns.end(), [&](const Column& one) { return one.name == name_; });
    return found == columns.end() ? nullptr : &*found;
  };
  if (const auto* found = named(column)) return found;
  if (name == "hosts" && column.starts_with("host_")) return named(column.substr(5));
  if (name == "services" && column.starts_with("service_")) return named(column.substr(8));
  return nullptr;
}

const std::vector<Table>& tables(Flavour flavour) {
  static const std::array all = {tables_of(Flavour::checkmk), tables_of(Flavour::naemon),
                                 tables_of(Flavour::icinga2), tables_of(Flavour::lmd),
                                 tables_of(Flavour::nagios),  tables_of(Flavour::unknown)};
  return all.at(static_cast<std::size_t>(flavour));
}

const Table* find_table(Flavour flavour, std::string_view name) {
  const auto& all = tables(flavour);
  const auto found = std::find_if(all.begin(), all.end(), [&](const Table& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

void each_row(const Table& table, Flavour flavour, const WorldState& world, const std::string& contact,
              const std::string* only_host, const Take& row) {
  const Take seen = [&](const RowView& view) {
    return may_see(view, contact) && !is_left_out(flavour, view) ? row(view) : true;
  };
  if (table.name == "hosts") only_host ? host_by_index(world, *only_host, seen) : each_host(world, seen);
  if (table.name == "services")
    only_host ? services_by_index(world, *only_host, seen) : each_service(world, seen);
  if (table.name == "comments") each_comment(world, seen);
  if (table.name == "downtimes") each_downtime(world, seen);
  if (table.name == "log") each_line(flavour, world, seen);
  if (table.name == "sites" || (table.name == "status" && flavour == Flavour::lmd)) {
    each_peer(table, world, row);
  } else if (table.name == "status") {
    row({.world = &world});
  }
  if (table.name == "timeperiods") each_period(world, row);
  if (table.name == "columns") each_column(flavour, world, row);
}

}  // namespace ilert_bridge::doubles
