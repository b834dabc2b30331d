#include "reserve.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <limits>

#include "own_file.hpp"
#include "store.hpp"

namespace ilert_bridge::journal {

std::filesystem::path reserve_file(const std::filesystem::path& journal) {
  return beside(journal, ".reserve");
}

bool has_reserve(const std::filesystem::path& journal) {
  struct stat status {};
  return lstat(reserve_file(journal).c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         status.st_size >= reserve_size;
}

bool make_reserve(const std::filesystem::path& journal) {
  if (has_reserve(journal)) return true;
  const std::filesystem::path path = reserve_file(journal);
  const Descriptor file = make_file(path);
  if (!file) return false;
  const bool made = posix_fallocate(file.number(), 0, reserve_size) == 0;
  if (!made) free_reserve(journal);
  return made;
}

bool free_reserve(const std::filesystem::path& journal) {
  std::error_code fault;
  return std::filesystem::remove(reserve_file(journal), fault) && !fault;
}

Disk disk_of(const std::filesystem::path& journal) {
  struct statvfs status {};
  const std::filesystem::path folder = std::filesystem::absolute(journal).parent_path();
  if (statvfs(folder.c_str(), &status) != 0)
    return {.free = std::numeric_limits<Bytes>::max(), .total = std::numeric_limits<Bytes>::max()};
  const auto unit = static_cast<Bytes>(status.f_frsize);
  return {.free = static_cast<Bytes>(status.f_bavail) * unit,
          .total = static_cast<Bytes>(status.f_blocks) * unit};
}

}  // namespace ilert_bridge::journal

namespace ilert_bridge {

bool Journal::Store::give_up_reserve() { return owns() && journal::free_reserve(database_->path()); }

Disk Journal::disk() const { return journal::disk_of(store_->database().path()); }
bool Journal::has_reserve() const { return journal::has_reserve(store_->database().path()); }
bool Journal::make_reserve() { return store_->owns() && journal::make_reserve(store_->database().path()); }
void Journal::on_reserve_used(std::function<void()> callback) {
  store_->on_reserve_used(std::move(callback));
}

// Then what the log holds goes where it belongs, as far as nobody reads it: the log begins anew and grows no
// more.
void Journal::free_reserve() {
  store_->give_up_reserve();
  try {
    store_->database().execute("PRAGMA wal_checkpoint(PASSIVE)");
  } catch (const journal::DatabaseError&) {
    // It is tried again with every commit.
  }
}

}  // namespace ilert_bridge
