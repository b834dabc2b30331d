#include "stray.hpp"

#include <algorithm>
#include <set>

#include "pages.hpp"
#include "schema.hpp"

namespace ilert_bridge::journal {
namespace {

// A table as the rows of a leaf are compared with it.
struct Table {
  std::string name;
  std::vector<std::string> columns;
  std::vector<bool> is_text;  // by column; the others are integers
  std::set<std::size_t>
      widths;  // how many columns it had in any version: a row keeps those it was written with
};

void add_widths(const std::vector<std::string>& steps, std::vector<Table>& tables) {
  for (std::size_t version = 1; version <= steps.size(); ++version) {
    Database older("memory", Database::Mode::memory);
    migrate(older, {steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(version)});
    for (Table& table : tables)
      table.widths.insert(static_cast<std::size_t>(
          older.number("SELECT count(*) FROM pragma_table_info('" + table.name + "')")));
  }
}

Table describe(Database& database, const std::string& name) {
  Table table{name, {}, {}, {}};
  SqlQuery row = database.query("SELECT name, type FROM pragma_table_info(?) ORDER BY cid", name);
  while (row.step()) {
    table.columns.push_back(row.text());
    table.is_text.push_back(row.text() == "TEXT");
  }
  return table;
}

// What the row was written without gets its default.
std::string insertion(const Table& table, std::size_t columns) {
  std::string names, places;
  for (std::size_t column = 0; column < columns; ++column) {
    names.append(column == 0 ? "" : ", ").append(table.columns[column]);
    places.append(column == 0 ? "?" : ", ?");
  }
  return "INSERT OR IGNORE INTO " + table.name + " (" + names + ") VALUES (" + places + ")";
}

bool fits(const Value& value, bool is_text) {
  return std::holds_alternative<std::nullptr_t>(value) ||
         std::holds_alternative<std::string>(value) == is_text;
}

bool fits(const Record& record, const Table& table) {
  if (record.id < 1 || record.id > highest_id_given) return false;
  if (record.values.empty() || record.values.size() > table.columns.size() ||
      !table.widths.contains(record.values.size()) ||
      !std::holds_alternative<std::nullptr_t>(record.values[0]))
    return false;
  for (std::size_t column = 0; column < record.values.size(); ++column)
    if (!fits(record.values[column], table.is_text[column])) return false;
  return true;
}

void bind(SqlQuery& query, const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    query.bind(*number);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    query.bind(*text);
  } else {
    query.bind(std::nullopt);
  }
}

std::int64_t put(Database& to, const Table& table, const Record& record) {
  SqlQuery query = to.query(insertion(table, record.values.size()));
  query.bind(record.id);
  for (std::size_t column = 1; column < record.values.size(); ++column) bind(query, record.values[column]);
  try {
    query.step();
  } catch (const DatabaseError& failure) {
    if (!failure.is_constraint()) throw;
    return 0;
  }
  return to.changes();
}

// Of SQLite's own table about what AUTOINCREMENT gave; it has two columns, and no id among them.
std::int64_t given_to_events(const Record& record) {
  if (record.values.size() != 2) return 0;
  const auto* table = std::get_if<std::string>(&record.values[0]);
  const auto* highest = std::get_if<std::int64_t>(&record.values[1]);
  const bool is_ours = table != nullptr && *table == "events" && highest != nullptr;
  return is_ours && *highest <= highest_id_given ? *highest : 0;
}

}  // namespace

Strays take_stray_rows(const std::filesystem::path& file, Database& to, const std::vector<std::string>& names,
                       const IsWanted& is_wanted) {
  std::vector<Table> tables;
  for (const std::string& name : names) tables.push_back(describe(to, name));
  add_widths(schema_steps(), tables);
  const Pages pages(file);
  const ReadPage read_page = [&pages](std::uint32_t number) { return pages.page(number); };
  Strays taken;
  constexpr std::uint32_t schema_page = 1;
  for (std::uint32_t number = schema_page + 1; number <= pages.count(); ++number) {
    const std::optional<std::string> page = read_page(number);
    if (!page) continue;
    for (const Record& record : records_of(*page, read_page)) {
      taken.highest_event = std::max(taken.highest_event, given_to_events(record));
      for (const Table& table : tables)
        if (fits(record, table) && is_wanted(table.name, record))
          taken.rows[table.name] += put(to, table, record);
    }
  }
  return taken;
}

}  // namespace ilert_bridge::journal
