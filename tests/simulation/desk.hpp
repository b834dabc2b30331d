// The control socket without a socket: net/control.hpp for this program. A person asks what `ilert-bridge
// adopt`, `journal drop` and the like ask the daemon.
#pragma once

#include <functional>
#include <string>

namespace ilert_bridge::simulation {

// One line of JSON; `answered` gets the one that comes back. Where no daemon listens it waits for one.
void ask_the_daemon(std::string question, std::function<void(const std::string&)> answered = {});
// Whoever asked has left.
void clear_the_desk();

}  // namespace ilert_bridge::simulation
