// More calls than a minute's budget carries: one alert says so first. What is over, accepted or LOW calls
// nobody, and is no storm. Pure.
#pragma once

#include <string>

#include "ilert-bridge/core/backlog.hpp"

namespace ilert_bridge {

// Whether the storm alert of a route should be open. It opens above one minute's pace and closes when no HIGH
// call waits.
bool is_storm(bool open, std::size_t calls, int pace);

struct StormWords {
  std::string summary;
  std::string details;  // Markdown
};

StormWords storm_words(const Census& census, int pace, std::string_view route, std::string_view bridge_name);
StormWords storm_over(std::string_view route, std::string_view bridge_name);

}  // namespace ilert_bridge
