// A problem that nobody was told of, as the two events that it would have been. Pure.
#pragma once

#include <array>
#include <string_view>

#include "ilert-bridge/core/event.hpp"
#include "ilert-bridge/core/history.hpp"

namespace ilert_bridge {

// ALERT and RESOLVE, with the times of the log. The texts say that it is over, when it was, and what the log
// cannot know.
std::array<Event, 2> events_of(const MissedProblem& missed, std::string_view web_url,
                               std::string_view bridge_name, Time now);

}  // namespace ilert_bridge
