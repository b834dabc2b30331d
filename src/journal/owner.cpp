#include "owner.hpp"

#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "own_file.hpp"

namespace ilert_bridge::journal {
namespace {

std::string read_pid(const Descriptor& lock) {
  std::array<char, 24> buffer{};
  const ssize_t size = pread(lock.number(), buffer.data(), buffer.size(), 0);
  const std::string_view text{buffer.data(), size < 0 ? 0 : static_cast<std::size_t>(size)};
  return std::string{text.substr(0, text.find_first_not_of("0123456789"))};
}

// Only for the message to a second process: the lock itself is the kernel's, so a failure here harms nobody.
void write_pid(const Descriptor& lock) {
  const std::string text = std::to_string(getpid()) + '\n';
  if (ftruncate(lock.number(), 0) != 0 || pwrite(lock.number(), text.data(), text.size(), 0) < 0) return;
}

}  // namespace

Result<Owner> Owner::claim(const std::filesystem::path& journal) {
  const std::filesystem::path lock_file = beside(journal, ".lock");
  Descriptor lock = make_or_open_file(lock_file);
  if (!lock)
    return error("cannot open the journal's lock " + lock_file.string() + ": " +
                 why_unreachable(lock_file, errno));
  if (flock(lock.number(), LOCK_EX | LOCK_NB) != 0) {
    const std::string pid = read_pid(lock);
    return error("journal " + journal.string() + " belongs to a running ilert-bridge" +
                 (pid.empty() ? "" : " (process " + pid + ")") + ": stop it first");
  }
  write_pid(lock);
  // SQLite would take the umask's word for it; its own files then get the mode of this one.
  if (const Result<void> made = make_journal(journal); !made) return made.error();
  return Owner{std::move(lock)};
}

}  // namespace ilert_bridge::journal
