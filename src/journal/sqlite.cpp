#include "sqlite.hpp"

#include <fcntl.h>
#include <sqlite3.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "own_file.hpp"

namespace ilert_bridge::journal {
namespace {

constexpr int patience_ms = 5000;

// Whether a small file beside it finds no room either.
bool is_room_taken(const std::filesystem::path& path) {
  const std::filesystem::path probe = beside(path, ".room");
  const Descriptor file = make_file(probe);
  if (!file) return errno == ENOSPC || errno == EDQUOT;
  constexpr off_t some = 256 << 10;
  const int fault = posix_fallocate(file.number(), 0, some);
  std::error_code ignored;
  std::filesystem::remove(probe, ignored);
  return fault == ENOSPC || fault == EDQUOT;
}

// SQLite says so itself where a write of its files fails, but not for a quota nor for the index of its log,
// and the errno that it remembers may be another's. A failed sync is another matter: nobody knows what it
// lost.
bool is_disk_full(int code, const std::filesystem::path& path) {
  if ((code & 0xff) == SQLITE_FULL) return true;
  const bool wrote = code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_SHMSIZE ||
                     code == SQLITE_IOERR_SHMMAP || code == SQLITE_IOERR_TRUNCATE;
  return wrote && is_room_taken(path);
}

std::string remedy(int code, bool disk_full = false) {
  if (disk_full) code = SQLITE_FULL;
  if (code == SQLITE_CANTOPEN_SYMLINK)
    return " (it is a symbolic link, and none is followed: name the file itself in [journal] path)";
  switch (code & 0xff) {
    case SQLITE_FULL:
      return " (make room on its file system)";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return " (at the next start it is set aside and what can be read is taken over)";
    case SQLITE_IOERR:
      return " (look for errors of the disk in the kernel's log)";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return " (another program holds it locked)";
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return " (check owner and mode of the file and of its folder)";
    default:
      return "";
  }
}

// SQLite takes options only in a URI, where some bytes of a path mean something else.
std::string immutable_uri(const std::filesystem::path& path) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char c : path.string()) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || std::string_view{"/-_."}.find(c) != std::string_view::npos) {
      uri += c;
    } else {
      uri.append("%").append(1, hex[byte >> 4]).append(1, hex[byte & 15]);
    }
  }
  return uri + "?immutable=1";
}

int open_flags(Database::Mode mode) {
  constexpr int always = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW;
  switch (mode) {
    case Database::Mode::read_write:
      return always | SQLITE_OPEN_READWRITE;
    case Database::Mode::read_only:
      return always | SQLITE_OPEN_READONLY;
    case Database::Mode::immutable:
      return always | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    case Database::Mode::memory:
      break;
  }
  return always | SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY;
}

std::string open_name(const std::filesystem::path& path, Database::Mode mode) {
  if (mode == Database::Mode::memory) return ":memory:";
  const std::filesystem::path plain = without_links(path);  // SQLite refuses a link anywhere in it
  return mode == Database::Mode::immutable ? immutable_uri(plain) : plain.string();
}

// What looks like a word of ours: what a broken disk leaves seldom does.
bool is_word(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  };
  return !text.empty() && text.size() <= 40 && std::all_of(text.begin(), text.end(), fits);
}

}  // namespace

DatabaseError::DatabaseError(const std::string& text, int code, bool disk_full)
    : CommitFailed(text, disk_full), code_(code & 0xff) {}

bool DatabaseError::is_damage() const { return code_ == SQLITE_CORRUPT || code_ == SQLITE_NOTADB; }
bool DatabaseError::is_constraint() const { return code_ == SQLITE_CONSTRAINT || code_ == SQLITE_MISMATCH; }
bool DatabaseError::is_unreachable() const {
  return code_ == SQLITE_CANTOPEN || code_ == SQLITE_READONLY || code_ == SQLITE_PERM;
}

Database::Database(const std::filesystem::path& path, Mode mode) : path_(path) {
  if (sqlite3_open_v2(open_name(path, mode).c_str(), &handle_, open_flags(mode), nullptr) == SQLITE_OK) {
    // From the first statement on: after a crash whoever comes first, even a reader, locks all others out for
    // as long as it takes to put the log in order.
    sqlite3_busy_timeout(handle_, patience_ms);
    return;
  }
  try {
    fail("cannot be opened");
  } catch (...) {
    sqlite3_close(handle_);
    throw;
  }
}

Database::~Database() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(handle_);
}

Database::Impatience::Impatience(Database& database) : database_(database) {
  sqlite3_busy_timeout(database_.handle_, 0);
}
Database::Impatience::~Impatience() { sqlite3_busy_timeout(database_.handle_, patience_ms); }

