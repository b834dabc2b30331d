// What is read from disk, and how. The only file behind it that does I/O.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ilert-bridge/base/result.hpp"

namespace ilert_bridge {

// Where the package puts what systemd starts, and where that keeps what it must remember.
inline constexpr const char* system_folder = "/etc/ilert-bridge";
inline constexpr const char* system_state_folder = "/var/lib/ilert-bridge";
inline constexpr const char* journal_file = "journal.db";

struct FileText {
  std::string text{};
  bool readable_by_others = false;
  std::string foreign_owner{};  // where it is not our user's: "belongs to uid 0 and has mode 0644, …"
  bool exists = true;           // false: there is no such file, and the rest says nothing
};

// The whole file; an error sentence names the file and what is wrong. A file that is not there is no error.
Result<FileText> read_file(const std::filesystem::path& path, std::size_t limit);

// The files that are merged over FILE: *.toml of the folder conf.d beside it, by name; hidden ones (an
// editor's) are not.
Result<std::vector<std::filesystem::path>> extra_files(const std::filesystem::path& file);

}  // namespace ilert_bridge
