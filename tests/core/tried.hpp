// A site's past from a log in the language of log_language.hpp, tried with routes.
#pragma once

#include <string>
#include <vector>

#include "ilert-bridge/core/backtest_summary.hpp"
#include "tests/core/log_language.hpp"

namespace ilert_bridge {

inline Route route_called(std::string name) {
  Route route;
  route.name = std::move(name);
  return route;
}

class TriedLog {
 public:
  TriedLog() = default;
  TriedLog(const Subject& subject, const std::string& text) { lines(subject, text); }
  TriedLog& lines(const Subject& subject, const std::string& text) {
    for (const LogLine& line : lines_of(text, subject)) {
      chronicle.add(line);
      today.shows(line.subject, {});
    }
    return *this;
  }
  // `routes` must outlive it.
  std::vector<TriedSite> with(const std::vector<Route>& routes) const {
    return tried_with({{.chronicle = &chronicle, .today = &today, .until = until, .past = {}}}, routes);
  }

  Chronicle chronicle;
  Today today;
  Time until = noon + min(720);
};

inline const Subject http_of_web01{"prod", "web01", "HTTP", ""};
inline const Subject disk_of_db01{"prod", "db01", "Filesystem /", ""};

}  // namespace ilert_bridge
