// Rows straight from the pages of a database file, for leaves that no other page leads to any more: SQLite
// itself finds a row only through its table's root. Pure; the format is sqlite.org/fileformat2.html,
// sections 1.6 and 2.1.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ilert_bridge::journal {

inline constexpr std::size_t page_size = 4096;

using Value = std::variant<std::nullptr_t, std::int64_t, std::string>;
struct Record {
  std::int64_t id = 0;
  std::vector<Value> values;  // one per column; that of the id is NULL
};

// A page by its number, counted from 1; nothing if the file does not have it.
using ReadPage = std::function<std::optional<std::string>(std::uint32_t number)>;

// The rows of a page, if it is the leaf of a table; those that do not hold together are left out.
std::vector<Record> records_of(std::string_view page, const ReadPage& read_page);

}  // namespace ilert_bridge::journal
