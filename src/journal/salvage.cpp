#include "salvage.hpp"

#include <algorithm>
#include <deque>
#include <vector>

#include "schema.hpp"

namespace ilert_bridge::journal {
namespace {

struct Stretch {
  std::int64_t first;
  std::int64_t last;
};

// Enough to find every readable page of a file of gigabytes, few enough to end within seconds.
constexpr int most_stumbles = 200'000;

std::int64_t number_if_readable(Database& database, const std::string& sql) {
  try {
    return database.number(sql);
  } catch (const DatabaseError&) {
    return 0;
  }
}

// An upper bound of the ids in the table: what SQLite remembers, else what would fit into the file.
std::int64_t highest_id(Database& from, const std::string& table) {
  const std::string most = std::to_string(highest_id_given);
  const std::int64_t remembered =
      std::max(number_if_readable(from, "SELECT /* rescue */ max(id) FROM " + table + " WHERE id <= " + most),
               highest_given(from, table));
  if (remembered > 0) return remembered;
  constexpr std::int64_t smallest_row = 16;
  std::error_code ignored;
  return static_cast<std::int64_t>(std::filesystem::file_size(from.path(), ignored)) / smallest_row;
}

std::vector<std::string> columns_of(Database& database, const std::string& table) {
  std::vector<std::string> columns;
  SqlQuery row = database.query("SELECT name FROM pragma_table_info(?) ORDER BY cid", table);
  while (row.step()) columns.push_back(row.text());
  return columns;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts) all.append(all.empty() ? "" : ", ").append(part);
  return all;
}

class Table {
 public:
  Table(Database& from, Database& to, const std::string& table, const std::string& condition,
        const HasRoom& has_room)
      : from_(from), to_(to), has_room_(has_room) {
    const std::vector<std::string> columns = columns_of(to, table);
    const std::string names = joined(columns);
    select_ = "SELECT /* rescue */ " + names + " FROM " + table +
              " NOT INDEXED WHERE id BETWEEN ? AND ? AND (" + condition + ") ORDER BY id";
    insert_ = "INSERT INTO " + table + " (" + names + ") VALUES (" +
              joined(std::vector<std::string>(columns.size(), "?")) + ")";
    nonsense_ = "SELECT /* rescue */ count(*) FROM " + table + " WHERE id < 1 OR id > " +
                std::to_string(highest_id_given);
    stretches_.push_back({1, highest_id(from, table)});
  }

  Salvaged take_all() {
    salvaged_.lost = number_if_readable(from_, nonsense_);
    // Breadth first, so that a long unreadable stretch does not use up the patience before the readable ones
    // are seen.
    while (!stretches_.empty() && has_room_()) {
      const Stretch stretch = stretches_.front();
      stretches_.pop_front();
      take(stretch);
    }
    return salvaged_;
  }

 private:
  enum class Found { row, end, stumble };

  Found next(SqlQuery& row) {
    try {
      return row.step() ? Found::row : Found::end;
    } catch (const DatabaseError&) {
      return Found::stumble;
    }
  }

  void take(Stretch stretch) {
    SqlQuery row = from_.query(select_, stretch.first, stretch.last);
    for (;;) {
      const Found found = next(row);
      if (found == Found::end || !has_room_()) return;
      const std::int64_t id = found == Found::row ? row.integer() : 0;
      if (id < stretch.first || id > stretch.last)
        return split(stretch);  // a stumble, or a page in the wrong place
      keep(row);
      stretch.first = id + 1;
    }
  }

  void split(Stretch stretch) {
    if (stretch.first > stretch.last) return;
    if (stretch.first == stretch.last || ++stumbles_ > most_stumbles) {
      salvaged_.lost += stretch.last - stretch.first + 1;
      return;
    }
    const std::int64_t middle = stretch.first + (stretch.last - stretch.first) / 2;
    stretches_.push_back({stretch.first, middle});
    stretches_.push_back({middle + 1, stretch.last});
  }

  // Only what the schema does not allow is nonsense in the old file; a full disk is the new one's trouble.
  void keep(SqlQuery& row) {
    SqlQuery put = to_.query(insert_);
    put.bind_row(row, 0);
    try {
      put.step();
      ++salvaged_.taken;
    } catch (const DatabaseError& failure) {
      if (!failure.is_constraint()) throw;
      ++salvaged_.lost;
    }
  }

  Database& from_;
  Database& to_;
  const HasRoom& has_room_;
  std::string select_;
  std::string insert_;
  std::string nonsense_;  // how many rows have an id that was never given
  std::deque<Stretch> stretches_;
  int stumbles_ = 0;
  Salvaged salvaged_;
};

}  // namespace

std::int64_t highest_given(Database& from, const std::string& table) {
  const std::int64_t given =
      number_if_readable(from, "SELECT seq FROM sqlite_sequence WHERE name = '" + table + "'");
  return given <= highest_id_given ? given : 0;
}

Salvaged salvage(Database& from, Database& to, const std::string& table, const std::string& condition,
                 const HasRoom& has_room) {
  return Table(from, to, table, condition, has_room).take_all();
}

std::int64_t lowest_id(Database& from, const std::string& table) {
  return number_if_readable(from, "SELECT min(id) FROM " + table);
}

bool has_schema(Database& database) {
  return number_if_readable(database,
                            "SELECT count(*) FROM sqlite_schema WHERE name IN ('events', 'reports')") == 2;
}

}  // namespace ilert_bridge::journal
