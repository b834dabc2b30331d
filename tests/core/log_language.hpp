// A log's lines in a small language, separated by commas.
#pragma once

#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "ilert-bridge/core/log_line.hpp"
#include "tests/core/builders.hpp"

namespace ilert_bridge {

// "10 CRITICAL", "11 SOFT WARNING", "12 downtime", "13 no-downtime", "14 flapping", "15 no-flapping", "16
// ack", "17 no-ack", "18 notified", "19 handed-on"; "host " before any of them: of the host. Minutes after
// noon, and seconds: "19+30".
inline LogLine line_of(const std::string& text, const Subject& subject) {
  std::istringstream words{text};
  std::int64_t minutes = 0;
  std::string word;
  words >> minutes >> word;
  LogLine line;
  line.subject = subject;
  line.at = noon + min(minutes);
  if (word.starts_with("+")) {
    line.at += s(std::stoi(word));
    words >> word;
  }
  if (word == "host") {
    line.subject.service.clear();
    words >> word;
  }
  if (word == "SOFT") {
    line.hard = false;
    words >> word;
  }
  line.begins = !word.starts_with("no-");
  const std::string what = line.begins ? word : word.substr(3);
  if (what == "downtime") line.kind = LogLine::Kind::downtime;
  if (what == "flapping") line.kind = LogLine::Kind::flapping;
  if (what == "ack") line.kind = LogLine::Kind::acknowledgement;
  if (what == "notified" || what == "handed-on") line.kind = LogLine::Kind::notification;
  if (what == "handed-on") line.begins = false;
  if (const auto state = state_named(word)) {
    line.state = *state;
    line.output = "it is " + word;
  }
  return line;
}

inline std::vector<LogLine> lines_of(const std::string& text, const Subject& subject) {
  std::vector<LogLine> lines;
  std::istringstream stream{text};
  for (std::string one; std::getline(stream, one, ',');) lines.push_back(line_of(one, subject));
  return lines;
}

}  // namespace ilert_bridge
