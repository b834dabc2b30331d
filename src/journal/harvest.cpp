#include "harvest.hpp"

#include <algorithm>
#include <iterator>
#include <memory>

#include "own_file.hpp"
#include "room.hpp"
#include "rows.hpp"
#include "schema.hpp"
#include "stray.hpp"

namespace ilert_bridge::journal {
namespace {

namespace fs = std::filesystem;

std::unique_ptr<Database> reader(const fs::path& path) {
  auto database = std::make_unique<Database>(path, Database::Mode::read_only);
  set_up(*database, false);
  database->execute("PRAGMA writable_schema = ON");  // or SQLite refuses a file that was cut short as a whole
  return database;
}

// The steps that a new file needs to have the damaged one's tables.
std::vector<std::string> steps_like(Database& from) {
  const std::vector<std::string>& all = schema_steps();
  const auto version = static_cast<std::size_t>(from.number("PRAGMA user_version"));
  if (version == 0 || version >= all.size()) return all;
  return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(version)};
}

// A reader of `path`; nothing if its first page is of no use.
std::unique_ptr<Database> plain_reader(const fs::path& path) {
  try {
    std::unique_ptr<Database> database = reader(path);
    if (has_schema(*database)) return database;
  } catch (const DatabaseError&) {
    // Not even its header can be read.
  }
  return nullptr;
}

// Ids whose row is readable for SQLite but not for us.
template <class Read>
std::int64_t drop_nonsense(Database& database, const std::string& table, const std::string& select,
                           Read read) {
  std::vector<std::int64_t> nonsense;
  {
    SqlQuery id = database.query("SELECT /* rescue */ id FROM " + table);
    while (id.step()) {
      const std::int64_t candidate = id.integer();
      SqlQuery row = database.query(select, candidate);
      row.step();
      try {
        read(row);
      } catch (const UnknownWord&) {
        // It is for the version that wrote it.
      } catch (const DatabaseError&) {
        nonsense.push_back(candidate);
      }
    }
  }
  for (const std::int64_t id : nonsense) database.run("DELETE FROM " + table + " WHERE id = ?", id);
  return static_cast<std::int64_t>(nonsense.size());
}

void correct(Salvaged& salvaged, std::int64_t nonsense) {
  salvaged.taken -= nonsense;
  salvaged.lost += nonsense;
}

// Only the names matter: a heard row whose name means nothing cannot be used.
void read_heard_names(SqlQuery& row) {
  const std::string told = row.text();
  if (!told_named(told)) row.unknown("told", told);
  const std::string state = row.text();
  if (!state_named(state)) row.unknown("state", state);
  const std::string priority = row.text();
  if (!priority_named(priority)) row.unknown("priority", priority);
}

void drop_nonsense(Database& database, Rescued& rescued) {
  correct(rescued.attempts,
          drop_nonsense(database, "attempts", "SELECT " + attempt_columns + " FROM attempts WHERE id = ?",
                        read_attempt));
  correct(rescued.attempts,
          database.run("DELETE /* rescue */ FROM attempts WHERE event NOT IN (SELECT id FROM events)"));
  correct(rescued.events,
          drop_nonsense(database, "events", "SELECT " + entry_columns + " FROM events e WHERE e.id = ?",
                        read_entry));
  correct(rescued.reports,
          drop_nonsense(database, "reports", "SELECT " + report_columns + " FROM reports WHERE id = ?",
                        read_report));
  correct(rescued.heard,
          drop_nonsense(database, "heard", "SELECT told, state, priority FROM heard WHERE id = ?",
                        read_heard_names));
  correct(rescued.alert_sources,
          drop_nonsense(database, "alert_sources",
                        "SELECT " + source_columns + " FROM alert_sources WHERE id = ?", read_source));
}

// A key whose heard row is gone. Nothing is made up for a key of which nothing is reported and nothing waits:
// believing that ilert shows what it does not would keep an alert back.
constexpr const char* heard_from_events = R"(
INSERT OR IGNORE INTO heard (route, alert_key, told, state, priority)
  SELECT /* rescue */ e.route, e.alert_key, CASE e.type WHEN 'ALERT' THEN 'open' ELSE 'accepted' END, e.state,
    coalesce((SELECT a.priority FROM events a WHERE a.route = e.route AND a.alert_key = e.alert_key
              AND a.settled = 'delivered' AND a.type = 'ALERT' ORDER BY a.id DESC LIMIT 1), e.priority)
  FROM events e
  WHERE e.settled = 'delivered' AND e.type IN ('ALERT', 'ACCEPT') AND e.id = (
      SELECT max(l.id) FROM events l WHERE l.route = e.route AND l.alert_key = e.alert_key
        AND l.settled = 'delivered' AND l.type <> 'COMMENT')
    AND (EXISTS (SELECT 1 FROM reports r WHERE r.route = e.route AND r.alert_key = e.alert_key
                 AND r.told IN ('open', 'accepted'))
      OR EXISTS (SELECT 1 FROM events w WHERE w.route = e.route AND w.alert_key = e.alert_key
                 AND w.settled = 'waiting')))";
