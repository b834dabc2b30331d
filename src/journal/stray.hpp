// Rows of a damaged file that SQLite does not reach, because the pages above them are gone.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "leaf.hpp"
#include "sqlite.hpp"

namespace ilert_bridge::journal {

struct Strays {
  std::map<std::string, std::int64_t> rows;  // that were put into a table, by its name
  std::int64_t highest_event = 0;            // the highest id that an event was ever given, if a page says so
};

// Whether a row of a table is wanted, or has no room; its columns as they are in the table.
using IsWanted = std::function<bool(const std::string& table, const Record& record)>;

// Looks at every page of `file` with its log, and puts what belongs into one of the tables, is wanted and is
// not there yet into it. A deleted row is never found: deleting fills its place with zeros.
Strays take_stray_rows(const std::filesystem::path& file, Database& to,
                       const std::vector<std::string>& tables, const IsWanted& is_wanted);

}  // namespace ilert_bridge::journal
