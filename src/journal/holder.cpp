// The lock is not tried: whoever held it for a moment could keep a daemon from starting. The kernel lists it.
#include "ilert-bridge/journal/holder.hpp"

#include <sys/stat.h>

#include <fstream>
#include <sstream>
#include <string>

#include "own_file.hpp"

namespace ilert_bridge {
namespace {

// Of a line of /proc/locks: "3: FLOCK  ADVISORY  WRITE 4711 fe:01:1234 0 EOF".
struct HeldLock {
  std::int64_t pid = 0;
  std::string inode;
};

std::optional<HeldLock> held_lock(const std::string& line) {
  std::istringstream words(line);
  std::string number, kind, manner, access, place;
  HeldLock lock;
  if (!(words >> number >> kind >> manner >> access >> lock.pid >> place) || kind != "FLOCK") return {};
  lock.inode = place.substr(place.rfind(':') + 1);
  return lock;
}

}  // namespace

std::optional<std::int64_t> journal_holder(const std::filesystem::path& journal) {
  const std::filesystem::path file = journal::beside(journal, ".lock");
  struct stat status {};
  std::int64_t pid = 0;
  if (::stat(file.c_str(), &status) != 0 || !(std::ifstream(file) >> pid)) return std::nullopt;
  const std::string inode = std::to_string(status.st_ino);
  std::ifstream locks("/proc/locks");
  for (std::string line; std::getline(locks, line);)
    if (const auto lock = held_lock(line); lock && lock->pid == pid && lock->inode == inode) return pid;
  return std::nullopt;
}

}  // namespace ilert_bridge
