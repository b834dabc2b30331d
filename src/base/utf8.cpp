#include "ilert-bridge/base/utf8.hpp"

#include <utf8.h>

namespace ilert_bridge {

bool is_utf8(std::string_view bytes) { return utf8::is_valid(bytes.begin(), bytes.end()); }

}  // namespace ilert_bridge
