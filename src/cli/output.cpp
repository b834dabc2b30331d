#include "ilert-bridge/cli/output.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <iostream>
#include <system_error>

namespace ilert_bridge {
namespace {

// A pipe or socket whose other end is closed: `… | head`, where SIGPIPE is ignored and so does not end us.
bool nobody_reads() {
  pollfd output{.fd = STDOUT_FILENO, .events = POLLOUT, .revents = 0};
  return ::poll(&output, 1, 0) > 0 && (output.revents & POLLERR) != 0;
}

// Some file systems say only when a file is closed that it was not written.
bool closes_well() {
  const int again = ::dup(STDOUT_FILENO);
  return again < 0 || ::close(again) == 0;
}

}  // namespace

void hold_standard_descriptors() {
  for (int number = STDIN_FILENO; number <= STDERR_FILENO; ++number)
    if (::fcntl(number, F_GETFD) < 0)  // the lowest number that is free is this one
      ::open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

// std::cout writes through stdout: both end here.
std::optional<std::string> lost_output() {
  errno = 0;
  std::cout.flush();
  const bool flushed = std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout.good();
  if (flushed && closes_well()) return std::nullopt;
  int fault = errno;
  if (nobody_reads()) return std::string{};
  // Where it failed before, why is forgotten; a device that takes nothing says it again.
  const bool is_known = fault != 0 || ::write(STDOUT_FILENO, "", 0) < 0;
  if (!is_known) return "not everything could be written";
  if (fault == 0) fault = errno;
  return std::error_code(fault, std::generic_category()).message();
}

}  // namespace ilert_bridge
