// Asking the daemon: blocking, since a command has nothing else to do.
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <system_error>

#include "control_socket.hpp"
#include "ilert-bridge/net/control.hpp"

namespace ilert_bridge {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t longest_answer = 16U << 20;

struct Asking {
  const std::filesystem::path& path;
  Descriptor socket;
  Clock::time_point end;

  ControlFault failed(const std::string& what, const std::string& why) const {
    return {.kind = ControlFault::Kind::failed,
            .text = "control socket " + path.string() + ": " + what + ": " + why};
  }
  ControlFault failed(const std::string& what) const {
    return failed(what, std::error_code(errno, std::generic_category()).message());
  }

  // False: the time is up.
  bool wait(short what) const {
    const auto left = std::chrono::ceil<Span>(end - Clock::now()).count();
    pollfd ready{socket.number(), what, 0};
    return left > 0 && ::poll(&ready, 1, static_cast<int>(left)) > 0;
  }

  std::optional<ControlFault> send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent >= 0) {
        bytes.remove_prefix(static_cast<std::size_t>(sent));
      } else if (errno != EAGAIN && errno != EINTR) {
        return failed("cannot ask");
      } else if (!wait(POLLOUT)) {
        return failed("cannot ask", "the daemon does not take the question");
      }
    }
    return std::nullopt;
  }

  Result<std::string, ControlFault> read_line() const {
    std::string line;
    std::array<char, 1U << 14> piece;
    while (line.size() < longest_answer) {
      const ssize_t got = ::recv(socket.number(), piece.data(), piece.size(), MSG_DONTWAIT);
      if (got == 0) return failed("no answer", "the daemon closed the connection");
      if (got > 0) {
        line.append(piece.data(), static_cast<std::size_t>(got));
        if (line.back() == '\n') return line.substr(0, line.size() - 1);
      } else if (errno != EAGAIN && errno != EINTR) {
        return failed("no answer");
      } else if (!wait(POLLIN)) {
        return failed("no answer", "the daemon is busy or hangs");
      }
    }
    return failed("no answer", "it is too long");
  }
};

}  // namespace

void throw_exception_from_error(const ControlFault& fault, const boost::source_location&) {
  throw std::logic_error("no answer to use: " + fault.text);
}

Result<std::string, ControlFault> ask_control(const std::filesystem::path& path, std::string_view line,
                                              Span patience) {
  const Asking asking{.path = path,
                      .socket = Descriptor{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)},
                      .end = Clock::now() + patience};
  sockaddr_un address{};
  if (!address_of(path, address)) return asking.failed("cannot connect", "the path is too long for a socket");
  // Where the queue of connections is full, connecting waits as sending does.
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(patience);
  const timeval limit{.tv_sec = seconds.count(), .tv_usec = 0};
  ::setsockopt(asking.socket.number(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  if (::connect(asking.socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const bool nobody = errno == ENOENT || errno == ECONNREFUSED || errno == ENOTDIR;
    ControlFault fault = asking.failed("cannot connect");
    if (nobody) fault = {.kind = ControlFault::Kind::nobody, .text = "nobody answers at " + path.string()};
    return fault;
  }
  std::string question{line};
  question.push_back('\n');
  if (std::optional<ControlFault> fault = asking.send(question)) return *std::move(fault);
  return asking.read_line();
}

}  // namespace ilert_bridge
