// A zone for the texts of one test.
#pragma once

#include <cstdlib>
#include <ctime>
#include <string>

namespace ilert_bridge {

// The zone of this test's process, as long as the value lives.
class Zone {
 public:
  explicit Zone(const char* zone) {
    if (const char* const set = std::getenv("TZ")) before_ = set;
    ::setenv("TZ", zone, 1);
    ::tzset();
  }
  ~Zone() {
    before_.empty() ? ::unsetenv("TZ") : ::setenv("TZ", before_.c_str(), 1);
    ::tzset();
  }
  Zone(const Zone&) = delete;
  Zone& operator=(const Zone&) = delete;

 private:
  std::string before_;
};

}  // namespace ilert_bridge
