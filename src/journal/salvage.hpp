// What can still be read of a damaged database, table by table and row by row.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "sqlite.hpp"

namespace ilert_bridge::journal {

struct Salvaged {
  std::int64_t taken = 0;  // rows
  std::int64_t lost = 0;   // ids that could not be read or held nonsense; rows that did not exist among them
};

// Whether there is room for one row more; asked again and again, so it must be cheap.
using HasRoom = std::function<bool()>;

// Copies every readable row of `table` of which `condition` holds into the same table of `to`, ids included,
// as long as there is room. A stretch of ids in which SQLite stumbles is halved until what is readable around
// the bad pages is found.
Salvaged salvage(Database& from, Database& to, const std::string& table, const std::string& condition,
                 const HasRoom& has_room);

// The highest id that the table ever gave, as far as SQLite remembers; 0: unknown.
std::int64_t highest_given(Database& from, const std::string& table);

// As far as it can be read; 0: unknown.
std::int64_t lowest_id(Database& from, const std::string& table);

// Whether the schema is there at all: without it, SQLite finds no table.
bool has_schema(Database& database);

}  // namespace ilert_bridge::journal
