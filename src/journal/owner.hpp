// One process owns a journal: a lock on the file beside it, which the kernel lets go when the process ends,
// however it ends.
#pragma once

#include <filesystem>
#include <utility>

#include "ilert-bridge/base/descriptor.hpp"
#include "ilert-bridge/base/result.hpp"

namespace ilert_bridge::journal {

class Owner {
 public:
  // The error names the owner's process id. Creates the journal's file, for its user alone, if there is none.
  static Result<Owner> claim(const std::filesystem::path& journal);

 private:
  explicit Owner(Descriptor lock) : lock_(std::move(lock)) {}
  Descriptor lock_;
};

}  // namespace ilert_bridge::journal