void Database::fail(std::string_view doing) const {
  const int code = handle_ == nullptr ? SQLITE_NOMEM : sqlite3_errcode(handle_);
  std::string text = "journal " + path_.string() + ' ' + std::string(doing) + ": ";
  text += handle_ == nullptr ? "out of memory" : sqlite3_errmsg(handle_);
  const int system = handle_ == nullptr ? 0 : sqlite3_system_errno(handle_);
  if (((code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN) && system != 0)
    text += ", " + std::generic_category().message(system);
  const bool disk_full = is_disk_full(code, path_);
  throw DatabaseError(text + remedy(code, disk_full), code, disk_full);
}

void Database::execute(const std::string& sql) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail("cannot be set up");
}

sqlite3_stmt* Database::prepared(std::string_view sql) {
  if (const auto known = statements_.find(sql); known != statements_.end()) return known->second;
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                         &statement, nullptr) != SQLITE_OK)
    fail("cannot be read");
  return statements_.emplace(sql, statement).first->second;
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle_); }
std::int64_t Database::last_id() const { return sqlite3_last_insert_rowid(handle_); }
bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

SqlQuery::~SqlQuery() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

void SqlQuery::bind(std::int64_t value) { sqlite3_bind_int64(statement_, ++parameter_, value); }
void SqlQuery::bind(std::nullopt_t) { sqlite3_bind_null(statement_, ++parameter_); }

void SqlQuery::bind(std::string_view bytes) {
  const char* start = bytes.data() == nullptr ? "" : bytes.data();  // a null pointer would bind NULL
  if (sqlite3_bind_text64(statement_, ++parameter_, start, bytes.size(), SQLITE_TRANSIENT, SQLITE_UTF8) !=
      SQLITE_OK)
    database_.fail("takes no text of this size");
}

void SqlQuery::bind_row(SqlQuery& other, int first) {
  const int columns = sqlite3_column_count(other.statement_);
  for (int column = first; column < columns; ++column)
    sqlite3_bind_value(statement_, ++parameter_, sqlite3_column_value(other.statement_, column));
}

bool SqlQuery::step() {
  column_ = 0;
  switch (sqlite3_step(statement_)) {
    case SQLITE_ROW:
      return true;
    case SQLITE_DONE:
      return false;
    default:
      database_.fail(sqlite3_column_count(statement_) > 0 ? "cannot be read" : "cannot be written");
  }
}

int SqlQuery::next_column() { return column_++; }
std::int64_t SqlQuery::integer() { return sqlite3_column_int64(statement_, next_column()); }

std::string SqlQuery::text() {
  const int column = next_column();
  const unsigned char* bytes = sqlite3_column_text(statement_, column);
  std::string text;
  if (bytes == nullptr) return text;
  text.resize(static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
  std::memcpy(text.data(), bytes, text.size());
  return text;
}

std::optional<Time> SqlQuery::maybe_time() {
  if (sqlite3_column_type(statement_, column_) != SQLITE_NULL) return time();
  next_column();
  return std::nullopt;
}

std::optional<std::string> SqlQuery::maybe_text() {
  if (sqlite3_column_type(statement_, column_) != SQLITE_NULL) return text();
  next_column();
  return std::nullopt;
}

void SqlQuery::unknown(std::string_view column, std::string_view value) const {
  if (!is_word(value)) damaged(column, value);
  throw UnknownWord("journal " + database_.path_.string() + " holds the " + std::string(column) + " \"" +
                    std::string(value) +
                    "\", which this ilert-bridge does not know: a newer one wrote it. Install that version "
                    "again, or move the file away to start anew");
}

void SqlQuery::damaged(std::string_view column, std::string_view value) const {
  throw DatabaseError("journal " + database_.path_.string() + " holds the " + std::string(column) + " \"" +
                          std::string(value) + "\", which nobody can have written" + remedy(SQLITE_CORRUPT),
                      SQLITE_CORRUPT, false);
}

Transaction::Transaction(Database& database) : database_(database) { database_.run("BEGIN IMMEDIATE"); }

Transaction::~Transaction() {
  if (!database_.in_transaction()) return;  // committed, or SQLite has taken it back by itself
  try {
    database_.run("ROLLBACK");
  } catch (const DatabaseError&) {
    // Nothing is lost by it: what was not committed is not in the file.
  }
}

void Transaction::commit() { database_.run("COMMIT"); }

void copy_all(Database& from, Database& to) {
  sqlite3_backup* backup = sqlite3_backup_init(to.handle_, "main", from.handle_, "main");
  if (backup == nullptr) to.fail("cannot be copied");
  sqlite3_backup_step(backup, -1);
  if (sqlite3_backup_finish(backup) != SQLITE_OK) to.fail("cannot be copied");
}

}  // namespace ilert_bridge::journal
