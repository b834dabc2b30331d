// One process owns a journal: a lock on the file beside it, which the kernel lets go when the process ends,
// however it ends.
#pragma once

#include <filesystem>
#include <string>

#include "ilert-bridge/base/result.hpp"

namespace ilert_bridge::journal {

class Owner {
 public:
  // The error names the owner's process id. Creates the journal's file, for its user alone, if there is none.
  static Result<Owner> claim(const std::filesystem::path& journal);
  Owner(Owner&& other) noexcept;
  Owner& operator=(Owner&&) = delete;
  ~Owner();

 private:
  explicit Owner(int lock) : lock_(lock) {}
  int lock_;
};

// What root makes in the service's folder has to be the service's, or it could not open it later; SQLite does
// so with the files that it makes itself.
void give_to_owner_of_folder(int file, const std::filesystem::path& journal);

// What to say when a file cannot be reached: why, and who could.
std::string why_unreachable(const std::filesystem::path& file, int error_number);

// `<journal><suffix>`
std::filesystem::path beside(const std::filesystem::path& journal, const std::string& suffix);

}  // namespace ilert_bridge::journal
