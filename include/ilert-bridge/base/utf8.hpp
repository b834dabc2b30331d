// Whether bytes are UTF-8. Pure.
#pragma once

#include <string_view>

namespace ilert_bridge {

bool is_utf8(std::string_view bytes);

}  // namespace ilert_bridge
