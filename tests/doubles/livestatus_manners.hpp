// What no client may ask of a Livestatus server. Pure, over the requests that the double heard.
#pragma once

#include <string>
#include <vector>

#include "ilert-bridge/livestatus/flavour.hpp"

namespace ilert_bridge::doubles {

// A sentence for each request that costs the server more than it should, or holds it up: hosts or services
// without Columns, their lists of comments or downtimes for all rows, a wait without an end of five seconds
// at most, on table log, or where the server does not wait.
std::vector<std::string> bad_manners(Flavour flavour, const std::vector<std::string>& requests);

}  // namespace ilert_bridge::doubles
