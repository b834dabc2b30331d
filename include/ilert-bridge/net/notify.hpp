// What a service manager is told by the protocol of sd_notify(3): one datagram of NAME=VALUE lines to
// $NOTIFY_SOCKET. By hand, since libsystemd would bring six libraries for these lines. Plain system calls.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ilert-bridge/base/result.hpp"
#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {

class Descriptor;

class Notify {
 public:
  // To the socket with this path, or with this abstract name where it begins with '@'. Empty: nobody listens.
  // Its own socket is made here and kept, so that a process without descriptors can still feed its watchdog.
  explicit Notify(std::string address);
  // What $NOTIFY_SOCKET says.
  static Notify of_process();

  bool anybody() const { return !address_.empty(); }
  // Never waits: a service manager that does not read must not keep alerts back. Fine if nobody listens.
  Result<void> tell(std::string_view lines) const;

 private:
  std::string address_;
  std::shared_ptr<const Descriptor> socket_;  // shared by copies; none if nobody listens
};

// How often the watchdog wants to be fed at least, by $WATCHDOG_USEC; nothing if there is none, or if it is
// meant for another process ($WATCHDOG_PID).
std::optional<Span> watchdog_interval(const char* usec, const char* pid, std::int64_t own_pid);
std::optional<Span> watchdog_interval_of_process();

// "RELOADING=1" with the time that the service manager compares with its own.
std::string reloading_lines();

}  // namespace ilert_bridge
