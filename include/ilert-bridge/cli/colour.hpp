// Colours of what people look for first, on a terminal.
#pragma once

#include <string>
#include <string_view>

namespace ilert_bridge {

// Standard output is a terminal that shows them, and NO_COLOR (no-color.org) is not set.
bool wants_colour();

// The words for states, and that nobody was called, in colour where they stand alone. Pure.
std::string painted(std::string_view text);

// What is printed: painted where it is wanted.
std::string on_screen(const std::string& text);

}  // namespace ilert_bridge
