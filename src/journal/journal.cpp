#include "ilert-bridge/journal/journal.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "rescue.hpp"
#include "rows.hpp"
#include "schema.hpp"
#include "store.hpp"

namespace ilert_bridge {

using journal::beside;
using journal::Database;
using journal::DatabaseError;
using journal::Origin;

namespace {

constexpr std::array<std::string_view, 4> settled_names{"waiting", "delivered", "parked", "superseded"};

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
  journal::Query row = database.query("PRAGMA quick_check(1)");
  if (!row.step()) return;
  const std::string verdict = row.text();
  if (verdict != "ok") row.damaged("fault", verdict);
}

// What nobody saw the end of: ilert may have it or not.
void mark_killed_attempts(Database& database) {
  journal::Transaction transaction(database);
  database.run(
      "UPDATE events SET outcome_unknown = 1 WHERE id IN (SELECT event FROM attempts WHERE outcome IS NULL)");
  database.run("UPDATE attempts SET outcome = ? WHERE outcome IS NULL", name(Outcome::unknown));
  transaction.commit();
}

// Everything the daemon will live on, once, while a damaged page can still be dealt with.
void read_through(Database& database) {
  journal::Query report = database.query("SELECT " + journal::report_columns + " FROM reports");
  while (report.step()) journal::read_report(report);
  journal::Query event =
      database.query("SELECT " + journal::entry_columns + " FROM events e WHERE e.settled = 'waiting'");
  while (event.step()) journal::read_entry(event);
}

std::string refusal(const std::filesystem::path& path, const journal::Version& version) {
  const std::string file = "journal " + path.string();
  if (version.origin == Origin::foreign)
    return file + " is a database of another program: name another file in [journal] path";
  return file + " was written by a newer ilert-bridge (journal version " + std::to_string(version.number) +
         ", this program knows up to " + std::to_string(journal::schema_steps().size()) +
         "): install that version again, or move the file away to start anew";
}

bool is_refused(const journal::Version& version) {
  return version.origin == Origin::foreign || version.origin == Origin::newer;
}

struct Opened {
  std::unique_ptr<Database> database;
  std::string refused;  // why there is none
};

Opened open_own(const std::filesystem::path& path) {
  const bool doubtful = needs_check(path);
  auto database = std::make_unique<Database>(path, Database::Mode::read_write);
  const journal::Version version = journal::version_of(*database);
  if (is_refused(version)) return {nullptr, refusal(path, version)};
  journal::set_up(*database, true);
  if (doubtful) check(*database);
  journal::migrate(*database);
  database->execute("PRAGMA foreign_keys = ON");
  read_through(*database);
  mark_killed_attempts(*database);
  return {std::move(database), {}};
}

// Beside a running daemon SQLite needs the folder for its shared index. Without one, and with nothing but the
// file, it can be read as it lies.
std::unique_ptr<Database> open_to_read(const std::filesystem::path& path) {
  try {
    auto database = std::make_unique<Database>(path, Database::Mode::read_only);
    journal::set_up(*database, false);
    database->number("PRAGMA user_version");
    return database;
  } catch (const DatabaseError& failure) {
    if (!failure.is_unreachable() || std::filesystem::exists(beside(path, "-wal"))) throw;
    return std::make_unique<Database>(path, Database::Mode::immutable);
  }
}

Opened open_read_only(const std::filesystem::path& path) {
  if (access(path.c_str(), R_OK) != 0) {
    if (errno == ENOENT && access(std::filesystem::absolute(path).parent_path().c_str(), X_OK) == 0)
      return {nullptr, "no journal yet: " + path.string() + " is made when the daemon first runs"};
    return {nullptr,
            "cannot read the journal " + path.string() + ": " + journal::why_unreachable(path, errno)};
  }
  std::unique_ptr<Database> database = open_to_read(path);
  const journal::Version version = journal::version_of(*database);
  if (is_refused(version)) return {nullptr, refusal(path, version)};
  if (version.origin == Origin::empty)
    return {nullptr, "no journal yet: " + path.string() + " is empty until the daemon first runs"};
  if (version.number < journal::schema_steps().size())
    return {nullptr, "journal " + path.string() + " is of version " + std::to_string(version.number) +
                         " and becomes " + std::to_string(journal::schema_steps().size()) +
                         " when the daemon next starts: start it"};
  return {std::move(database), {}};
}

Opened open_rehearsal(const std::filesystem::path& path) {
  auto memory = std::make_unique<Database>(path, Database::Mode::memory);
  if (std::filesystem::exists(path)) {
    const std::unique_ptr<Database> source = open_to_read(path);
    const journal::Version version = journal::version_of(*source);
    if (is_refused(version)) return {nullptr, refusal(path, version)};
    journal::copy_all(*source, *memory);
  }
  journal::migrate(*memory);
  mark_killed_attempts(*memory);
  return {std::move(memory), {}};
}

std::filesystem::path suspicion(const std::filesystem::path& path) { return beside(path, ".suspect"); }

Opened open_or_rescue(const std::filesystem::path& path, Time now) {
  journal::finish_rescue(path, now);
  try {
    if (!std::filesystem::exists(suspicion(path))) return open_own(path);
  } catch (const DatabaseError& failure) {
    if (!failure.is_damage()) throw;
  }
  journal::rescue(path, now);
  std::filesystem::remove(suspicion(path));
  return open_own(path);
}

}  // namespace

std::string_view name(Settled settled) { return settled_names.at(static_cast<std::size_t>(settled)); }

std::optional<Settled> settled_named(std::string_view name) {
  for (std::size_t index = 0; index < settled_names.size(); ++index)
    if (settled_names[index] == name) return static_cast<Settled>(index);
  return std::nullopt;
}

Journal::Store::Store(std::unique_ptr<Database> opened, std::optional<journal::Owner> owner,
                      std::string bridge_name)
    : owner_(std::move(owner)), database_(std::move(opened)), bridge_name_(std::move(bridge_name)) {}

Journal::Store::~Store() = default;

void Journal::Store::suspect() {
  if (owner_) std::ofstream{suspicion(database_->path())};
}

Result<Journal> Journal::open(const std::filesystem::path& path, Access access, std::string bridge_name,
                              Time now) try {
  std::optional<journal::Owner> owner;
  if (access == Access::own) {
    Result<journal::Owner> claimed = journal::Owner::claim(path);
    if (!claimed) return claimed.error();
    owner.emplace(std::move(*claimed));
  }
  Opened opened = access == Access::own         ? open_or_rescue(path, now)
                  : access == Access::read_only ? open_read_only(path)
                                                : open_rehearsal(path);
  if (!opened.database) return error(opened.refused);
  return Journal(
      std::make_unique<Store>(std::move(opened.database), std::move(owner), std::move(bridge_name)));
} catch (const CommitFailed& failure) {
  return error(failure.what());
} catch (const std::filesystem::filesystem_error& failure) {
  return error("journal " + path.string() + ": " + failure.what());
}

Journal::Journal(std::unique_ptr<Store> store) : store_(std::move(store)) {}
Journal::Journal(Journal&&) noexcept = default;
Journal& Journal::operator=(Journal&&) noexcept = default;
Journal::~Journal() = default;

}  // namespace ilert_bridge
