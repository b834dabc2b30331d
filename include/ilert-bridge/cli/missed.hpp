// What the journal has of problems that nobody saw, for the screen and for programs.
#pragma once

#include <boost/json/array.hpp>
#include <string>
#include <vector>

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/core/model.hpp"

namespace ilert_bridge {

struct MissedLine {
  Subject subject;
  std::string route;
  State state = State::critical;
  Time began{}, ended{};
};

// Journalled in the last 24 hours, the newest first; nothing if there is no journal to read.
std::vector<MissedLine> missed_lately(const Config& config, Time now);

boost::json::array as_json(const std::vector<MissedLine>& missed);
// A heading and a table of the first of them; empty if there are none.
std::string screen_of(const std::vector<MissedLine>& missed);

}  // namespace ilert_bridge
