// SQLite's log, and who keeps it from beginning anew.
#include <fcntl.h>
#include <sys/types.h>

#include <array>
#include <fstream>

#include "own_file.hpp"
#include "store.hpp"

namespace ilert_bridge {
namespace {

// The bytes of SQLite's index that readers lock: sqlite.org/walformat.html, section 2.3.2.
constexpr off_t first_read_lock = 123;
constexpr off_t read_locks = 5;

std::string command_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/comm");
  std::string name;
  std::getline(file, name);
  return name;
}

std::string reader_of(const Descriptor& index) {
  struct flock held {};
  held.l_type = F_WRLCK;
  held.l_whence = SEEK_SET;
  held.l_start = first_read_lock;
  held.l_len = read_locks;
  const bool is_known = index && fcntl(index.number(), F_GETLK, &held) == 0 && held.l_type != F_UNLCK;
  // 0: it is in another container. We ourselves are not listed.
  if (!is_known || held.l_pid <= 0) return "a process that cannot be told";
  const std::string command = command_of(held.l_pid);  // hidden from the service by ProtectProc=
  return "process " + std::to_string(held.l_pid) + (command.empty() ? "" : " (" + command + ")");
}

}  // namespace

std::optional<std::string> Journal::log_is_held(Bytes most) {
  journal::Database& database = store_->database();
  std::error_code fault;
  const auto size = std::filesystem::file_size(journal::beside(database.path(), "-wal"), fault);
  if (fault || static_cast<Bytes>(size) <= most) return std::nullopt;
  return store_->watched([&]() -> std::optional<std::string> {
    const journal::Database::Impatience now_or_not_at_all(database);
    if (database.number("PRAGMA wal_checkpoint(TRUNCATE)") == 0) return std::nullopt;
    return reader_of(store_->index());
  });
}

}  // namespace ilert_bridge
