#include "ilert-bridge/net/stream.hpp"

#include <poll.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/net/address_race.hpp"
#include "ilert-bridge/net/stranger.hpp"
#include "tls_client.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;
using Protocol = StreamProtocol;

struct Stream::Socket {
  Socket(const asio::any_io_executor& executor, Endpoint where)
      : endpoint(std::move(where)), plain(executor), timer(executor) {}

  void close() {
    error_code ignored;
    plain.close(ignored);
  }

  Endpoint endpoint;
  Protocol::socket plain;
  std::unique_ptr<TlsClient> tls;  // over `plain`
  asio::steady_timer timer;
  bool timed_out = false;
  bool was_answered = false;  // a byte came
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

asio::awaitable<Result<TcpAddresses>> addresses(const Endpoint& endpoint, Clock::time_point end) {
  HostAddresses& names = names_of_hosts();
  auto resolving = names.of(endpoint.host, endpoint.port, end);
  const auto found = co_await std::move(resolving);
  if (!found) co_return failed(endpoint, "cannot look up the host's name", found.error().text);
  co_return in_turns(*found, names.worked_last(endpoint.host, endpoint.port));
}

// Of several addresses each is named, for they may fail in different ways.
std::string why_none(const Endpoint& endpoint, const TcpAddresses& addresses, const Raced& raced,
                     Span deadline) {
  const auto is_silent = [](error_code fault) { return !fault; };
  if (raced.faults.size() < 2)
    return cause(endpoint, raced.faults.empty() ? error_code{} : raced.faults.front(),
                 raced.faults.empty() || is_silent(raced.faults.front()), deadline);
  constexpr std::size_t most_named = 4;
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < std::min(raced.faults.size(), most_named); ++at) {
    const error_code fault = raced.faults[at];
    parts.push_back(addresses[at].address().to_string() + ": " +
                    (is_silent(fault) ? "no answer within " + age_text(deadline) : fault.message()));
  }
  const auto refused = std::find_if_not(raced.faults.begin(), raced.faults.end(), is_silent);
  return join(parts, ", ") + (refused == raced.faults.end() ? std::string{} : remedy(endpoint, *refused));
}

template <class Socket>
asio::awaitable<Result<void>> reach(Socket& socket, Clock::time_point end, Span deadline) {
  const Endpoint& endpoint = socket.endpoint;
  const bool is_unix = endpoint.kind == Endpoint::Kind::unix_socket;
  TcpAddresses found;
  std::vector<Protocol::endpoint> to_try;
  if (is_unix) {
    to_try.emplace_back(asio::local::stream_protocol::endpoint{endpoint.path});
  } else {
    auto finding = addresses(endpoint, end);
    const auto resolved = co_await std::move(finding);
    if (!resolved) co_return resolved.error();
    found = *resolved;
    to_try.assign(found.begin(), found.end());
  }
  auto racing = race_for(std::move(to_try), end);
  Raced raced = co_await std::move(racing);
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  if (cancellation.cancelled() != asio::cancellation_type::none)
    co_return failed(endpoint, "cannot connect", "cancelled");
  if (!raced.socket) co_return failed(endpoint, "cannot connect", why_none(endpoint, found, raced, deadline));
  socket.plain = std::move(*raced.socket);
  if (!is_unix) names_of_hosts().worked(endpoint.host, endpoint.port, found[raced.winner]);
  co_return Result<void>{};
}

template <class Socket>
asio::awaitable<Result<void>> start_tls(Socket& socket, Clock::time_point end, Span deadline) {
  auto prepared = TlsClient::over(socket.plain, socket.endpoint);
  if (!prepared) co_return error(to_text(socket.endpoint).append(": ").append(prepared.error().text));
  socket.tls = std::move(*prepared);
  const auto start = [&] {
    return socket.tls->stream().async_handshake(ssl::stream_base::client, as_result);
  };
  const Outcome done = co_await race(socket, end, start);
  if (!done.fault) co_return Result<void>{};
  if (!socket.timed_out && !socket.tls->distrust().empty())
    co_return failed(socket.endpoint, "TLS", socket.tls->distrust());
  const std::string refusal = socket.timed_out ? std::string{} : socket.tls->refusal(done.fault);
  if (!refusal.empty()) co_return failed(socket.endpoint, "TLS", refusal);
  const std::string why = cause(socket.endpoint, done.fault, socket.timed_out, deadline);
  co_return failed(socket.endpoint, "no TLS connection", why + "; does this port speak TLS?");
}

