#include "tests/doubles/wire.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <tuple>
#include <utility>

namespace ilert_bridge::doubles {
namespace {

namespace asio = boost::asio;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

template <class Stream>
class WireOver : public Wire {
 public:
  template <class... Arguments>
  explicit WireOver(Arguments&&... arguments) : stream_(std::forward<Arguments>(arguments)...) {}

  asio::awaitable<bool> open() override {
    if constexpr (requires { stream_.next_layer(); }) {
      const auto [failed] = co_await stream_.async_handshake(asio::ssl::stream_base::server, as_result);
      co_return !failed;
    }
    co_return true;
  }
  asio::awaitable<std::size_t> read(char* into, std::size_t size) override {
    const auto room = asio::buffer(into, size);
    const auto [failed, bytes] = co_await stream_.async_read_some(room, as_result);
    co_return failed ? 0 : bytes;
  }
  asio::awaitable<bool> write(std::string_view bytes) override {
    const auto all = asio::buffer(bytes.data(), bytes.size());
    const auto [failed, written] = co_await asio::async_write(stream_, all, as_result);
    co_return !failed;
  }
  pid_t client() override {
    ucred who{};
    socklen_t size = sizeof who;
    const bool told = ::getsockopt(socket().native_handle(), SOL_SOCKET, SO_PEERCRED, &who, &size) == 0;
    return told && who.pid > 0 ? who.pid : 0;
  }
  bool is_there() override {
    pollfd about{.fd = socket().native_handle(), .events = POLLRDHUP, .revents = 0};
    return socket().is_open() && ::poll(&about, 1, 0) >= 0 &&
           (about.revents & (POLLRDHUP | POLLHUP | POLLERR)) == 0;
  }
  void close() override {
    boost::system::error_code ignored;
    socket().shutdown(asio::socket_base::shutdown_both, ignored);
    socket().close(ignored);
  }
  void reset() override {
    boost::system::error_code ignored;
    socket().set_option(asio::socket_base::linger(true, 0), ignored);
    socket().close(ignored);
  }

 private:
  auto& socket() {
    if constexpr (requires { stream_.next_layer(); })
      return stream_.next_layer();
    else
      return stream_;
  }
  Stream stream_;
};

}  // namespace

std::unique_ptr<Wire> plain_wire(Wire::Socket socket) {
  return std::make_unique<WireOver<Wire::Socket>>(std::move(socket));
}

std::unique_ptr<Wire> tls_wire(Wire::Socket socket, asio::ssl::context& context) {
  return std::make_unique<WireOver<asio::ssl::stream<Wire::Socket>>>(std::move(socket), context);
}

}  // namespace ilert_bridge::doubles
