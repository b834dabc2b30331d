#include "owner.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>

namespace ilert_bridge::journal {
namespace {

constexpr int private_mode = 0600;

std::string user_name(uid_t user) {
  const passwd* entry = getpwuid(user);
  return entry == nullptr ? "user " + std::to_string(user) : entry->pw_name;
}

std::string who_may(uid_t owner, const std::string& what) {
  if (owner == 0) return ": run as root, who owns " + what + ", or change its owner";
  return ": run as root or as " + user_name(owner) + ", who owns " + what;
}

std::string read_pid(int lock) {
  std::array<char, 24> buffer{};
  const ssize_t size = pread(lock, buffer.data(), buffer.size(), 0);
  const std::string_view text{buffer.data(), size < 0 ? 0 : static_cast<std::size_t>(size)};
  return std::string{text.substr(0, text.find_first_not_of("0123456789"))};
}

// Only for the message to a second process: the lock itself is the kernel's, so a failure here harms nobody.
void write_pid(int lock) {
  const std::string text = std::to_string(getpid()) + '\n';
  if (ftruncate(lock, 0) != 0 || pwrite(lock, text.data(), text.size(), 0) < 0) return;
}

}  // namespace

void give_to_owner_of_folder(int file, const std::filesystem::path& journal) {
  struct stat folder {};
  if (geteuid() != 0 || stat(std::filesystem::absolute(journal).parent_path().c_str(), &folder) != 0) return;
  if (fchown(file, folder.st_uid, folder.st_gid) != 0) return;  // the service will say what is wrong
}

std::filesystem::path beside(const std::filesystem::path& journal, const std::string& suffix) {
  return std::filesystem::path{journal} += suffix;
}

std::string why_unreachable(const std::filesystem::path& file, int error_number) {
  std::string text = std::generic_category().message(error_number);
  const std::filesystem::path folder = std::filesystem::absolute(file).parent_path();
  struct stat status {};
  if (error_number == ENOENT) {
    if (stat(folder.c_str(), &status) != 0)
      text = "the folder " + folder.string() + " does not exist: create it";
    return text;
  }
  if (error_number == EROFS) return text + ": the folder " + folder.string() + " is not writable";
  if (error_number != EACCES && error_number != EPERM) return text;
  if (stat(file.c_str(), &status) == 0) return text + who_may(status.st_uid, "it");
  if (stat(folder.c_str(), &status) == 0)
    return text + who_may(status.st_uid, "the folder " + folder.string());
  return text + ": run as root or as _ilert-bridge";
}

Result<Owner> Owner::claim(const std::filesystem::path& journal) {
  const std::filesystem::path lock_file = beside(journal, ".lock");
  // Not through a link: root may run this in a folder that belongs to somebody else.
  const int lock = open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, private_mode);
  if (lock < 0)
    return error("cannot open the journal's lock " + lock_file.string() + ": " +
                 why_unreachable(lock_file, errno));
  Owner owner(lock);
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    const std::string pid = read_pid(lock);
    return error("journal " + journal.string() + " belongs to a running ilert-bridge" +
                 (pid.empty() ? "" : " (process " + pid + ")") + ": stop it first");
  }
  write_pid(lock);
  give_to_owner_of_folder(lock, journal);
  // SQLite would take the umask's word for it; its own files then get the mode of this one.
  const int file = open(journal.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, private_mode);
  if (file >= 0) {
    give_to_owner_of_folder(file, journal);
    close(file);
  } else if (errno != EEXIST) {
    return error("cannot create the journal " + journal.string() + ": " + why_unreachable(journal, errno));
  }
  return owner;
}

Owner::Owner(Owner&& other) noexcept : lock_(other.lock_) { other.lock_ = -1; }

Owner::~Owner() {
  if (lock_ >= 0) close(lock_);
}

}  // namespace ilert_bridge::journal
