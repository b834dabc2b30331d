// Text for a screen that is only so wide. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ilert_bridge {

// Words of `text`, made one clean line, in lines of at most `width`, all but the first indented by `indent`.
// A word that is longer is cut.
std::vector<std::string> wrapped(std::string_view text, std::size_t width, std::size_t indent);

}  // namespace ilert_bridge
