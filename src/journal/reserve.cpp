#include "reserve.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <limits>

#include "owner.hpp"
#include "store.hpp"

namespace ilert_bridge::journal {

std::filesystem::path reserve_file(const std::filesystem::path& journal) {
  return beside(journal, ".reserve");
}

bool has_reserve(const std::filesystem::path& journal) {
  struct stat status {};
  return stat(reserve_file(journal).c_str(), &status) == 0 && status.st_size >= reserve_size;
}

bool make_reserve(const std::filesystem::path& journal) {
  if (has_reserve(journal)) return true;
  const std::filesystem::path path = reserve_file(journal);
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return false;
  give_to_owner_of_folder(file, journal);
  const bool made = posix_fallocate(file, 0, reserve_size) == 0;
  close(file);
  if (!made) unlink(path.c_str());
  return made;
}

bool free_reserve(const std::filesystem::path& journal) { return unlink(reserve_file(journal).c_str()) == 0; }

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
