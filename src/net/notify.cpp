#include "ilert-bridge/net/notify.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "control_socket.hpp"

namespace ilert_bridge {
namespace {

std::optional<std::int64_t> number_in(const char* text) {
  if (text == nullptr) return std::nullopt;
  const char* const end = text + std::strlen(text);
  std::int64_t number = 0;
  const auto [stopped, fault] = std::from_chars(text, end, number);
  if (fault != std::errc{} || stopped != end) return std::nullopt;
  return number;
}

Error failed(const std::string& address, const std::string& why) {
  return error("NOTIFY_SOCKET " + address + ": " + why);
}

Error failed(const std::string& address) {
  return failed(address, std::error_code(errno, std::generic_category()).message());
}

}  // namespace

Notify::Notify(std::string address) : address_(std::move(address)) {
  if (anybody())
    socket_ = std::make_shared<const Descriptor>(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
}

Notify Notify::of_process() {
  const char* const set = std::getenv("NOTIFY_SOCKET");
  return Notify{set == nullptr ? "" : set};
}

Result<void> Notify::tell(std::string_view lines) const {
  if (!anybody()) return {};
  const bool abstract = address_.front() == '@';
  sockaddr_un to{};
  if (!abstract && address_.front() != '/')
    return failed(address_, "neither a path nor an abstract name, which begins with '@'");
  if (!address_of(address_, to)) return failed(address_, "longer than a socket's name can be");
  if (abstract) to.sun_path[0] = '\0';
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
  const auto* const where = reinterpret_cast<const sockaddr*>(&to);
  // Not connected: a service manager that starts anew makes another socket of the same name.
  const ssize_t sent =
      ::sendto(socket_->number(), lines.data(), lines.size(), MSG_NOSIGNAL | MSG_DONTWAIT, where, length);
  if (sent < 0) return failed(address_);
  return {};
}

std::optional<Span> watchdog_interval(const char* usec, const char* pid, std::int64_t own_pid) {
  if (pid != nullptr && number_in(pid) != own_pid) return std::nullopt;
  const std::optional<std::int64_t> micros = number_in(usec);
  if (!micros || *micros <= 0) return std::nullopt;
  return std::chrono::duration_cast<Span>(std::chrono::microseconds{*micros});
}

std::optional<Span> watchdog_interval_of_process() {
  return watchdog_interval(std::getenv("WATCHDOG_USEC"), std::getenv("WATCHDOG_PID"), ::getpid());
}

// The steady clock is CLOCK_MONOTONIC, which is what the service manager means.
std::string reloading_lines() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(since).count();
  return "RELOADING=1\nMONOTONIC_USEC=" + std::to_string(micros) + "\n";
}

}  // namespace ilert_bridge
