// How an answer leaves the Livestatus double: as it is, or with a fault.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>

#include "tests/doubles/livestatus_fault.hpp"
#include "tests/doubles/livestatus_query.hpp"
#include "tests/doubles/wire.hpp"

namespace ilert_bridge::doubles {

// The answer itself, changed as the fault says; faults of the way it is sent leave it as it is.
ServerAnswer spoiled(ServerAnswer answer, const std::optional<Fault>& fault);
// True if the connection may go on.
boost::asio::awaitable<bool> send(Wire& wire, const ServerAnswer& answer, Flavour flavour,
                                  const std::optional<Fault>& fault);

}  // namespace ilert_bridge::doubles