// Its delivered events may be pruned: then what waits says it (only an ALERT begins from nothing), or else
// the report.
constexpr const char* heard_from_what_waits = R"(
INSERT OR IGNORE INTO heard (route, alert_key, told, state, priority)
  SELECT /* rescue */ w.route, w.alert_key, 'open', w.state, w.priority FROM events w
  WHERE w.settled = 'waiting' AND w.type <> 'ALERT' AND w.id = (
    SELECT min(f.id) FROM events f WHERE f.route = w.route AND f.alert_key = w.alert_key
      AND f.settled = 'waiting'))";
constexpr const char* heard_from_reports = R"(
INSERT OR IGNORE INTO heard (route, alert_key, told, state, priority)
  SELECT /* rescue */ r.route, r.alert_key, r.told, r.state, r.priority FROM reports r
  WHERE r.told IN ('open', 'accepted') AND NOT EXISTS (
    SELECT 1 FROM events w WHERE w.route = r.route AND w.alert_key = r.alert_key
      AND w.settled IN ('waiting', 'parked')))";

// What follows from rows that are gone, on the safe side.
void make_up_for_losses(Database& database, const Rescued& rescued) {
  // A lost attempt may have reached ilert. Without the certainty of what ilert heard, what waits is sent as
  // it is and not taken for superfluous.
  const bool heard_in_doubt = rescued.heard.lost > 0 || !rescued.complete;
  if (rescued.attempts.lost > 0 || heard_in_doubt)
    database.run("UPDATE /* rescue */ events SET outcome_unknown = 1 WHERE settled = 'waiting'");
  if (heard_in_doubt)
    for (const char* sql : {heard_from_events, heard_from_what_waits, heard_from_reports}) database.run(sql);
  // A site that looks new again would have its problems adopted in silence, if `first_start` says so.
  database.run(
      "INSERT OR IGNORE INTO looked_at (site, route) SELECT /* rescue */ DISTINCT site, route FROM reports "
      "WHERE own = "
      "''");
  database.run(
      "INSERT OR IGNORE INTO looked_at (site, route) SELECT /* rescue */ DISTINCT site, route FROM events "
      "WHERE own = ''");
  // Ids that ilert has seen are not given again.
  database.run("UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'events'", rescued.events.lost);
}

bool has_table(Database& database, const std::string& name) {
  return database.number("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?", name) > 0;
}

// Table by table, as far as the new file's version has it.
struct Part {
  const char* table;
  Salvaged Rescued::*count;
};
constexpr Part all_parts[] = {{"events", &Rescued::events},
                              {"attempts", &Rescued::attempts},
                              {"reports", &Rescued::reports},
                              {"looked_at", &Rescued::looked_at},
                              {"heard", &Rescued::heard},
                              {"by_hand", &Rescued::by_hand},
                              {"spool_files", &Rescued::spool_files},
                              {"looks", &Rescued::looks},
                              {"orders", &Rescued::orders},
                              {"alert_sources", &Rescued::alert_sources}};

std::vector<Part> parts_of(Database& database) {
  std::vector<Part> parts;
  for (const Part& part : all_parts)
    if (has_table(database, part.table)) parts.push_back(part);
  return parts;
}

void found(Salvaged& salvaged, std::int64_t rows) {
  salvaged.taken += rows;
  salvaged.lost = std::max<std::int64_t>(0, salvaged.lost - rows);
}

// The highest id ever given may belong to an event that was pruned since.
void keep_counting(Database& to, std::int64_t given) {
  if (to.run("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'events'", given) == 0 && given > 0)
    to.run("INSERT INTO sqlite_sequence (name, seq) VALUES ('events', ?)", given);
}

// What is asked for room is history: everything else is small, or still has to be told.
class Rescue {
 public:
  Rescue(const fs::path& damaged, Database& to) : damaged_(damaged), to_(to), room_(damaged) {}

