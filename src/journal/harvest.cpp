#include "harvest.hpp"

#include <algorithm>
#include <memory>

#include "owner.hpp"
#include "rows.hpp"
#include "schema.hpp"
#include "stray.hpp"

namespace ilert_bridge::journal {
namespace {

namespace fs = std::filesystem;

void copy_all_of(const fs::path& from, const fs::path& to) {
  remove_database(to);
  fs::copy_file(from, to);
  if (fs::exists(beside(from, "-wal"))) fs::copy_file(beside(from, "-wal"), beside(to, "-wal"));
}

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

std::unique_ptr<Database> repaired_reader(const fs::path& path, const fs::path& copy) {
  Database fresh(path, Database::Mode::memory);
  migrate(fresh);
  copy_all_of(path, copy);
  write_first_page(copy, first_page(fresh));
  return reader(copy);
}

// A reader of `path`; of a repaired copy of it if its first page is of no use.
std::unique_ptr<Database> best_reader(const fs::path& path, const fs::path& copy) {
  try {
    std::unique_ptr<Database> database = reader(path);
    if (has_schema(*database)) return database;
  } catch (const DatabaseError&) {
    // Not even its header can be read.
  }
  return repaired_reader(path, copy);
}

// Ids whose row is readable for SQLite but not for us.
template <class Read>
std::int64_t drop_nonsense(Database& database, const std::string& table, const std::string& select,
                           Read read) {
  std::vector<std::int64_t> nonsense;
  {
    SqlQuery id = database.query("SELECT id FROM " + table);
    while (id.step()) {
      const std::int64_t candidate = id.integer();
      SqlQuery row = database.query(select, candidate);
      row.step();
      try {
        read(row);
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

void drop_nonsense(Database& database, Rescued& rescued) {
  correct(rescued.attempts,
          drop_nonsense(database, "attempts", "SELECT " + attempt_columns + " FROM attempts WHERE id = ?",
                        read_attempt));
  correct(rescued.attempts, database.run("DELETE FROM attempts WHERE event NOT IN (SELECT id FROM events)"));
  correct(rescued.events,
          drop_nonsense(database, "events", "SELECT " + entry_columns + " FROM events e WHERE e.id = ?",
                        read_entry));
  correct(rescued.reports,
          drop_nonsense(database, "reports", "SELECT " + report_columns + " FROM reports WHERE id = ?",
                        read_report));
}

// What follows from rows that are gone, on the safe side.
void make_up_for_losses(Database& database, const Rescued& rescued) {
  // A lost attempt may have reached ilert.
  if (rescued.attempts.lost > 0)
    database.run("UPDATE events SET outcome_unknown = 1 WHERE settled = 'waiting'");
  // A site that looks new again would have its problems adopted in silence, if `first_start` says so.
  database.run(
      "INSERT OR IGNORE INTO looked_at (site, route) SELECT DISTINCT site, route FROM reports WHERE own = "
      "''");
  database.run(
      "INSERT OR IGNORE INTO looked_at (site, route) SELECT DISTINCT site, route FROM events WHERE own = ''");
  // Ids that ilert has seen are not given again.
  database.run("UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'events'", rescued.events.lost);
}

Rescued take_over(Database& from, Database& to) {
  Rescued rescued;
  rescued.events = salvage(from, to, "events");
  rescued.attempts = salvage(from, to, "attempts");
  rescued.reports = salvage(from, to, "reports");
  rescued.looked_at = salvage(from, to, "looked_at");
  return rescued;
}

bool is_incomplete(const Rescued& rescued) {
  return rescued.events.lost + rescued.attempts.lost + rescued.reports.lost + rescued.looked_at.lost > 0;
}

// `copy` becomes the damaged file with what its log has for it.
void flatten(const fs::path& damaged, const fs::path& copy) {
  try {
    repaired_reader(damaged, copy);
    Database writer(copy, Database::Mode::read_write);
    writer.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch (const DatabaseError&) {
    // Then without the log: its pages are the newest ones, but most rows are in the file.
  }
}

void found(Salvaged& salvaged, std::int64_t rows) {
  salvaged.taken += rows;
  salvaged.lost = std::max<std::int64_t>(0, salvaged.lost - rows);
}

void take_strays(const fs::path& flat, Database& to, Rescued& rescued) {
  std::map<std::string, std::int64_t> rows =
      take_stray_rows(flat, to, {"events", "attempts", "reports", "looked_at"});
  found(rescued.events, rows["events"]);
  found(rescued.attempts, rows["attempts"]);
  found(rescued.reports, rows["reports"]);
  found(rescued.looked_at, rows["looked_at"]);
}

}  // namespace

void remove_database(const fs::path& database) {
  for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(beside(database, suffix));
}

Rescued harvest(const fs::path& damaged, const fs::path& fresh) {
  const fs::path copy = beside(damaged, ".repaired");
  std::unique_ptr<Database> from = best_reader(damaged, copy);
  Database to(fresh, Database::Mode::read_write);
  set_up(to, true);
  migrate(to, steps_like(*from));
  Transaction transaction(to);
  Rescued rescued = take_over(*from, to);
  from.reset();
  if (is_incomplete(rescued)) {
    flatten(damaged, copy);
    take_strays(copy, to, rescued);
  }
  transaction.commit();
  migrate(to);
  Transaction correction(to);
  drop_nonsense(to, rescued);
  make_up_for_losses(to, rescued);
  correction.commit();
  remove_database(copy);
  return rescued;
}

}  // namespace ilert_bridge::journal
