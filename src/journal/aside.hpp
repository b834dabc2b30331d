// The names of damaged files that were set aside: `<journal>.damaged-20261129T183505Z`, with `.2` and so on
// for more of the same second, and `-wal` for the log of each.
#pragma once

#include <filesystem>
#include <vector>

#include "ilert-bridge/journal/journal.hpp"

namespace ilert_bridge::journal {

// A name that is still free.
std::filesystem::path name_to_set_aside(const std::filesystem::path& journal, Time now);

// The oldest first; a log counts with its file. Only plain files, and only names as above.
std::vector<SetAside> files_set_aside(const std::filesystem::path& journal);

// How many files were deleted, with their logs.
std::size_t forget_files_set_aside(const std::filesystem::path& journal, Time before);

}  // namespace ilert_bridge::journal
