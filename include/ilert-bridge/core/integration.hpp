// What type an ilert alert source is, and what the older types want to know besides.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace ilert_bridge {

// How a route talks to its alert source.
enum class Integration : std::uint8_t {
  api,      // the generic event API
  checkmk,  // what Checkmk 2's own notification method posts to
  nagios    // what the plugin for Nagios, Icinga and Checkmk 1 posts to
};
std::string_view name(Integration integration);  // as in the configuration

// Words of a notification by the names that Checkmk gives them: SERVICEOUTPUT, HOSTALIAS. Clean text, only
// what the route sends. Alert sources of the older types have templates that want them; kept for their routes
// alone.
using Context = std::map<std::string, std::string>;

}  // namespace ilert_bridge
