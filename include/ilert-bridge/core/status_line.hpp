// The whole status in one line, as `systemctl status` shows it: what is wrong first, then how much there is.
// Pure.
#pragma once

#include <string>

#include "ilert-bridge/core/status.hpp"

namespace ilert_bridge {

// "2 sites answer, 3 queued (oldest 4 s), 12 open alerts"; with something wrong, up to two of the findings
// and how many more there are go before it. A failed reload is always said. One line of at most 400 code
// points.
std::string status_line(const Status& status);

}  // namespace ilert_bridge
