// One connection of the Livestatus double, from its first byte to its last.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>
#include <vector>

#include "ilert-bridge/livestatus/flavour.hpp"
#include "tests/doubles/wire.hpp"

namespace ilert_bridge::doubles {

// Answers the request with these lines; true if the connection may go on.
using Respond = std::function<boost::asio::awaitable<bool>(const std::vector<std::string>& lines)>;

boost::asio::awaitable<void> converse(Wire& wire, Flavour flavour, const Respond& respond);

}  // namespace ilert_bridge::doubles
