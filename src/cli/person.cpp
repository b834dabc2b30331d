#include "ilert-bridge/cli/person.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace ilert_bridge {

std::string who_types() {
  const uid_t user = getuid();
  const passwd* const entry = getpwuid(user);
  const std::string number = std::to_string(user);
  return entry == nullptr ? number : std::string{entry->pw_name} + " (" + number + ")";
}

bool is_kept_from_us(const std::filesystem::path& file) {
  return ::faccessat(AT_FDCWD, file.c_str(), R_OK, AT_EACCESS) != 0 && errno == EACCES;
}

Result<void> become_owner_of(const std::filesystem::path& file) {
  struct stat status {};
  const std::filesystem::path folder = std::filesystem::absolute(file).parent_path();
  if (geteuid() != 0 || stat(folder.c_str(), &status) != 0) return {};
  if (status.st_uid == 0 && lstat(file.c_str(), &status) != 0) return {};
  if (status.st_uid == 0) return {};
  if (setgroups(0, nullptr) != 0 || setegid(status.st_gid) != 0 || seteuid(status.st_uid) != 0)
    return error("cannot become the owner of " + folder.string() + ": run as that user");
  return {};
}

}  // namespace ilert_bridge
