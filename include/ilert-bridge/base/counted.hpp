// "1 event", "2 events".
#pragma once

#include <cstddef>
#include <string>

namespace ilert_bridge {

inline std::string counted(std::size_t count, const std::string& what) {
  return std::to_string(count) + ' ' + what + (count == 1 ? "" : "s");
}

}  // namespace ilert_bridge
