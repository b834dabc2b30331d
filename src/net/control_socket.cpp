#include "control_socket.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <system_error>

namespace ilert_bridge {
namespace {

constexpr mode_t everybody = 0666;  // to connect to a socket, one must be allowed to write it
constexpr int waiting_room = 64;

Error failed(const std::filesystem::path& path, const std::string& what) {
  std::string why = std::error_code(errno, std::generic_category()).message();
  if (errno == ENOENT) why += "; create its folder, or set RUNTIME_DIRECTORY (the service does both)";
  if (errno == EACCES || errno == EPERM)
    why += "; the daemon's user must be allowed to write the folder (the service has RuntimeDirectory=)";
  return error("control socket " + path.string() + ": " + what + ": " + why);
}

// Why the path cannot be had: somebody answers there, or it is something else. A refused connection is what a
// crash leaves behind.
std::optional<Error> taken(const std::filesystem::path& path, const sockaddr_un& address) {
  struct stat file {};
  if (::lstat(path.c_str(), &file) != 0) return std::nullopt;  // whatever it is, making it will say
  if (!S_ISSOCK(file.st_mode))
    return error("control socket " + path.string() + ": there is a file that is no socket; remove it");
  const Descriptor probe{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  const auto* const where = reinterpret_cast<const sockaddr*>(&address);
  if (::connect(probe.number(), where, sizeof address) != 0 && (errno == ECONNREFUSED || errno == ENOENT))
    return std::nullopt;
  return error("control socket " + path.string() +
               ": another daemon listens there; give this one another RUNTIME_DIRECTORY");
}

}  // namespace

bool address_of(const std::filesystem::path& path, sockaddr_un& address) {
  address = {};
  address.sun_family = AF_UNIX;
  const std::string& name = path.native();
  if (name.size() >= sizeof address.sun_path) return false;
  std::memcpy(static_cast<char*>(address.sun_path), name.data(), name.size());
  return true;
}

Result<BoundSocket> BoundSocket::make(const std::filesystem::path& path) {
  const std::filesystem::path fresh = path.string() + ".new";
  sockaddr_un address{};
  sockaddr_un fresh_address{};
  if (!address_of(path, address) || !address_of(fresh, fresh_address))
    return error("control socket " + path.string() +
                 ": the path is too long for a socket; give the daemon a shorter RUNTIME_DIRECTORY");
  if (std::optional<Error> why = taken(path, address)) return *std::move(why);
  Descriptor listening{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (listening.number() < 0) return failed(path, "cannot make a socket");
  ::unlink(fresh.c_str());
  const auto* const where = reinterpret_cast<const sockaddr*>(&fresh_address);
  if (::bind(listening.number(), where, sizeof fresh_address) != 0) return failed(path, "cannot create it");
  if (::chmod(fresh.c_str(), everybody) != 0 || ::listen(listening.number(), waiting_room) != 0 ||
      std::rename(fresh.c_str(), path.c_str()) != 0) {
    Error why = failed(path, "cannot put it in place");
    ::unlink(fresh.c_str());
    return why;
  }
  return BoundSocket{path, std::move(listening)};
}

BoundSocket::BoundSocket(std::filesystem::path path, Descriptor listening)
    : path_(std::move(path)), listening_(std::move(listening)) {
  struct stat file {};
  if (::lstat(path_.c_str(), &file) != 0) return;
  device_ = file.st_dev;
  inode_ = file.st_ino;
}

BoundSocket::BoundSocket(BoundSocket&& other) noexcept
    : path_(std::move(other.path_)),
      listening_(std::move(other.listening_)),
      device_(other.device_),
      inode_(other.inode_) {
  other.path_.clear();
}

BoundSocket::~BoundSocket() {
  struct stat file {};
  if (path_.empty() || ::lstat(path_.c_str(), &file) != 0) return;
  if (file.st_dev == device_ && file.st_ino == inode_) ::unlink(path_.c_str());
}

}  // namespace ilert_bridge
