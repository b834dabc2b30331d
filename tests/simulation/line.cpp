#include "tests/simulation/line.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>
#include <map>
#include <memory>

#include "tests/doubles/livestatus_framing.hpp"
#include "tests/simulation/clock.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr Span moment{2};

std::map<std::string, simulation::Peer*>& listening() {
  static std::map<std::string, simulation::Peer*> peers;
  return peers;
}

}  // namespace

void simulation::listen(const std::string& path, Peer* peer) { listening()[path] = peer; }

struct Stream::Socket {
  explicit Socket(simulation::Peer& other_end) : peer(other_end), framing(other_end.flavour()) {}

  void hear(std::string_view bytes) {
    framing.feed(bytes);
    for (auto heard = framing.next(); heard.kind != doubles::Framing::Heard::Kind::more;
         heard = framing.next()) {
      if (heard.kind != doubles::Framing::Heard::Kind::request) {
        then = simulation::Said::Then::closes;
        return;
      }
      const simulation::Said said = peer.answer(heard.lines);
      unread += said.bytes;
      then = said.then;
      piece = std::max<std::size_t>(said.piece, 1);
      if (then != simulation::Said::Then::listens) return;
    }
  }
  bool over() const { return then != simulation::Said::Then::listens; }

  simulation::Peer& peer;
  doubles::Framing framing;
  std::string unread;
  std::size_t piece = 1;
  simulation::Said::Then then = simulation::Said::Then::listens;
  bool timed_out = false;
};

Stream::Stream(std::unique_ptr<Socket> socket) : socket_(std::move(socket)) {}
Stream::Stream(Stream&&) noexcept = default;
Stream& Stream::operator=(Stream&&) noexcept = default;
Stream::~Stream() = default;

Stream Stream::adopt(const asio::any_io_executor&, int, const Endpoint&) { return Stream{nullptr}; }

asio::awaitable<Result<Stream>> Stream::connect(const Endpoint& endpoint, Span) {
  const bool slept = co_await sleep_for(moment);
  const auto peer = listening().find(endpoint.path);
  if (!slept || peer == listening().end() || peer->second == nullptr || !peer->second->takes_connections())
    co_return error(to_text(endpoint) + ": connect: refused");
  co_return Stream{std::make_unique<Socket>(*peer->second)};
}

asio::awaitable<Result<std::size_t>> Stream::read_some(std::span<char> into, Span deadline) {
  Socket& socket = *socket_;
  if (socket.unread.empty() && socket.then != simulation::Said::Then::closes) {
    const bool slept = co_await sleep_for(deadline);
    socket.timed_out = slept;
    co_return error(slept ? "no answer in time" : "cancelled");
  }
  const std::size_t bytes = std::min({into.size(), socket.unread.size(), socket.piece});
  std::memcpy(into.data(), socket.unread.data(), bytes);
  socket.unread.erase(0, bytes);
  co_return bytes;
}

asio::awaitable<Result<void>> Stream::read_exactly(std::span<char> into, Span deadline) {
  while (!into.empty()) {
    auto reading = read_some(into, deadline);
    const Result<std::size_t> came = co_await std::move(reading);
    if (!came) co_return came.error();
    if (*came == 0) co_return error("the peer closed");
    into = into.subspan(*came);
  }
  co_return Result<void>{};
}

asio::awaitable<Result<void>> Stream::write(std::string_view bytes, Span) {
  if (socket_->over()) co_return error("the peer closed");
  const Span takes = socket_->peer.takes();
  const bool reached = co_await sleep_for(takes);
  if (!reached) co_return error("cancelled");
  if (!socket_->peer.takes_connections()) co_return error("the peer is gone");
  socket_->hear(bytes);
  co_return Result<void>{};
}

bool Stream::has_unread_input() const { return !socket_->unread.empty() || socket_->over(); }
bool Stream::timed_out() const { return socket_->timed_out; }

asio::awaitable<bool> sleep_for(Span span) {
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  if (cancellation.cancelled() != asio::cancellation_type::none) co_return false;
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer{executor, simulation::steady_now() + span};
  boost::system::error_code failed;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, failed));
  co_return !failed;
}

}  // namespace ilert_bridge
