#include "ilert-bridge/cli/spool_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t largest = 256 << 10;
const std::string lock_name = "lockfile";  // the plugin's
constexpr mode_t lock_mode = 0644;

std::string why() { return std::generic_category().message(errno); }

// Never through a link, and never waiting for the other end of a pipe.
constexpr int carefully = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

std::string kind_of(const struct stat& status) {
  if (S_ISLNK(status.st_mode)) return "is a link, and links are not followed here";
  if (!S_ISREG(status.st_mode)) return "is no plain file";
  if (status.st_nlink != 1) return "has a second name elsewhere, so it may be anybody's";
  return {};
}

std::string fault_of(const struct stat& status, unsigned owner) {
  if (std::string kind = kind_of(status); !kind.empty()) return kind;
  if (status.st_uid != owner && status.st_uid != 0 && status.st_uid != geteuid())
    return "belongs to user " + std::to_string(status.st_uid) + ", and the folder to user " +
           std::to_string(owner);
  if (status.st_size == 0) return "is empty";
  if (static_cast<std::size_t>(status.st_size) > largest) return "is larger than 256 KiB";
  return {};
}

Time written_at(const struct stat& status) {
  return from_unix(status.st_mtim.tv_sec) + Span{status.st_mtim.tv_nsec / 1'000'000};
}

// Empty, or why it could not be read as a whole.
std::string read_all(int file, std::string& bytes) {
  bytes.resize(largest + 1);
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t more = ::read(file, bytes.data() + have, bytes.size() - have);
    if (more < 0 && errno == EINTR) continue;
    if (more < 0) return "cannot be read: " + why();
    if (more == 0) break;
    have += static_cast<std::size_t>(more);
  }
  bytes.resize(have);
  return have > largest ? "is larger than 256 KiB" : "";
}

std::string read_file(int folder, unsigned owner, FoundFile& into) {
  struct stat named {};
  if (fstatat(folder, into.name.c_str(), &named, AT_SYMLINK_NOFOLLOW) != 0)
    return "cannot be looked at: " + why();
  if (std::string fault = fault_of(named, owner); !fault.empty()) return fault;
  const Descriptor file(openat(folder, into.name.c_str(), carefully));
  if (file.number() < 0) return "cannot be opened: " + why();
  struct stat opened {};
  if (fstat(file.number(), &opened) != 0) return "cannot be looked at: " + why();
  if (std::string fault = fault_of(opened, owner); !fault.empty())
    return fault;  // it may be another one by now
  into.at = written_at(opened);
  return read_all(file.number(), into.bytes);
}

}  // namespace

Result<SpoolFolder> SpoolFolder::open(const std::filesystem::path& path) {
  const std::string called = "spool folder " + quoted(path.native());
  std::string plain = path.native();  // a slash at the end would follow a link
  while (plain.size() > 1 && plain.back() == '/') plain.pop_back();
  Descriptor folder{::open(plain.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
  if (!folder && (errno == ELOOP || errno == ENOTDIR))
    return error(called + ": is no folder, or a link to one");
  struct stat status {};
  if (!folder || fstat(folder.number(), &status) != 0) return error(called + ": " + why());
  SpoolFolder spool(path, std::move(folder), status.st_uid);
  if (faccessat(spool.folder_.number(), ".", W_OK | X_OK, AT_EACCESS) != 0)
    return error(called + ": " + why() + "; what is taken over must be removed from it: run as root");
  if (Error refused = spool.lock(); !refused.text.empty()) return refused;
  return spool;
}

// An empty text: locked. The plugin must be able to open its lock after us, so a new one is its own.
Error SpoolFolder::lock() {
  const std::string called = "spool folder " + quoted(path_.native());
  const auto open_lock = [&](int flags) {
    constexpr int always = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
    return Descriptor{openat(folder_.number(), lock_name.c_str(), always | flags, lock_mode)};
  };
  lock_ = open_lock(0);
  if (!lock_ && errno == ENOENT) {
    lock_ = open_lock(O_CREAT | O_EXCL);
    if (lock_ && fchown(lock_.number(), owner_, static_cast<gid_t>(-1)) != 0 && geteuid() == 0)
      return error(called + ": its lock cannot be given to its owner: " + why());
  }
  if (!lock_) return error(called + ": its lock " + quoted(lock_name) + " cannot be opened: " + why());
  struct stat status {};
  if (fstat(lock_.number(), &status) != 0 || !S_ISREG(status.st_mode))
    return error(called + ": its lock " + quoted(lock_name) + " is no plain file");
  if (flock(lock_.number(), LOCK_EX | LOCK_NB) != 0)
    return error(called +
                 ": the plugin is sending just now; try again in a minute, or remove its cron job first");
  return {};
}

void SpoolFolder::read(std::vector<FoundFile>& files, std::vector<SpoolComplaint>& complaints) const {
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator("/proc/self/fd/" + std::to_string(folder_.number())))
    names.push_back(entry.path().filename().native());
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) {
    if (name.ends_with(".tmp"))
      complaints.push_back({name, "is half-written: by a plugin that is at it now, or was killed"});
    if (!name.ends_with(".ilert")) continue;
    FoundFile file{.name = name, .at = {}, .bytes = {}};
    if (std::string fault = read_file(folder_.number(), owner_, file); fault.empty()) {
      files.push_back(std::move(file));
    } else {
      complaints.push_back({name, std::move(fault)});
    }
  }
}

std::string SpoolFolder::remove(const std::string& name) const {
  return unlinkat(folder_.number(), name.c_str(), 0) == 0 ? "" : why();
}

}  // namespace ilert_bridge
