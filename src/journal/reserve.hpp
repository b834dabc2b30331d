// The file that is given up when the disk is full, so that what is journalled can still be delivered and
// recorded.
#pragma once

#include <filesystem>

#include "ilert-bridge/core/disk.hpp"

namespace ilert_bridge::journal {

// `<journal>.reserve`
std::filesystem::path reserve_file(const std::filesystem::path& journal);
bool has_reserve(const std::filesystem::path& journal);

// Takes the room for real, not as a hole. False, and nothing left behind, where there is not enough.
bool make_reserve(const std::filesystem::path& journal);

// Gives the room back; false if there was no reserve.
bool free_reserve(const std::filesystem::path& journal);

// Of the file system that the journal lies on. One that cannot be asked has room: then commits tell.
Disk disk_of(const std::filesystem::path& journal);

}  // namespace ilert_bridge::journal
