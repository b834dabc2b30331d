// One accepted connection as the Livestatus double sees it, whatever it runs over.
#pragma once

#include <sys/types.h>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <cstddef>
#include <memory>
#include <string_view>

namespace ilert_bridge::doubles {

class Wire {
 public:
  using Socket = boost::asio::generic::stream_protocol::socket;
  virtual ~Wire() = default;
  virtual boost::asio::awaitable<bool> open() = 0;  // TLS handshakes here; false: the peer did not
  virtual boost::asio::awaitable<std::size_t> read(char* into,
                                                   std::size_t size) = 0;  // 0: over, for whatever reason
  virtual boost::asio::awaitable<bool> write(std::string_view bytes) = 0;  // false: over
  virtual pid_t client() = 0;   // its process, over a unix socket; else 0
  virtual bool is_there() = 0;  // false: the peer has hung up, whether that was read or not
  virtual void close() = 0;     // from the thread of its executor; whoever waits on it is woken
  virtual void reset() = 0;     // close with a RST where there is one
};

std::unique_ptr<Wire> plain_wire(Wire::Socket socket);
std::unique_ptr<Wire> tls_wire(Wire::Socket socket, boost::asio::ssl::context& context);

}  // namespace ilert_bridge::doubles
