#include "own_file.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace ilert_bridge::journal {
namespace {

namespace fs = std::filesystem;

// Who may change what is in it may read it: the members of the daemon's group.
constexpr mode_t private_mode = 0640;
// O_NONBLOCK: a pipe without another end would hold us up for ever.
constexpr int carefully = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;

// errno as open(2) leaves it.
Descriptor opened(const fs::path& file, int flags) {
  return Descriptor{open(file.c_str(), flags | carefully, private_mode)};
}

bool look_at_folder_of(const fs::path& file, struct stat& folder) {
  return stat(fs::absolute(file).parent_path().c_str(), &folder) == 0;
}

Descriptor made(const fs::path& file) {
  Descriptor fresh = opened(file, O_RDWR | O_CREAT | O_EXCL);
  struct stat folder {};
  if (fresh && geteuid() == 0 && look_at_folder_of(file, folder) &&
      fchown(fresh.number(), folder.st_uid, folder.st_gid) != 0)
    return fresh;  // the service will say what is wrong
  return fresh;
}

// A backup may give a file a second name. But of a file that is not the folder's owner's root must not be
// sure that it belongs here.
bool may_be_used(const fs::path& file, const struct stat& status) {
  struct stat folder {};
  if (!S_ISREG(status.st_mode)) return false;
  return status.st_nlink == 1 || geteuid() != 0 ||
         (look_at_folder_of(file, folder) && folder.st_uid == status.st_uid);
}

Descriptor opened_if_plain(const fs::path& file, int flags) {
  Descriptor there = opened(file, flags);
  struct stat status {};
  if (!there || fstat(there.number(), &status) != 0) return Descriptor{};
  if (may_be_used(file, status)) return there;
  there = Descriptor{};
  errno = EINVAL;
  return there;
}

std::string user_name(uid_t user) {
  const passwd* entry = getpwuid(user);
  return entry == nullptr ? "user " + std::to_string(user) : entry->pw_name;
}

std::string who_may(uid_t owner, const std::string& what) {
  if (owner == 0) return ": run as root, who owns " + what + ", or change its owner";
  return ": run as root or as " + user_name(owner) + ", who owns " + what;
}

}  // namespace

fs::path beside(const fs::path& journal, const std::string& suffix) { return fs::path{journal} += suffix; }

Descriptor make_file(const fs::path& file) {
  if (unlink(file.c_str()) != 0 && errno != ENOENT) return Descriptor{};
  return made(file);
}

Descriptor make_or_open_file(const fs::path& file) {
  Descriptor there = opened_if_plain(file, O_RDWR);
  if (there || errno != ENOENT) return there;
  there = made(file);
  if (there || errno != EEXIST) return there;
  return opened_if_plain(file, O_RDWR);  // somebody was faster
}

Descriptor open_file(const fs::path& file) { return opened_if_plain(file, O_RDONLY); }

Result<void> make_journal(const fs::path& journal) {
  if (made(journal)) return {};
  const std::string what = "cannot open the journal " + journal.string() + ": ";
  if (errno != EEXIST) return error(what + why_unreachable(journal, errno));
  struct stat status {};
  if (lstat(journal.c_str(), &status) != 0) return error(what + why_unreachable(journal, errno));
  if (S_ISLNK(status.st_mode))
    return error(what +
                 "it is a symbolic link, and none is followed: name the file itself in [journal] path");
  if (!may_be_used(journal, status)) return error(what + why_unreachable(journal, EINVAL));
  return {};
}

fs::path without_links(const fs::path& file) {
  std::error_code fault;
  const fs::path whole = fs::absolute(file);
  const fs::path folder = fs::canonical(whole.parent_path(), fault);
  return fault ? whole : folder / whole.filename();
}

void sync_folder(const fs::path& file) {
  const Descriptor folder{open(fs::absolute(file).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (folder) fsync(folder.number());
}

std::string why_unreachable(const fs::path& file, int error_number) {
  std::string text = std::generic_category().message(error_number);
  const fs::path folder = fs::absolute(file).parent_path();
  struct stat status {};
  if (error_number == ENOENT) {
    if (stat(folder.c_str(), &status) != 0)
      text = "the folder " + folder.string() + " does not exist: create it";
    return text;
  }
  if (error_number == ELOOP) return "it is a symbolic link, and none is followed there: remove it";
  if (error_number == EINVAL) return "it is no plain file, or a second name of somebody else's: remove it";
  if (error_number == EROFS) return text + ": the folder " + folder.string() + " is not writable";
  if (error_number != EACCES && error_number != EPERM) return text;
  if (lstat(file.c_str(), &status) == 0) return text + who_may(status.st_uid, "it");
  if (stat(folder.c_str(), &status) == 0)
    return text + who_may(status.st_uid, "the folder " + folder.string());
  return text + ": run as root or as _ilert-bridge";
}

}  // namespace ilert_bridge::journal
