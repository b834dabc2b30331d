// A log of tests/data/log, as a core writes its file.
#pragma once

#include <charconv>
#include <fstream>
#include <string>

#include "ilert-bridge/core/chronicle.hpp"
#include "ilert-bridge/livestatus/log_lines.hpp"

namespace ilert_bridge {

inline void add_log_file(const std::string& name, Chronicle& into) {
  std::ifstream file(std::string(ILERT_BRIDGE_SOURCE_DIR "/tests/data/log/") + name);
  std::int64_t number = 0;
  for (std::string text; std::getline(file, text);) {
    std::int64_t at = 0;
    std::from_chars(text.data() + 1, text.data() + text.size(), at);
    if (const auto line = log_line_of(at, ++number, text)) into.add(*line);
  }
}

}  // namespace ilert_bridge
