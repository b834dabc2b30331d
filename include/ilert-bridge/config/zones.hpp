// The names of time zones that this machine knows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ilert_bridge {

// Where the system keeps them.
inline constexpr std::string_view zone_folder = "/usr/share/zoneinfo";

// "Europe/Berlin": a zone of that name is there. A name never leads out of the folder.
bool is_zone(std::string_view name);

// All of them, in no order; none where the system has none.
std::vector<std::string> all_zones();

}  // namespace ilert_bridge
