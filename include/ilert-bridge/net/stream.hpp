// One connection for bytes: unix socket, TCP or TLS. Every operation has a deadline and gives an Error
// instead of throwing; the texts name the endpoint, the cause and, where it is known, the remedy. One thread;
// cancelled by its coroutine's cancellation. After an Error the stream is closed.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "ilert-bridge/base/result.hpp"
#include "ilert-bridge/base/time.hpp"
#include "ilert-bridge/net/endpoint.hpp"

namespace ilert_bridge {

class Stream {
 public:
  // The deadline is for everything: name look-up, connecting, TLS. Of several addresses the first to answer
  // is taken (address_race.hpp). With TLS the certificate's chain is verified against ca_file. Its name must
  // be tls_name. Without one it is not compared when a ca_file is given: a site CA signs nothing but its
  // site, and Checkmk's certificates carry the site's name, not the host's. Else it must be the host's.
  static boost::asio::awaitable<Result<Stream>> connect(const Endpoint& endpoint, Span deadline);
  // The server's end of a unix connection that was accepted; owns the descriptor. Errors name `where`.
  static Stream adopt(const boost::asio::any_io_executor& executor, int descriptor, const Endpoint& where);
  Stream(Stream&&) noexcept;
  Stream& operator=(Stream&&) noexcept;
  ~Stream();  // closes

  boost::asio::awaitable<Result<std::size_t>> read_some(std::span<char> into,
                                                        Span deadline);  // 0: the peer closed
  boost::asio::awaitable<Result<void>> read_exactly(std::span<char> into, Span deadline);
  boost::asio::awaitable<Result<void>> write(std::string_view bytes, Span deadline);
  bool has_unread_input()
      const;               // bytes or an end that nobody asked for: the connection cannot be used again
  bool timed_out() const;  // whether the last Error was a deadline that passed

 private:
  struct Socket;
  explicit Stream(std::unique_ptr<Socket> socket);
  std::unique_ptr<Socket> socket_;
};

// Waits on the steady clock; true if it slept to the end, false if it was cancelled.
boost::asio::awaitable<bool> sleep_for(Span span);

}  // namespace ilert_bridge
