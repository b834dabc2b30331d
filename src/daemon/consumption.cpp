#include "ilert-bridge/daemon/consumption.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace ilert_bridge {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

std::size_t open_files() {
  std::error_code fault;
  std::size_t count = 0;
  for (std::filesystem::directory_iterator at("/proc/self/fd", fault), end; !fault && at != end;
       at.increment(fault))
    ++count;
  return count == 0 ? 0 : count - 1;  // one of them is the look itself
}

}  // namespace

Consumption consumption() {
  Consumption use;
  rusage taken{};
  if (::getrusage(RUSAGE_SELF, &taken) == 0)
    use.cpu_seconds = seconds(taken.ru_utime) + seconds(taken.ru_stime);
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) use.most_files = limit.rlim_cur;
  Bytes pages = 0;
  Bytes resident_pages = 0;
  if (std::ifstream statm("/proc/self/statm"); statm >> pages >> resident_pages) {
    const auto page = static_cast<Bytes>(::sysconf(_SC_PAGESIZE));
    use.address_space = pages * page;
    use.resident = resident_pages * page;
  }
  use.open_files = open_files();
  return use;
}

}  // namespace ilert_bridge
