// One connection for bytes: unix socket, TCP or TLS. Every operation has a deadline and gives an Error instead of throwing.
// One thread; cancelled by its coroutine's cancellation.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ilert-bridge/base/result.hpp"
#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {

struct Endpoint {
  enum class Kind { unix_socket, tcp, tls } kind = Kind::unix_socket;
  std::string path;     // unix_socket
  std::string host;     // tcp, tls; an IPv6 address without brackets
  std::string port;     // tcp, tls
  std::string ca_file;  // tls: who may sign the peer; empty: the system's
  bool operator==(const Endpoint&) const = default;
};

// "unix:/path", "tcp://host:port", "tls://host:port", "tls://[::1]:6557". The error says what is wrong.
Result<Endpoint> parse_endpoint(std::string_view text);
std::string to_text(const Endpoint& endpoint);

class Stream {
 public:
  // With TLS the certificate's chain is verified against ca_file. Its name is not compared when a ca_file is given: a site
  // CA signs nothing but its site, and Checkmk's certificates carry the site's name, not the host's.
  static boost::asio::awaitable<Result<Stream>> connect(const Endpoint& endpoint, Span deadline);
  Stream(Stream&&) noexcept;
  Stream& operator=(Stream&&) noexcept;
  ~Stream();  // closes

  boost::asio::awaitable<Result<std::size_t>> read_some(std::span<char> into, Span deadline);  // 0: the peer closed
  boost::asio::awaitable<Result<void>> read_exactly(std::span<char> into, Span deadline);
  boost::asio::awaitable<Result<void>> write(std::string_view bytes, Span deadline);
  bool has_unread_input() const;  // bytes or an end that nobody asked for: the connection cannot be used again

 private:
  struct Socket;
  explicit Stream(std::unique_ptr<Socket> socket);
  std::unique_ptr<Socket> socket_;
};

// Waits on the steady clock; true if it slept to the end, false if it was cancelled.
boost::asio::awaitable<bool> sleep_for(Span span);

}  // namespace ilert_bridge
