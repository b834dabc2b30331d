#include "ilert-bridge/net/stream.hpp"

#include <openssl/ssl.h>
#include <poll.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "ilert-bridge/net/host_addresses.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;
using Protocol = asio::generic::stream_protocol;

struct Stream::Socket {
  Socket(const asio::any_io_executor& executor, Endpoint where)
      : endpoint(std::move(where)), plain(executor), timer(executor) {}

  void close() {
    error_code ignored;
    plain.close(ignored);
  }

  Endpoint endpoint;
  Protocol::socket plain;
  std::optional<ssl::context> trust;
  std::optional<ssl::stream<Protocol::socket&>> tls;  // over `plain`
  asio::steady_timer timer;
  bool timed_out = false;
};

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

struct Outcome {
  error_code fault;
  std::size_t bytes = 0;
};

// Closes a socket when its time is up. The timer's callback may already be queued when the operation ends, so
// it goes through a flag of its own and never touches a socket that is not being watched any more.
template <class Socket>
class Watch {
 public:
  Watch(Socket& socket, Clock::time_point end) : socket_(socket), armed_(std::make_shared<bool>(true)) {
    socket_.timed_out = false;
    socket_.timer.expires_at(end);
    socket_.timer.async_wait([&socket, armed = armed_](error_code cancelled) {
      if (cancelled || !*armed) return;
      socket.timed_out = true;
      socket.close();
    });
  }
  ~Watch() {
    *armed_ = false;
    socket_.timer.cancel();
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  Socket& socket_;
  std::shared_ptr<bool> armed_;
};

Outcome outcome(const std::tuple<error_code>& result) { return {std::get<0>(result), 0}; }
Outcome outcome(const std::tuple<error_code, std::size_t>& result) {
  return {std::get<0>(result), std::get<1>(result)};
}

// The one race against the clock. `start` begins the operation and gives its awaitable. A coroutine that is
// already cancelled would throw at its next co_await, so that is asked first.
template <class Socket, class Start>
asio::awaitable<Outcome> race(Socket& socket, Clock::time_point end, Start& start) {
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  if (cancellation.cancelled() != asio::cancellation_type::none) {
    socket.close();
    co_return Outcome{asio::error::operation_aborted, 0};
  }
  Outcome done;
  {
    const Watch<Socket> watch{socket, end};
    auto operation = start();
    const auto result = co_await std::move(operation);
    done = outcome(result);
  }
  if (done.fault) socket.close();
  co_return done;
}

Error failed(const Endpoint& endpoint, std::string_view what, std::string_view why) {
  return error(to_text(endpoint).append(": ").append(what).append(": ").append(why));
}

std::string remedy(const Endpoint& endpoint, error_code fault) {
  const bool is_unix = endpoint.kind == Endpoint::Kind::unix_socket;
  if (is_unix && fault == boost::system::errc::permission_denied)
    return "; add the service user to the group of the site";
  if (is_unix && fault == boost::system::errc::no_such_file_or_directory) return "; is the site started?";
  if (is_unix && fault == boost::system::errc::not_connected)
    return "; its queue of waiting connections is full";
  if (fault == boost::system::errc::connection_refused)
    return is_unix
               ? "; nothing listens there, is the site started?"
               : "; nothing listens there, is Livestatus over TCP on (LIVESTATUS_TCP) and is this the port?";
  return {};
}

std::string cause(const Endpoint& endpoint, error_code fault, bool timed_out, Span deadline) {
  if (timed_out) return "no answer within " + age_text(deadline);
  if (fault == asio::error::operation_aborted) return "cancelled";
  return fault.message() + remedy(endpoint, fault);
}

template <class Socket>
Error failed_after(const Socket& socket, std::string_view what, error_code fault, Span deadline) {
  return failed(socket.endpoint, what, cause(socket.endpoint, fault, socket.timed_out, deadline));
}

using Addresses = std::vector<Protocol::endpoint>;

HostAddresses& names() {
  static HostAddresses names;
  return names;
}

asio::awaitable<Result<Addresses>> addresses(const Endpoint& endpoint, Clock::time_point end) {
  if (endpoint.kind == Endpoint::Kind::unix_socket)
    co_return Addresses{asio::local::stream_protocol::endpoint{endpoint.path}};
  auto resolving = names().of(endpoint.host, endpoint.port, end);
  const auto found = co_await std::move(resolving);
  if (!found) co_return failed(endpoint, "cannot look up the host's name", found.error().text);
  co_return Addresses(found->begin(), found->end());
}

template <class Socket>
asio::awaitable<error_code> connect_to(Socket& socket, const Protocol::endpoint& address,
                                       Clock::time_point end) {
  const auto start = [&] { return socket.plain.async_connect(address, as_result); };
  const Outcome done = co_await race(socket, end, start);
  if (done.fault) co_return done.fault;
  // A unix socket whose queue is full answers EAGAIN, which Asio takes for "in progress" and then for
  // success.
  error_code fault;
  const auto peer = socket.plain.remote_endpoint(fault);
  static_cast<void>(peer);
  if (fault) socket.close();
  co_return fault;
}

template <class Socket>
error_code prepare_tls(Socket& socket) {
  const Endpoint& endpoint = socket.endpoint;
  socket.trust.emplace(ssl::context::tls_client);
  socket.trust->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                            ssl::context::no_sslv3 | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
  error_code fault;
  if (endpoint.ca_file.empty()) {
    socket.trust->set_default_verify_paths(fault);
  } else {
    socket.trust->load_verify_file(endpoint.ca_file, fault);
  }
  if (fault) return fault;
  socket.tls.emplace(socket.plain, *socket.trust);
  socket.tls->set_verify_mode(ssl::verify_peer, fault);
  if (endpoint.ca_file.empty())
    socket.tls->set_verify_callback(ssl::host_name_verification{endpoint.host}, fault);
  error_code is_name;
  asio::ip::make_address(endpoint.host, is_name);
  if (!is_name) return fault;
  // What SSL_set_tlsext_host_name does, without its C cast.
  std::string name = endpoint.host;
  SSL_ctrl(socket.tls->native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
  return fault;
}

std::string trusted(const Endpoint& endpoint) {
  return endpoint.ca_file.empty() ? "the system's certificate authorities" : endpoint.ca_file;
}

std::string why_not_verified(const Endpoint& endpoint, long verdict) {
  return std::string{"the server's certificate is not signed by "}
      .append(trusted(endpoint))
      .append(" (")
      .append(X509_verify_cert_error_string(verdict))
      .append(endpoint.ca_file.empty()
                  ? "); set ca_file to the site's CA, in Checkmk etc/ssl/ca.pem of the site"
                  : "); ca_file must hold the CA of this site, in Checkmk etc/ssl/ca.pem of the site");
}

template <class Socket>
asio::awaitable<Result<void>> start_tls(Socket& socket, Clock::time_point end, Span deadline) {
  if (const error_code fault = prepare_tls(socket))
    co_return failed(socket.endpoint, "cannot use " + trusted(socket.endpoint), fault.message());
  const auto start = [&] { return socket.tls->async_handshake(ssl::stream_base::client, as_result); };
  const Outcome done = co_await race(socket, end, start);
  const long verdict = SSL_get_verify_result(socket.tls->native_handle());
  if (!done.fault) co_return Result<void>{};
  if (verdict != X509_V_OK && !socket.timed_out)
    co_return failed(socket.endpoint, "TLS", why_not_verified(socket.endpoint, verdict));
  const std::string why = cause(socket.endpoint, done.fault, socket.timed_out, deadline);
  co_return failed(socket.endpoint, "no TLS connection", why + "; does this port speak TLS?");
}

bool is_end(error_code fault) {
  // A peer that closes TLS without saying so: Livestatus answers carry their length, so nothing is lost by
  // it.
  return fault == asio::error::eof || fault == ssl::error::stream_truncated;
}

}  // namespace

Stream::Stream(std::unique_ptr<Socket> socket) : socket_(std::move(socket)) {}
Stream::Stream(Stream&&) noexcept = default;
Stream& Stream::operator=(Stream&&) noexcept = default;
Stream::~Stream() = default;

Stream Stream::adopt(const asio::any_io_executor& executor, int descriptor, const Endpoint& where) {
  auto socket = std::make_unique<Socket>(executor, where);
  socket->plain.assign(Protocol{AF_UNIX, 0}, descriptor);
  return Stream{std::move(socket)};
}

asio::awaitable<Result<Stream>> Stream::connect(const Endpoint& endpoint, Span deadline) {
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  if (cancellation.cancelled() != asio::cancellation_type::none)
    co_return failed(endpoint, "cannot connect", "cancelled");
  const auto executor = co_await asio::this_coro::executor;
  const Clock::time_point end = Clock::now() + deadline;
  auto socket = std::make_unique<Socket>(executor, endpoint);
  auto finding = addresses(socket->endpoint, end);
  const auto found = co_await std::move(finding);
  if (!found) co_return found.error();
  error_code fault = asio::error::host_not_found;
  for (const Protocol::endpoint& address : *found) {
    fault = co_await connect_to(*socket, address, end);
    if (!fault || socket->timed_out) break;
  }
  if (fault) co_return failed_after(*socket, "cannot connect", fault, deadline);
  if (endpoint.kind == Endpoint::Kind::tls) {
    auto securing = start_tls(*socket, end, deadline);
    const Result<void> secured = co_await std::move(securing);
    if (!secured) co_return secured.error();
  }
  co_return Stream{std::move(socket)};
}

asio::awaitable<Result<std::size_t>> Stream::read_some(std::span<char> into, Span deadline) {
  Socket& socket = *socket_;
  const asio::mutable_buffer buffer{into.data(), into.size()};
  const auto start = [&] {
    return socket.tls ? socket.tls->async_read_some(buffer, as_result)
                      : socket.plain.async_read_some(buffer, as_result);
  };
  const Outcome done = co_await race(socket, Clock::now() + deadline, start);
  if (is_end(done.fault)) co_return std::size_t{0};
  if (done.fault) co_return failed_after(socket, "cannot read", done.fault, deadline);
  co_return done.bytes;
}

asio::awaitable<Result<void>> Stream::read_exactly(std::span<char> into, Span deadline) {
  Socket& socket = *socket_;
  const asio::mutable_buffer buffer{into.data(), into.size()};
  const auto start = [&] {
    return socket.tls ? asio::async_read(*socket.tls, buffer, as_result)
                      : asio::async_read(socket.plain, buffer, as_result);
  };
  const Outcome done = co_await race(socket, Clock::now() + deadline, start);
  if (is_end(done.fault))
    co_return failed(socket.endpoint, "cannot read", "the server closed the connection");
  if (done.fault) co_return failed_after(socket, "cannot read", done.fault, deadline);
  co_return Result<void>{};
}

asio::awaitable<Result<void>> Stream::write(std::string_view bytes, Span deadline) {
  Socket& socket = *socket_;
  const asio::const_buffer buffer{bytes.data(), bytes.size()};
  const auto start = [&] {
    return socket.tls ? asio::async_write(*socket.tls, buffer, as_result)
                      : asio::async_write(socket.plain, buffer, as_result);
  };
  const Outcome done = co_await race(socket, Clock::now() + deadline, start);
  if (done.fault) co_return failed_after(socket, "cannot write", done.fault, deadline);
  co_return Result<void>{};
}

bool Stream::has_unread_input() const {
  if (!socket_->plain.is_open()) return true;
  if (socket_->tls) {
    SSL* const session = socket_->tls->native_handle();
    if (SSL_pending(session) > 0 || BIO_ctrl_pending(SSL_get_rbio(session)) > 0) return true;
  }
  pollfd socket{socket_->plain.native_handle(), POLLIN, 0};
  return ::poll(&socket, 1, 0) != 0;
}

bool Stream::timed_out() const { return socket_->timed_out; }

asio::awaitable<bool> sleep_for(Span span) {
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  if (cancellation.cancelled() != asio::cancellation_type::none) co_return false;
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer{executor, span};
  const auto [fault] = co_await timer.async_wait(as_result);
  co_return !fault;
}

}  // namespace ilert_bridge
