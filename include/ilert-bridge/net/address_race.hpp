// Which of a host's addresses answers first, as RFC 8305 has it: families take turns, the next address is
// tried when one fails or has been silent for a quarter of a second, and the first connection wins. A host
// whose IPv6 is swallowed somewhere is reached by IPv4 as if nothing were wrong. One thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "ilert-bridge/net/host_addresses.hpp"

namespace ilert_bridge {

using StreamProtocol = boost::asio::generic::stream_protocol;

// The order in which they are tried. What worked the last time begins, if it is still among them; else the
// resolver's first choice. Then the families take turns; within a family the resolver's order stays.
TcpAddresses in_turns(const TcpAddresses& addresses,
                      const std::optional<boost::asio::ip::tcp::endpoint>& worked_last);

// How it ended.
struct Raced {
  std::optional<StreamProtocol::socket> socket;  // connected; nothing: none of them in time
  std::size_t winner = 0;                        // the place of its address
  // Why each address that was tried has no connection, in their order; success: it was silent.
  std::vector<boost::system::error_code> faults;
};

// Until `end`, or until its coroutine is cancelled; what lost is closed then.
boost::asio::awaitable<Raced> race_for(std::vector<StreamProtocol::endpoint> addresses,
                                       std::chrono::steady_clock::time_point end);

}  // namespace ilert_bridge