  void take_what_sqlite_reaches(Database& from) {
    first_event_ = room_.first_event(lowest_id(from, "events"), highest_given(from, "events"));
    is_reached_ = true;
    for (const Part& part : parts_of(to_)) rescued.*part.count = salvaged(from, part.table);
    keep_counting(to_, highest_given(from, "events"));
  }

  void take_strays() {
    std::vector<std::string> tables;
    const std::vector<Part> parts = parts_of(to_);
    for (const Part& part : parts) tables.emplace_back(part.table);
    if (!is_reached_) look_for_first_event();
    Strays strays =
        take_stray_rows(damaged_, to_, tables, [this](const std::string& table, const Record& row) {
          return !is_history(table, row) || (is_recent(table, row) && room_.is_left());
        });
    for (const Part& part : parts) found(rescued.*part.count, strays.rows[part.table]);
    keep_counting(to_, strays.highest_event);
  }

  void finish() { rescued.history_left_behind = first_event_ > 1 || room_.was_short(); }

  Rescued rescued;

 private:
  Salvaged salvaged(Database& from, const std::string& table) {
    const HasRoom always = [] { return true; };
    const HasRoom left = [this] { return room_.is_left(); };
    if (table == "attempts")
      return salvage(from, to_, table, "outcome IS NULL OR event >= " + std::to_string(first_event_), left);
    if (table != "events") return salvage(from, to_, table, "1", always);
    Salvaged all = salvage(from, to_, table, undelivered, always);
    const std::string rest =
        "NOT (" + std::string{undelivered} + ") AND id >= " + std::to_string(first_event_);
    all.taken += salvage(from, to_, table, rest, left).taken;
    return all;
  }

  // Without SQLite: where the events begin and end, from the pages.
  void look_for_first_event() {
    std::int64_t oldest = 0, newest = 0;
    take_stray_rows(damaged_, to_, {"events"}, [&](const std::string&, const Record& row) {
      oldest = oldest == 0 ? row.id : std::min(oldest, row.id);
      newest = std::max(newest, row.id);
      return false;
    });
    first_event_ = room_.first_event(oldest, newest);
  }

  static bool is_history(const std::string& table, const Record& row) {
    if (table == "attempts") return !std::holds_alternative<std::nullptr_t>(row.values.at(outcome_column));
    if (table != "events") return false;
    const auto* settled = std::get_if<std::string>(&row.values.at(settled_column));
    return settled != nullptr && *settled != "waiting" && *settled != "parked";
  }
  bool is_recent(const std::string& table, const Record& row) const {
    const auto* event = std::get_if<std::int64_t>(&row.values.at(event_column));
    return (table == "events" ? row.id : event == nullptr ? 0 : *event) >= first_event_;
  }

  static constexpr const char* undelivered = "settled IN ('waiting', 'parked')";
  static constexpr std::size_t settled_column = 19;                   // of events
  static constexpr std::size_t event_column = 1, outcome_column = 5;  // of attempts
  const fs::path& damaged_;
  Database& to_;
  Room room_;
  bool is_reached_ = false;       // by SQLite
  std::int64_t first_event_ = 1;  // of the history for which there is room
};

bool is_incomplete(const Rescued& rescued) {
  return !rescued.complete || std::any_of(std::begin(all_parts), std::end(all_parts),
                                          [&](const Part& part) { return (rescued.*part.count).lost > 0; });
}

}  // namespace

void remove_database(const fs::path& database) {
  for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(beside(database, suffix));
}

Rescued harvest(const fs::path& damaged, const fs::path& fresh) {
  std::unique_ptr<Database> from = plain_reader(damaged);
  Database to(fresh, Database::Mode::read_write);
  set_up_scratch(to);
  migrate(to, from ? steps_like(*from) : schema_steps());
  Transaction transaction(to);
  Rescue rescue(damaged, to);
  rescue.rescued.complete = from != nullptr;
  if (from) rescue.take_what_sqlite_reaches(*from);
  from.reset();
  if (is_incomplete(rescue.rescued)) rescue.take_strays();
  rescue.finish();
  transaction.commit();
  migrate(to);
  Transaction correction(to);
  drop_nonsense(to, rescue.rescued);
  make_up_for_losses(to, rescue.rescued);
  correction.commit();
  return rescue.rescued;
}

}  // namespace ilert_bridge::journal
