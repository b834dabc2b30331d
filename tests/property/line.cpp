#include "tests/property/line.hpp"

#include <algorithm>
#include <cstring>
#include <memory>

#include "ilert-bridge/net/stream.hpp"
#include "tests/doubles/livestatus_framing.hpp"
#include "tests/property/virtual_time.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

property::Peer* listening = nullptr;

}  // namespace

void property::listen(Peer* peer) { listening = peer; }

struct Stream::Socket {
  explicit Socket(property::Peer& other_end) : peer(other_end), framing(other_end.flavour()) {}

  void hear(std::string_view bytes) {
    framing.feed(bytes);
    for (auto heard = framing.next(); heard.kind != doubles::Framing::Heard::Kind::more;
         heard = framing.next()) {
      if (heard.kind != doubles::Framing::Heard::Kind::request) {
        then = property::Said::Then::closes;
        return;
      }
      const property::Said said = peer.answer(heard.lines);
      unread += said.bytes;
      then = said.then;
      piece = std::max<std::size_t>(said.piece, 1);
      if (then != property::Said::Then::listens) return;
    }
  }
  bool over() const { return then != property::Said::Then::listens; }

  property::Peer& peer;
  doubles::Framing framing;
  std::string unread;
  std::size_t piece = 1;
  property::Said::Then then = property::Said::Then::listens;
  bool timed_out = false;
};

Stream::Stream(std::unique_ptr<Socket> socket) : socket_(std::move(socket)) {}
Stream::Stream(Stream&&) noexcept = default;
Stream& Stream::operator=(Stream&&) noexcept = default;
Stream::~Stream() = default;

Stream Stream::adopt(const asio::any_io_executor&, int, const Endpoint&) { return Stream{nullptr}; }

asio::awaitable<Result<Stream>> Stream::connect(const Endpoint& endpoint, Span) {
  if (listening == nullptr || !listening->takes_connections())
    co_return error(to_text(endpoint) + ": connect: refused");
  co_return Stream{std::make_unique<Socket>(*listening)};
}

asio::awaitable<Result<std::size_t>> Stream::read_some(std::span<char> into, Span) {
  Socket& socket = *socket_;
  const std::size_t bytes = std::min({into.size(), socket.unread.size(), socket.piece});
  std::memcpy(into.data(), socket.unread.data(), bytes);
  socket.unread.erase(0, bytes);
  if (bytes != 0 || socket.then == property::Said::Then::closes) co_return bytes;
  socket.timed_out = true;
  co_return error("no answer in time");
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
  socket_->hear(bytes);
  co_return Result<void>{};
}

bool Stream::has_unread_input() const { return !socket_->unread.empty() || socket_->over(); }
bool Stream::timed_out() const { return socket_->timed_out; }

asio::awaitable<bool> sleep_for(Span span) {
  property::let_pass(span);
  co_return true;
}

}  // namespace ilert_bridge
