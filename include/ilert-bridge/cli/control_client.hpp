// What commands ask the running daemon.
#pragma once

#include <boost/json/object.hpp>
#include <filesystem>
#include <string>

#include "ilert-bridge/net/control.hpp"

namespace ilert_bridge {

// Asks the daemon that owns this journal; the field "journal" is added to the question. The fault is `nobody`
// if no daemon runs (or one of another journal answers), else what it refused or what went wrong, in one
// sentence.
Result<boost::json::object, ControlFault> ask_daemon(const std::filesystem::path& journal,
                                                     boost::json::object question);

}  // namespace ilert_bridge
