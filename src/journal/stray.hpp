// Rows of a damaged file that SQLite does not reach, because the pages above them are gone.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "sqlite.hpp"

namespace ilert_bridge::journal {

// Looks at every page of `file`, which must not have a log beside it, and puts what belongs into one of the
// tables and is not there yet into it: how many rows, by table. A deleted row is never found: deleting fills
// its place with zeros.
std::map<std::string, std::int64_t> take_stray_rows(const std::filesystem::path& file, Database& to,
                                                    const std::vector<std::string>& tables);

}  // namespace ilert_bridge::journal
