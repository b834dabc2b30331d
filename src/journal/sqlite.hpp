// SQLite as values that clean up after themselves. Statements are prepared once and reused; columns are read
// left to right. Every failure is a DatabaseError that names the file, SQLite's reason and what to do.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/journal/journal.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace ilert_bridge::journal {

class DatabaseError : public CommitFailed {
 public:
  DatabaseError(const std::string& text, int code, bool disk_full);
  int code() const { return code_; }  // SQLite's primary result code
  bool is_damage() const;             // the file is not what SQLite wrote
  bool is_constraint() const;         // a row that the schema does not allow
  bool is_unreachable() const;        // no such file, no permission, or the folder does not let SQLite work

 private:
  int code_;
};

class Database;

// One use of a prepared statement. The statement is free again when this goes.
class SqlQuery {
 public:
  template <class... Values>
  SqlQuery(Database& database, sqlite3_stmt* statement, const Values&... values)
      : database_(database), statement_(statement) {
    (bind(values), ...);
  }
  ~SqlQuery();
  SqlQuery(const SqlQuery&) = delete;
  SqlQuery& operator=(const SqlQuery&) = delete;

  void bind(std::int64_t value);
  void bind(bool value) { bind(std::int64_t{value ? 1 : 0}); }
  void bind(std::string_view bytes);  // exact bytes, valid UTF-8 or not
  void bind(const std::string& bytes) { bind(std::string_view{bytes}); }
  void bind(const char* text) { bind(std::string_view{text}); }
  void bind(Time time) { bind(unix_millis(time)); }
  void bind(std::nullopt_t);
  template <class T>
  void bind(const std::optional<T>& value) {
    value ? bind(*value) : bind(std::nullopt);
  }
  // Every column of the other query's row from `first` on, with its type.
  void bind_row(SqlQuery& other, int first);

  bool step();  // whether there is a row
  std::int64_t integer();
  bool flag() { return integer() != 0; }
  std::string text();
  Time time() { return from_millis(integer()); }
  std::optional<Time> maybe_time();
  std::optional<std::string> maybe_text();

  // For what SQLite can read and we cannot: a name that is none of ours. Throws UnknownWord, or what
  // damaged() throws where it is no word at all.
  [[noreturn]] void unknown(std::string_view column, std::string_view value) const;
  [[noreturn]] void damaged(std::string_view column, std::string_view value) const;

 private:
  int next_column();
  Database& database_;
  sqlite3_stmt* statement_;
  int parameter_ = 0;
  int column_ = 0;
};

class Database {
 public:
  enum class Mode {
    read_write,  // the file must exist
    read_only,   // sees what a writer beside it commits
    immutable,   // without any lock: only for a file that nobody has open and that has no log beside it
    memory       // the path is only for error texts
  };
  Database(const std::filesystem::path& path, Mode mode);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // While it lives, what somebody else has locked is not waited for.
  class Impatience {
   public:
    explicit Impatience(Database& database);
    ~Impatience();
    Impatience(const Impatience&) = delete;
    Impatience& operator=(const Impatience&) = delete;

   private:
    Database& database_;
  };

  // Several statements without parameters or rows.
  void execute(const std::string& sql);

  template <class... Values>
  SqlQuery query(std::string_view sql, const Values&... values) {
    return SqlQuery(*this, prepared(sql), values...);
  }
  // The first column of the first row; 0 if there is none.
  template <class... Values>
  std::int64_t number(std::string_view sql, const Values&... values) {
    SqlQuery row(*this, prepared(sql), values...);
    return row.step() ? row.integer() : 0;
  }
  // The first column of every row.
  template <class... Values>
  std::vector<std::int64_t> numbers(std::string_view sql, const Values&... values) {
    std::vector<std::int64_t> all;
    SqlQuery row(*this, prepared(sql), values...);
    while (row.step()) all.push_back(row.integer());
    return all;
  }
  // A statement without rows; the number of rows that it changed.
  template <class... Values>
  std::int64_t run(std::string_view sql, const Values&... values) {
    SqlQuery(*this, prepared(sql), values...).step();
    return changes();
  }

  std::int64_t changes() const;  // rows that the last statement changed
  std::int64_t last_id() const;  // of the last INSERT
  bool in_transaction() const;
  const std::filesystem::path& path() const { return path_; }

 private:
  friend class SqlQuery;
  friend void copy_all(Database& from, Database& to);
  sqlite3_stmt* prepared(std::string_view sql);
  [[noreturn]] void fail(std::string_view doing) const;
  std::filesystem::path path_;
  sqlite3* handle_ = nullptr;
  std::map<std::string, sqlite3_stmt*, std::less<>> statements_;
};

// All of it or nothing: what is not committed is taken back.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
};

// Makes `to` the same as `from`.
void copy_all(Database& from, Database& to);

}  // namespace ilert_bridge::journal