bool is_end(error_code fault) {
  // A peer that closes TLS without saying so: Livestatus answers carry their length, so nothing is lost by
  // it.
  return fault == asio::error::eof || fault == ssl::error::stream_truncated;
}

// A server that goes without having said a thing, or with a few bytes that are no Livestatus.
std::string why_unanswered(const Endpoint& endpoint, const TlsClient* tls, std::string_view said,
                           error_code fault) {
  if (const std::string refusal = tls == nullptr ? std::string{} : tls->refusal(fault); !refusal.empty())
    return refusal;
  if (const std::string_view hint = stranger_hint(said); !hint.empty())
    return "the server closed the connection; " + std::string{hint};
  if (endpoint.kind != Endpoint::Kind::tcp || !said.empty()) return {};
  return "the server closed the connection without an answer; does the core run, may this host ask "
         "(LIVESTATUS_TCP_ONLY_FROM), or does the port speak TLS (tls://)?";
}

bool is_gone(error_code fault) {
  return is_end(fault) || fault == asio::error::connection_reset || fault == asio::error::broken_pipe ||
         fault.category() == asio::error::get_ssl_category();
}

// `said`: what came before the end.
template <class Socket>
Error lost(const Socket& socket, std::string_view what, std::string_view said, error_code fault,
           Span deadline) {
  if (!socket.was_answered && !socket.timed_out && is_gone(fault))
    if (const std::string why = why_unanswered(socket.endpoint, socket.tls.get(), said, fault); !why.empty())
      return failed(socket.endpoint, what, why);
  if (is_end(fault)) return failed(socket.endpoint, what, "the server closed the connection");
  return failed_after(socket, what, fault, deadline);
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
  auto reaching = reach(*socket, end, deadline);
  const Result<void> reached = co_await std::move(reaching);
  if (!reached) co_return reached.error();
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
    return socket.tls ? socket.tls->stream().async_read_some(buffer, as_result)
                      : socket.plain.async_read_some(buffer, as_result);
  };
  const Outcome done = co_await race(socket, Clock::now() + deadline, start);
  if (is_end(done.fault)) co_return std::size_t{0};
  if (done.fault) co_return lost(socket, "cannot read", {}, done.fault, deadline);
  socket.was_answered = true;
  co_return done.bytes;
}

asio::awaitable<Result<void>> Stream::read_exactly(std::span<char> into, Span deadline) {
  Socket& socket = *socket_;
  const asio::mutable_buffer buffer{into.data(), into.size()};
  const auto start = [&] {
    return socket.tls ? asio::async_read(socket.tls->stream(), buffer, as_result)
                      : asio::async_read(socket.plain, buffer, as_result);
  };
  const Outcome done = co_await race(socket, Clock::now() + deadline, start);
  if (done.fault) co_return lost(socket, "cannot read", {into.data(), done.bytes}, done.fault, deadline);
  socket.was_answered = true;
  co_return Result<void>{};
}

asio::awaitable<Result<void>> Stream::write(std::string_view bytes, Span deadline) {
  Socket& socket = *socket_;
  const asio::const_buffer buffer{bytes.data(), bytes.size()};
  const auto start = [&] {
    return socket.tls ? asio::async_write(socket.tls->stream(), buffer, as_result)
                      : asio::async_write(socket.plain, buffer, as_result);
  };
  const Outcome done = co_await race(socket, Clock::now() + deadline, start);
  if (done.fault) co_return lost(socket, "cannot write", {}, done.fault, deadline);
  co_return Result<void>{};
}

bool Stream::has_unread_input() const {
  if (!socket_->plain.is_open()) return true;
  if (socket_->tls) {
    SSL* const session = socket_->tls->session();
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
