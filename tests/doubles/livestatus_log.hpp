// The core's log as table log shows it: one line is a row.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ilert_bridge::doubles {

struct ObjectRow;

struct LogLine {
  std::int64_t time = 0;
  int file = 0;              // how often the log was rotated before it
  std::int64_t number = 0;   // of the line in its file
  int line_class = 0;        // 1 alerts, 2 program, 5 commands, 6 states at a start
  std::string type = {};     // "SERVICE ALERT"
  std::string options = {};  // what follows the type and a colon
  std::string host = {}, description = {};
  std::string state_type = {};  // "SOFT" "HARD"; of downtimes and flapping "STARTED" "STOPPED" "CANCELLED"
  int state = 0, attempt = 0;
  std::string output = {}, comment = {};
  bool commercial_only = false;  // written by Checkmk's commercial core alone

  std::string message() const;  // as it stands in the file
};

// "SERVICE ALERT", "HOST FLAPPING ALERT": what an object's line begins with.
std::string line_type(const ObjectRow& row, std::string_view what);
LogLine state_line(const ObjectRow& row, std::string_view what, int line_class);
// Downtimes, flapping, acknowledgements.
LogLine change_line(const ObjectRow& row, std::string_view what, std::string_view change,
                    std::string_view comment);
LogLine command_line(std::string_view command);

}  // namespace ilert_bridge::doubles
