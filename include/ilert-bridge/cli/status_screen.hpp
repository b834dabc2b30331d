// A status in the forms that people and monitoring systems read. Pure.
#pragma once

#include <string>
#include <vector>

#include "ilert-bridge/core/status.hpp"

namespace ilert_bridge {

struct StatusFrame {
  std::size_t width = 0;   // columns; 0: lines are never cut
  std::size_t height = 0;  // lines; 0: as many as it takes
};

// What is wrong comes first, each thing with its cause, its age and what to do; then sites, routes, journal
// and heartbeat. Where there is not enough room, what is well is left out first, and how much of it is said.
std::string status_screen(const Status& status, StatusFrame size);

// One line as the guidelines of monitoring plugins want it, and its exit status: 0 OK, 1 WARNING, 2 CRITICAL,
// 3 UNKNOWN.
struct PluginResult {
  std::string line;
  int exit_status = 0;
};
inline constexpr int plugin_unknown = 3;
PluginResult plugin_result(const Status& status);

// Local checks of the Checkmk agent, one a line: "0 ilert-bridge-site-prod lag=1.2;60;300 text". The same
// lines whatever the state, so that no service ever vanishes.
std::string checkmk_lines(const Status& status);

}  // namespace ilert_bridge
