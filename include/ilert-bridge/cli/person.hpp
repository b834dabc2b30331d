// Who types, and as whom what is typed is done.
#pragma once

#include <filesystem>
#include <string>

#include "ilert-bridge/base/result.hpp"

namespace ilert_bridge {

std::string who_types();  // "ann (1000)"

// Whether it is there, or may be, but not for the user who runs this.
bool is_kept_from_us(const std::filesystem::path& file);

// What root writes into the daemon's folder must not be root's, or the daemon could not start any more; and
// what the daemon's user put there must not make root write elsewhere. So root becomes the folder's owner, or
// the file's where the folder is root's.
Result<void> become_owner_of(const std::filesystem::path& file);

}  // namespace ilert_bridge
