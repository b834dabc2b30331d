// What a check's first line says again of what stands before it in a title, for the voice that reads it.
// Pure.
#pragma once

#include <string>
#include <string_view>

#include "ilert-bridge/core/model.hpp"

namespace ilert_bridge {

// For a title "HOST/SERVICE is STATE: OUTPUT": `output`, one clean line, without the state and the service's
// name at its beginning ("HTTP CRITICAL: ", "CRIT - ") and without Checkmk's marks of what is wrong ("(!!)",
// "(!)", "(.)"). Another state, or a word that only looks like one, stays. May be empty: it said nothing
// else.
std::string said_once(std::string_view output, std::string_view service, State state);

}  // namespace ilert_bridge
