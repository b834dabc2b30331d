#include "tests/doubles/livestatus_log.hpp"

#include <array>

#include "tests/doubles/world.hpp"

namespace ilert_bridge::doubles {
namespace {

std::string_view state_word(const ObjectRow& row) {
  static constexpr std::array hosts = {"UP", "DOWN", "UNREACHABLE"};
  static constexpr std::array services = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};
  const auto state = static_cast<std::size_t>(row.state);
  return row.description.empty() ? hosts.at(state) : services.at(state);
}

LogLine about(const ObjectRow& row, std::string_view what, int line_class) {
  LogLine line{.line_class = line_class, .type = line_type(row, what)};
  line.host = row.host;
  line.description = row.description;
  line.state = row.state;
  line.options = row.host;
  if (!row.description.empty()) (line.options += ';') += row.description;
  return line;
}

void add(LogLine& line, std::string_view field) { (line.options += ';') += field; }

}  // namespace

std::string LogLine::message() const { return "[" + std::to_string(time) + "] " + type + ": " + options; }

std::string line_type(const ObjectRow& row, std::string_view what) {
  const std::string kind = row.description.empty() ? "HOST" : "SERVICE";
  if (what.starts_with("INITIAL ") || what.starts_with("CURRENT ")) {
    const auto blank = what.find(' ');
    return std::string(what.substr(0, blank + 1)) + kind + std::string(what.substr(blank));
  }
  return kind + " " + std::string(what);
}

LogLine state_line(const ObjectRow& row, std::string_view what, int line_class) {
  LogLine line = about(row, what, line_class);
  line.state_type = row.hard ? "HARD" : "SOFT";
  line.attempt = row.current_attempt;
  line.output = row.output;
  add(line, state_word(row));
  add(line, line.state_type);
  add(line, std::to_string(line.attempt));
  add(line, row.output);
  return line;
}

LogLine change_line(const ObjectRow& row, std::string_view what, std::string_view change,
                    std::string_view comment) {
  LogLine line = about(row, what, 1);
  line.state_type = change;
  line.comment = comment;
  add(line, change);
  add(line, comment);
  return line;
}

LogLine command_line(std::string_view command) {
  return {.line_class = 5, .type = "EXTERNAL COMMAND", .options = std::string(command)};
}

}  // namespace ilert_bridge::doubles
