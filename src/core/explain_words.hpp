// An explanation in sentences.
#pragma once

#include <string>

#include "ilert-bridge/core/explain.hpp"

namespace ilert_bridge {

std::string why_of(const Explanation& one);  // "No alert, because it is in a downtime of carl: moving racks."
// Why the verdict is what it is, as half a sentence: "its host is DOWN".
std::string cause_of(const Explanation& one);
std::string next_of(const Explanation& one);  // "ALERT if the problem is still there when the downtime ends."

}  // namespace ilert_bridge
