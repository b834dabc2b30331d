// Who answers where a Livestatus server should, judged by its first bytes. Pure.
#pragma once

#include <string_view>

namespace ilert_bridge {

// What listens there and what to do about it, to be put behind a sentence with "; "; empty: nothing known.
std::string_view stranger_hint(std::string_view first_bytes);

}  // namespace ilert_bridge
