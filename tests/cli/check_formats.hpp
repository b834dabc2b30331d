// Strict readers of what monitoring systems demand: empty if the text is right, else what is wrong with it.
#pragma once

#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace ilert_bridge::formats {

// NAME STATE - text | label=value[UOM];[warn];[crit];[min];[max] …, as the guidelines of monitoring plugins
// have it; what stands behind the '|' may be missing with it.
inline std::string plugin_fault(const std::string& line) {
  static const std::regex whole("[A-Z-]+ (OK|WARNING|CRITICAL|UNKNOWN) - [^|\n]+( \\| ([^|\n]+))?\n");
  static const std::regex datum(
      "[A-Za-z_]{1,19}=-?[0-9]+(\\.[0-9]+)?(s|us|ms|%|B|KB|MB|GB|TB|c)?(;[0-9.:~@]*){0,2}(;[0-9.]*){0,2}");
  std::smatch parts;
  if (!std::regex_match(line, parts, whole)) return "is not one line of text and performance data: " + line;
  std::istringstream data(parts[3].str());
  for (std::string word; data >> word;)
    if (!std::regex_match(word, datum)) return "is no performance datum: " + word;
  return {};
}

// STATE NAME METRICS TEXT a line, as Checkmk's agent takes local checks: metrics are "-" or name=value with
// warn and crit, joined by '|'; a name only once.
inline std::string checkmk_fault(const std::string& lines) {
  if (lines.empty() || lines.back() != '\n') return "does not end with a line";
  static const std::regex whole("([0-3P]) (\"[^\"]+\"|[^ \"]+) (\\S+) (.+)");
  static const std::regex metric(
      "[A-Za-z_][A-Za-z0-9_]*=-?[0-9]+(\\.[0-9]+)?(;[0-9.]*(:[0-9.]+)?){0,2}(;[0-9.]*){0,2}");
  std::set<std::string> names;
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);) {
    std::smatch parts;
    if (!std::regex_match(line, parts, whole)) return "is no local check: " + line;
    if (!names.insert(parts[2]).second) return "has a name twice: " + line;
    if (parts[4].str().find("\\n") != std::string::npos) return "has a line break in its text: " + line;
    if (parts[3] == "-") continue;
    std::istringstream metrics(parts[3].str());
    for (std::string one; std::getline(metrics, one, '|');)
      if (!std::regex_match(one, metric)) return "is no metric: " + one;
  }
  return {};
}

}  // namespace ilert_bridge::formats
