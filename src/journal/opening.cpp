#include "opening.hpp"

#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "own_file.hpp"
#include "rescue.hpp"
#include "rows.hpp"
#include "schema.hpp"

namespace ilert_bridge::journal {
namespace {

// Reading 64 MiB takes a fraction of a second: so much is looked through at every start. Of a larger file
// only when it was not closed properly, which is when the disk may have lost something.
constexpr std::uintmax_t always_checked = std::uintmax_t{64} << 20;

bool needs_check(const std::filesystem::path& path) {
  std::error_code ignored;
  const bool unclean =
      std::filesystem::exists(beside(path, "-wal"), ignored);  // a proper close removes the log
  return unclean || std::filesystem::file_size(path, ignored) <= always_checked;
}

void check(Database& database) {
  SqlQuery row = database.query("PRAGMA quick_check(1)");
  if (!row.step()) return;
  const std::string verdict = row.text();
  if (verdict != "ok") row.damaged("fault", verdict);
}

// After an id beyond all counting SQLite would give none any more.
void check_ids(Database& database) {
  std::vector<std::string> highest{"SELECT max(seq) FROM sqlite_sequence"};
  {
    SqlQuery table = database.query(
        "SELECT /* whole table */ s.name FROM sqlite_schema s JOIN sqlite_sequence q ON s.name = q.name AND "
        "s.type = 'table'");
    while (table.step()) highest.push_back("SELECT max(id) FROM \"" + table.text() + "\"");
  }
  for (const std::string& sql : highest) {
    SqlQuery row = database.query(sql);
    if (row.step() && row.integer() > highest_id_given) row.damaged("id", "beyond all counting");
  }
}

// What nobody saw the end of: ilert may have it or not.
void mark_killed_attempts(Database& database) {
  for (const EventId event :
       database.numbers("SELECT event FROM attempts INDEXED BY attempts_under_way WHERE outcome IS NULL"))
    mark_unknown(database, event);
  database.run("UPDATE attempts INDEXED BY attempts_under_way SET outcome = ? WHERE outcome IS NULL",
               name(Outcome::unknown));
}

// Everything the daemon will live on, once, while a damaged page can still be dealt with.
void read_through(Database& database) {
  SqlQuery report = database.query("SELECT /* whole table */ " + report_columns + " FROM reports");
  while (report.step()) read_report(report);
  SqlQuery event = database.query("SELECT " + entry_columns +
                                  " FROM events e INDEXED BY events_waiting WHERE e.settled = 'waiting'");
  while (event.step()) read_entry(event);
  SqlQuery heard = database.query("SELECT /* whole table */ told, state, priority FROM heard");
  while (heard.step()) read_heard(heard);
  SqlQuery source = database.query("SELECT /* whole table */ " + source_columns + " FROM alert_sources");
  while (source.step()) read_source(source);
}

// What ANALYZE counted when somebody said it is no word about the journal of today, and SQLite's planner
// would go by it. Every statement is written for a planner that knows nothing.
void forget_statistics(Database& database) {
  bool forgot = false;
  for (const std::string table : {"sqlite_stat1", "sqlite_stat4"}) {
    if (database.number("SELECT count(*) FROM sqlite_schema WHERE name = ?", table) == 0) continue;
    forgot = database.run("DELETE FROM " + table) > 0 || forgot;
  }
  if (forgot) database.execute("ANALYZE sqlite_schema");  // which has them read anew
}

// All of it or nothing: a file that is refused for what is in it stays as it is, for the version that wrote
// it.
void take_over(Database& database) {
  Transaction transaction(database);
  forget_statistics(database);
  take_steps(database);
  check_ids(database);
  read_through(database);
  mark_killed_attempts(database);
  transaction.commit();
}

std::string refusal(const std::filesystem::path& path, const Version& version) {
  const std::string file = "journal " + path.string();
  if (version.origin == Lineage::foreign)
    return file + " is a database of another program: name another file in [journal] path";
  return file + " was written by a newer ilert-bridge (journal version " + std::to_string(version.number) +
         ", this program knows up to " + std::to_string(schema_steps().size()) +
         "): install that version again, or move the file away to start anew";
}

bool is_refused(const Version& version) {
  return version.origin == Lineage::foreign || version.origin == Lineage::newer;
}

Opened open_sound(const std::filesystem::path& path) {
  const bool doubtful = needs_check(path);
  auto database = std::make_unique<Database>(path, Database::Mode::read_write);
  const Version version = version_of(*database);
  if (is_refused(version)) return {nullptr, refusal(path, version)};
  set_up(*database, true);
  if (doubtful) check(*database);
  take_over(*database);
  database->execute("PRAGMA foreign_keys = ON");
  return {std::move(database), {}};
}

// Beside a running daemon SQLite needs the folder for its shared index. Without one, and with nothing but the
// file, it can be read as it lies.
std::unique_ptr<Database> open_to_read(const std::filesystem::path& path) {
  try {
    auto database = std::make_unique<Database>(path, Database::Mode::read_only);
    set_up(*database, false);
    database->number("PRAGMA user_version");
    return database;
  } catch (const DatabaseError& failure) {
    if (!failure.is_unreachable() || std::filesystem::exists(beside(path, "-wal"))) throw;
    return std::make_unique<Database>(path, Database::Mode::immutable);
  }
}

}  // namespace

std::filesystem::path suspicion(const std::filesystem::path& path) { return beside(path, ".suspect"); }

Opened open_own(const std::filesystem::path& path, Time now) {
  finish_rescue(path, now);
  try {
    if (!std::filesystem::exists(suspicion(path))) return open_sound(path);
  } catch (const DatabaseError& failure) {
    if (!failure.is_damage()) throw;
  }
  rescue(path, now);
  std::filesystem::remove(suspicion(path));
  return open_sound(path);
}

Opened open_read_only(const std::filesystem::path& path) {
  if (access(path.c_str(), R_OK) != 0) {
    if (errno == ENOENT && access(std::filesystem::absolute(path).parent_path().c_str(), X_OK) == 0)
      return {nullptr, "no journal yet: " + path.string() + " is made when the daemon first runs"};
    return {nullptr, "cannot read the journal " + path.string() + ": " + why_unreachable(path, errno)};
  }
  std::unique_ptr<Database> database = open_to_read(path);
  const Version version = version_of(*database);
  if (is_refused(version)) return {nullptr, refusal(path, version)};
  if (version.origin == Lineage::empty)
    return {nullptr, "no journal yet: " + path.string() + " is empty until the daemon first runs"};
  if (version.number < schema_steps().size())
    return {nullptr, "journal " + path.string() + " is of version " + std::to_string(version.number) +
                         " and becomes " + std::to_string(schema_steps().size()) +
                         " when the daemon next starts: start it"};
  return {std::move(database), {}};
}

Opened open_rehearsal(const std::filesystem::path& path) {
  auto memory = std::make_unique<Database>(path, Database::Mode::memory);
  if (std::filesystem::exists(path)) {
    const std::unique_ptr<Database> source = open_to_read(path);
    const Version version = version_of(*source);
    if (is_refused(version)) return {nullptr, refusal(path, version)};
    copy_all(*source, *memory);
  }
  take_over(*memory);
  return {std::move(memory), {}};
}

}  // namespace ilert_bridge::journal
