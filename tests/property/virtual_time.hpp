// Time that passes only when a test says so: in this program now() and the steady clock read it. The linker
// puts them in place of the real ones (see tests/CMakeLists.txt).
#pragma once

#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge::property {

void set_time(Time time);
void let_pass(Span span);

}  // namespace ilert_bridge::property
