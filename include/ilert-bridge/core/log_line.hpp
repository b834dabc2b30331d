// What a line of the server's log tells of a subject. Values only; livestatus/log_lines.hpp reads them.
#pragma once

#include <cstdint>
#include <string>

#include "ilert-bridge/core/model.hpp"

namespace ilert_bridge {

struct LogLine {
  enum class Kind : std::uint8_t {
    state,            // a check's result that changed something
    downtime,         // `begins` or is over
    flapping,         // likewise
    acknowledgement,  // likewise; only Checkmk's commercial core says it
    notification  // of a problem, by Checkmk itself; `begins`: a person was told, else its rules were handed
                  // it
  };
  Kind kind = Kind::state;
  Time at{};                // the server's clock, whole seconds
  std::int64_t number = 0;  // of the line in its file: the order within a second
  Subject subject;
  State state = State::ok;
  bool hard = true;
  bool begins = false;
  std::string output;  // raw, cut
};

}  // namespace ilert_bridge
