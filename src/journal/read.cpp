// What asks for the truth.
#include "rows.hpp"
#include "store.hpp"

namespace ilert_bridge {

using journal::Database;
using journal::SqlQuery;

namespace {

std::vector<Attempt> attempts_of(Database& database, EventId event) {
  static const std::string sql =
      "SELECT " + journal::attempt_columns + " FROM attempts WHERE event = ? ORDER BY id";
  std::vector<Attempt> attempts;
  SqlQuery row = database.query(sql, event);
  while (row.step()) attempts.push_back(journal::read_attempt(row));
  return attempts;
}

std::vector<ByHand> changes_of(Database& database, EventId event) {
  std::vector<ByHand> changes;
  SqlQuery row = database.query("SELECT at, who, what FROM by_hand WHERE event = ? ORDER BY id", event);
  while (row.step())
    changes.push_back({.at = row.time(), .who = row.text(), .what = row.text(), .event = event});
  return changes;
}

}  // namespace

Reports Journal::reports() const {
  static const std::string sql = "SELECT /* whole table */ " + journal::report_columns + " FROM reports";
  return store_->watched([&] {
    Reports reports;
    SqlQuery row = store_->database().query(sql);
    while (row.step()) {
      journal::ReportRow read = journal::read_report(row);
      reports[std::move(read.subject)].emplace(store_->route_of(read.source), std::move(read.report));
    }
    return reports;
  });
}

std::set<std::pair<std::string, std::string>> Journal::looked_at() const {
  return store_->watched([&] {
    std::set<std::pair<std::string, std::string>> pairs;
    SqlQuery row = store_->database().query("SELECT /* whole table */ site, route FROM looked_at");
    while (row.step()) {
      std::string site = row.text();
      pairs.emplace(std::move(site), store_->route_of(row.text()));
    }
    return pairs;
  });
}

std::set<std::string> Journal::waiting_routes() const {
  return store_->watched([&] {
    std::set<std::string> routes;
    SqlQuery row = store_->database().query(
        "SELECT DISTINCT route FROM events INDEXED BY events_waiting WHERE settled = 'waiting'");
    while (row.step()) routes.insert(store_->route_of(row.text()));
    return routes;
  });
}

std::size_t Journal::waiting(const std::string& route) const {
  return store_->watched([&] {
    return static_cast<std::size_t>(store_->database().number(
        "SELECT count(*) FROM events INDEXED BY events_waiting WHERE settled = 'waiting' AND route = ?",
        store_->source_of(route)));
  });
}

std::size_t Journal::waiting_for(const std::string& route, const Subject& subject) const {
  return store_->watched([&] {
    return static_cast<std::size_t>(
        store_->database().number("SELECT count(*) FROM events INDEXED BY events_waiting"
                                  " WHERE settled = 'waiting' AND route = ? AND alert_key = ?",
                                  store_->source_of(route), alert_key(subject, store_->bridge_name())));
  });
}

std::size_t Journal::parked(const std::string& route) const {
  return store_->watched([&] {
    return static_cast<std::size_t>(store_->database().number(
        "SELECT count(*) FROM events INDEXED BY events_parked WHERE settled = 'parked' AND route = ?",
        store_->source_of(route)));
  });
}

std::vector<WaitingRow> Journal::backlog(const std::string& route) const {
  static const std::string sql = "SELECT " + journal::waiting_columns +
                                 " FROM events e INDEXED BY events_waiting"
                                 " WHERE e.settled = 'waiting' AND e.route = ? ORDER BY e.id";
  return store_->watched([&] {
    std::vector<WaitingRow> rows;
    SqlQuery row = store_->database().query(sql, store_->source_of(route));
    while (row.step()) rows.push_back(journal::read_waiting(row));
    return rows;
  });
}

std::vector<Queued> Journal::queue(const std::string& route, const std::string& alert_key) const {
  static const std::string sql =
      "SELECT " + journal::entry_columns +
      " FROM events e INDEXED BY events_waiting"
      " WHERE e.settled = 'waiting' AND e.route = ? AND e.alert_key = ? ORDER BY e.id";
  return store_->watched([&] {
    std::vector<Queued> queue;
    SqlQuery row = store_->database().query(sql, store_->source_of(route), alert_key);
    while (row.step()) queue.push_back(store_->entry_of(row).queued);
    return queue;
  });
}

std::map<std::string, Heard> Journal::heard(const std::string& route) const {
  return store_->watched([&] {
    std::map<std::string, Heard> heard;
    SqlQuery row = store_->database().query(
        "SELECT /* whole table */ alert_key, told, state, priority FROM heard WHERE route = ?",
        store_->source_of(route));
    while (row.step()) {
      std::string alert_key = row.text();
      heard.emplace(std::move(alert_key), journal::read_heard(row));
    }
    return heard;
  });
}

Heard Journal::heard(const std::string& route, const std::string& alert_key) const {
  return store_->watched([&] {
    SqlQuery row =
        store_->database().query("SELECT told, state, priority FROM heard WHERE route = ? AND alert_key = ?",
                                 store_->source_of(route), alert_key);
    return row.step() ? journal::read_heard(row) : Heard{};
  });
}

std::vector<Spent> Journal::attempts_since(const std::string& route, Time since) const {
  return store_->watched([&] {
    std::vector<Spent> attempts;
    SqlQuery row = store_->database().query(
        "SELECT started_at, outcome IS 'limited' FROM attempts INDEXED BY attempts_of_route"
        " WHERE route = ? AND started_at >= ?"
        " ORDER BY started_at",
        store_->source_of(route), since);
    while (row.step()) {
      const Time at = row.time();
      attempts.push_back({at, row.flag()});
    }
    return attempts;
  });
}

std::optional<Entry> Journal::entry(EventId id) const {
  static const std::string sql = "SELECT " + journal::entry_columns + " FROM events e WHERE e.id = ?";
  return store_->watched([&] {
    std::optional<Entry> found;
    SqlQuery row = store_->database().query(sql, id);
    if (!row.step()) return found;
    found = store_->entry_of(row);
    found->attempts = attempts_of(store_->database(), id);
    found->by_hand = changes_of(store_->database(), id);
    return found;
  });
}

}  // namespace ilert_bridge
