// What this process takes of the machine, as the kernel counts it. Only here is /proc/self read.
#pragma once

#include <cstddef>

#include "ilert-bridge/base/size.hpp"

namespace ilert_bridge {

struct Consumption {
  double cpu_seconds = 0;
  Bytes resident = 0;
  Bytes address_space = 0;
  std::size_t open_files = 0;
  std::size_t most_files = 0;  // that it may open
};

// What cannot be read is 0.
Consumption consumption();

}  // namespace ilert_bridge
