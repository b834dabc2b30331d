// Which alert source is whose. Rows lie under the name that the source's route had first, so that a rename is
// one row here, and not every event that was ever told.
#include "rows.hpp"
#include "store.hpp"

namespace ilert_bridge {

using journal::Database;
using journal::SqlQuery;
using journal::Transaction;

namespace {

const std::string all_sources = "SELECT /* whole table */ " + journal::source_columns + " FROM alert_sources";

std::vector<KnownSource> read_all(Database& database) {
  std::vector<KnownSource> sources;
  SqlQuery row = database.query(all_sources);
  while (row.step()) sources.push_back(journal::read_source(row));
  return sources;
}

void put(Database& database, const KnownSource& source) {
  if (source.id != 0) {
    database.run("UPDATE alert_sources SET route = ?, fingerprint = ?, state = ? WHERE id = ?", source.route,
                 source.fingerprint, name(source.state), source.id);
    return;
  }
  database.run("INSERT INTO alert_sources (name, route, fingerprint, state) VALUES (?, ?, ?, ?)", source.name,
               source.route, source.fingerprint, name(source.state));
}

// What ilert was told there before stays known; a site that was looked at is not new because a key is.
void take_over(Database& database, const std::string& from, const std::string& to) {
  static const std::string reports = "SELECT /* whole table */ " + journal::report_columns +
                                     ", alert_key FROM reports WHERE route = ? AND own = ''";
  std::vector<std::pair<journal::ReportRow, std::string>> rows;
  {
    SqlQuery row = database.query(reports, from);
    while (row.step()) {
      journal::ReportRow read = journal::read_report(row);
      rows.emplace_back(std::move(read), row.text());
    }
  }
  for (auto& [row, alert_key] : rows) {
    row.source = to;
    row.report = carried_over(row.report);
    if (!row.report.is_blank()) journal::put_report(database, row, alert_key);
  }
  database.run(
      "INSERT OR IGNORE INTO looked_at (site, route) SELECT /* whole table */ site, ? FROM looked_at WHERE "
      "route = ?",
      to, from);
}

void supersede_what_waits(Database& database, const std::string& source, Time now) {
  database.run(
      "UPDATE events INDEXED BY events_waiting SET settled = 'superseded', settled_at = ?"
      " WHERE settled = 'waiting' AND route = ?",
      now, source);
}

// The name in the journal of the source that is called so.
std::string named(const std::vector<KnownSource>& sources, const std::string& route) {
  for (const KnownSource& source : sources)
    if (source.route == route) return source.name;
  return route;
}

const std::string& looked_up(const std::map<std::string, std::string>& names, const std::string& name) {
  const auto found = names.find(name);
  return found == names.end() ? name : found->second;
}

}  // namespace

const std::string& Journal::Store::source_of(const std::string& route) const {
  return looked_up(sources_, route);
}
const std::string& Journal::Store::route_of(const std::string& source) const {
  return looked_up(routes_, source);
}

Entry Journal::Store::entry_of(SqlQuery& row) const {
  Entry entry = journal::read_entry(row);
  entry.queued.event.route = route_of(entry.queued.event.route);
  return entry;
}

void Journal::Store::read_sources() {
  sources_.clear();
  routes_.clear();
  for (const KnownSource& source : read_all(*database_)) {
    if (source.route == source.name) continue;
    sources_[source.route] = source.name;
    routes_[source.name] = source.route;
  }
  // The old name of a route is nobody's until a route has it again.
  for (const auto& [name, route] : routes_) sources_.try_emplace(name, name + " (nobody's)");
}

std::vector<KnownSource> Journal::alert_sources() const {
  return store_->watched([&] { return read_all(store_->database()); });
}

void Journal::change_sources(const std::vector<SourceChange>& changes, Time now) {
  if (changes.empty()) return;
  store_->recording([&] {
    Database& database = store_->database();
    Transaction transaction(database);
    for (const SourceChange& change : changes) put(database, change.source);
    const std::vector<KnownSource> sources = read_all(database);
    for (const SourceChange& change : changes) {
      if (change.follows) take_over(database, named(sources, *change.follows), change.source.name);
      if (change.source.state == SourceStanding::gone)
        supersede_what_waits(database, change.source.name, now);
    }
    transaction.commit();
  });
  store_->read_sources();
}

}  // namespace ilert_bridge
