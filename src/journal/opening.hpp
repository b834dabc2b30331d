// How a journal's file becomes a database that can be worked with: version, soundness, what the last process
// left.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "sqlite.hpp"

namespace ilert_bridge::journal {

struct Opened {
  std::unique_ptr<Database> database;
  std::string refused;  // why there is none
};

// All of them throw a DatabaseError where SQLite cannot do it. The first one must be the owner; it takes over
// what can be read of a damaged file.
Opened open_own(const std::filesystem::path& path, Time now);
Opened open_read_only(const std::filesystem::path& path);
Opened open_rehearsal(const std::filesystem::path& path);

// A file of this name beside the journal says that damage was seen while it was open.
std::filesystem::path suspicion(const std::filesystem::path& path);

}  // namespace ilert_bridge::journal
