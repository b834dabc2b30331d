// The files beside the journal, made and opened without trust in their folder: it belongs to the service's
// user, and root works in it too. Whoever took that user over may have put a link, a pipe or a second name of
// somebody else's file there, so that root would write into it or give it away.
//
// So no link is followed, a file is made only where there is none, and only what was just made is given away.
#pragma once

#include <filesystem>
#include <string>

#include "ilert-bridge/base/descriptor.hpp"
#include "ilert-bridge/base/result.hpp"

namespace ilert_bridge::journal {

// `<journal><suffix>`
std::filesystem::path beside(const std::filesystem::path& journal, const std::string& suffix);

// A new, empty file, to be read and written by its user alone: that of the folder, or the service could not
// open what root made. Takes the place of a file or link of that name. None: errno says why.
Descriptor make_file(const std::filesystem::path& file);

// The same, but a plain file that is there already stays and is opened. None: errno says why; ELOOP for a
// link, EINVAL for what is no plain file, or for root may be a second name of somebody else's.
Descriptor make_or_open_file(const std::filesystem::path& file);

// To be read; none as above. Not for a file that SQLite has open: closing it would let go of SQLite's locks.
Descriptor open_file(const std::filesystem::path& file);

// The journal itself, which is only looked at if it is there: as above, opening it would do harm.
Result<void> make_journal(const std::filesystem::path& journal);

// The same file by a path in which no folder is a link. Of its own name that is not said.
std::filesystem::path without_links(const std::filesystem::path& file);

// What was renamed, made or removed in the file's folder is on the disk then.
void sync_folder(const std::filesystem::path& file);

// What to say when a file cannot be reached: why, and who could.
std::string why_unreachable(const std::filesystem::path& file, int error_number);

}  // namespace ilert_bridge::journal
