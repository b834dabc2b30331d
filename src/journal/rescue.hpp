// A damaged journal: what can still be read of it goes into a new file, row by row; the old one is kept under
// another name.
//
// The old file stays where it is until the new one is complete and on disk, and each step after that can be
// repeated, so being killed anywhere in between loses nothing. At most as much room as the old file has is
// taken besides it, and less where the disk has less: see harvest.hpp.
#pragma once

#include <filesystem>

#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge::journal {

// Logs one line that says what was taken over and where the old file is. Throws a DatabaseError if there is
// no room.
void rescue(const std::filesystem::path& path, Time now);

// The rest of a rescue that was cut short: the damaged file's new name, or nothing if there was none.
std::filesystem::path finish_rescue(const std::filesystem::path& path, Time now);

}  // namespace ilert_bridge::journal
