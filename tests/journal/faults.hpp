// A disk that stops taking writes, or a process that dies at one. SQLite lets its system calls be replaced.
#pragma once

#include <signal.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <initializer_list>

namespace ilert_bridge {

class FaultyWrites {
 public:
  FaultyWrites() { install(reinterpret_cast<sqlite3_syscall_ptr>(write_or_fail)); }
  ~FaultyWrites() {
    heal();
    install(nullptr);
  }
  FaultyWrites(const FaultyWrites&) = delete;
  FaultyWrites& operator=(const FaultyWrites&) = delete;

  // So many writes go well, then each fails with this errno.
  static void fail(int error_number, int good_writes = 0) {
    fault_ = error_number, good_writes_ = good_writes;
  }
  static void kill_at(int good_writes) { fail(killed, good_writes); }
  // As a full disk does until this file is deleted.
  static void fail_until_gone(const std::filesystem::path& file) {
    fail(ENOSPC);
    taken_by_ = file;
  }
  static void heal() {
    fault_ = 0;
    taken_by_.clear();
  }

 private:
  static constexpr int killed = -1;

  static void install(sqlite3_syscall_ptr call) {
    sqlite3_vfs* vfs = sqlite3_vfs_find(nullptr);
    for (const char* name : {"pwrite", "pwrite64"}) vfs->xSetSystemCall(vfs, name, call);
  }

  static ssize_t write_or_fail(int file, const void* bytes, std::size_t size, off_t offset) {
    if (!taken_by_.empty() && access(taken_by_.c_str(), F_OK) != 0) heal();
    if (fault_ == 0 || --good_writes_ >= 0) return pwrite(file, bytes, size, offset);
    if (fault_ == killed) kill(getpid(), SIGKILL);
    errno = fault_;
    return -1;
  }

  static inline int fault_ = 0;
  static inline int good_writes_ = 0;
  static inline std::filesystem::path taken_by_;
};

}  // namespace ilert_bridge
