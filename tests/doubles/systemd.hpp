// The service manager's end of $NOTIFY_SOCKET: a datagram socket that keeps what it was told.
#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <array>
#include <cstddef>
#include <cstring>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace ilert_bridge::doubles {

class SystemdDouble {
 public:
  // One that is busy leaves what it is told in the socket, which holds about ten datagrams.
  enum class Reads { always, when_asked };
  // A path, or an abstract name that begins with '@'.
  explicit SystemdDouble(const std::string& address, Reads reads = Reads::always)
      : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un own{};
    own.sun_family = AF_UNIX;
    std::memcpy(static_cast<char*>(own.sun_path), address.data(), address.size());
    if (address.front() == '@') own.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address.size());
    if (::bind(socket_, reinterpret_cast<const sockaddr*>(&own), length) != 0)
      throw std::runtime_error("cannot listen at " + address);
    if (reads == Reads::always)
      reader_ = std::jthread([this](const std::stop_token& stop) { read_until(stop); });
  }
  ~SystemdDouble() {
    if (reader_.joinable()) reader_ = {};
    ::close(socket_);
  }
  SystemdDouble(const SystemdDouble&) = delete;
  SystemdDouble& operator=(const SystemdDouble&) = delete;

  // Every datagram so far, in order.
  std::vector<std::string> told() {
    const std::lock_guard lock(mutex_);
    std::array<char, 65536> buffer{};
    for (;;) {
      const ssize_t came = ::recv(socket_, buffer.data(), buffer.size(), 0);
      if (came < 0) return told_;
      told_.emplace_back(buffer.data(), static_cast<std::size_t>(came));
    }
  }
  // How many datagrams have a line that begins so.
  std::size_t count(const std::string& line) {
    std::size_t found = 0;
    for (const std::string& datagram : told())
      found += ("\n" + datagram).find("\n" + line) != std::string::npos;
    return found;
  }
  // The newest STATUS=.
  std::string status() {
    std::string newest;
    for (const std::string& datagram : told()) {
      const std::size_t found = ("\n" + datagram).find("\nSTATUS=");
      if (found == std::string::npos) continue;
      const std::size_t begin = found + 7;
      newest = datagram.substr(begin, datagram.find('\n', begin) - begin);
    }
    return newest;
  }

 private:
  void read_until(const std::stop_token& stop) {
    pollfd ready{.fd = socket_, .events = POLLIN, .revents = 0};
    while (!stop.stop_requested())
      if (::poll(&ready, 1, 20) > 0) told();
  }

  int socket_;
  std::mutex mutex_;
  std::vector<std::string> told_;
  std::jthread reader_;
};

}  // namespace ilert_bridge::doubles
