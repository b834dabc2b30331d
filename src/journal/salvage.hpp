// What can still be read of a damaged database, table by table and row by row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sqlite.hpp"

namespace ilert_bridge::journal {

struct Salvaged {
  std::int64_t taken = 0;  // rows
  std::int64_t lost = 0;   // ids that could not be read or held nonsense; rows that did not exist among them
};

// Copies every readable row of `table` into the same, empty table of `to`, ids included. A stretch of ids in
// which SQLite stumbles is halved until what is readable around the bad pages is found.
Salvaged salvage(Database& from, Database& to, const std::string& table);

// The highest id that the table ever gave, as far as SQLite remembers; 0: unknown.
std::int64_t highest_given(Database& from, const std::string& table);

// Whether the schema is there at all: without it, SQLite finds no table.
bool has_schema(Database& database);

// The first page says where each table starts. Those of version 1 start where they start in a new file; those
// of later versions do so only in files that were made with that version.
void write_first_page(const std::filesystem::path& file, const std::vector<std::byte>& page);

}  // namespace ilert_bridge::journal
