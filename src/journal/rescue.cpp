#include "rescue.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "ilert-bridge/base/log.hpp"
#include "owner.hpp"
#include "rows.hpp"
#include "salvage.hpp"
#include "schema.hpp"

namespace ilert_bridge::journal {
namespace {

namespace fs = std::filesystem;

struct Rescued {
  Salvaged reports, events, attempts, looked_at;
};

// The three files that SQLite takes as one.
void remove_all_of(const fs::path& database) {
  for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(beside(database, suffix));
}

void copy_all_of(const fs::path& from, const fs::path& to) {
  remove_all_of(to);
  fs::copy_file(from, to);
  if (fs::exists(beside(from, "-wal"))) fs::copy_file(beside(from, "-wal"), beside(to, "-wal"));
}

// Renames are on disk only when the folder is.
void sync_folder(const fs::path& file) {
  const int folder = open(fs::absolute(file).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  fsync(folder);
  close(folder);
}

void create_private(const fs::path& file) {
  const int created = open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (created < 0) throw CommitFailed("cannot create " + file.string() + ": " + why_unreachable(file, errno));
  close(created);
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
    Query id = database.query("SELECT id FROM " + table);
    while (id.step()) {
      const std::int64_t candidate = id.integer();
      Query row = database.query(select, candidate);
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
  Transaction transaction(to);
  Rescued rescued;
  rescued.events = salvage(from, to, "events");
  rescued.attempts = salvage(from, to, "attempts");
  rescued.reports = salvage(from, to, "reports");
  rescued.looked_at = salvage(from, to, "looked_at");
  transaction.commit();
  return rescued;
}

Rescued fill(const fs::path& fresh, const fs::path& damaged, const fs::path& copy) {
  const std::unique_ptr<Database> from = best_reader(damaged, copy);
  create_private(fresh);
  Database to(fresh, Database::Mode::read_write);
  set_up(to, true);
  migrate(to, steps_like(*from));
  Rescued rescued = take_over(*from, to);
  migrate(to);
  Transaction transaction(to);
  drop_nonsense(to, rescued);
  make_up_for_losses(to, rescued);
  transaction.commit();
  return rescued;
}

std::string stamp(Time now) {
  std::string text = rfc3339(now);
  text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == '-' || c == ':'; }),
             text.end());
  return text;
}

fs::path set_aside_name(const fs::path& path, Time now) {
  const fs::path name = beside(path, ".damaged-" + stamp(now));
  fs::path free = name;
  for (int copy = 2; fs::exists(free); ++copy) free = beside(name, "." + std::to_string(copy));
  return free;
}

void move_if_there(const fs::path& from, const fs::path& to) {
  if (fs::exists(from)) fs::rename(from, to);
}

std::string counted(const Salvaged& salvaged) {
  return std::to_string(salvaged.taken) +
         (salvaged.lost == 0 ? "" : ", at most " + std::to_string(salvaged.lost) + " lost");
}

}  // namespace

fs::path finish_rescue(const fs::path& path, Time now) {
  const fs::path complete = beside(path, ".rescued");
  if (!fs::exists(complete)) return {};
  const fs::path aside = set_aside_name(path, now);
  // The log first: a new database must never meet an old log.
  move_if_there(beside(path, "-wal"), beside(aside, "-wal"));
  fs::remove(beside(path, "-shm"));
  move_if_there(path, aside);
  fs::rename(complete, path);
  sync_folder(path);
  return aside;
}

void rescue(const fs::path& path, Time now) {
  const fs::path fresh = beside(path, ".new");
  const fs::path copy = beside(path, ".repaired");
  remove_all_of(fresh);
  const Rescued rescued = fill(fresh, path, copy);
  remove_all_of(copy);
  fs::rename(fresh, beside(path, ".rescued"));
  sync_folder(path);
  const fs::path aside = finish_rescue(path, now);
  log_error(
      "the journal was damaged; a new one has what could still be read, the rest follows from what Checkmk "
      "shows",
      {{"journal", path.string()},
       {"set_aside", aside.string()},
       {"reports", counted(rescued.reports)},
       {"events", counted(rescued.events)},
       {"attempts", counted(rescued.attempts)}});
}

}  // namespace ilert_bridge::journal
