// Asks a core how far its checks are. Pure but for the questions.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>

#include "ilert-bridge/core/pulse.hpp"
#include "ilert-bridge/livestatus/source.hpp"

namespace ilert_bridge {

// One question to table status; and where its counters (all of them, or those of services) are not there,
// stand at 0 (Icinga 2) or where they stood at the reading before, a second one for recent checks of any
// service and for services that ought to be checked, which the server must search for. The source must have
// been asked before.
boost::asio::awaitable<Asked<PulseReading>> read_pulse(Source& source, std::optional<PulseReading> before);

}  // namespace ilert_bridge
