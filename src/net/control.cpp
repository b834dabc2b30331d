#include "ilert-bridge/net/control.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <system_error>

#include "control_socket.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
using Local = asio::local::stream_protocol;
namespace {

ControlPeer peer_of(int descriptor) {
  ControlPeer peer{.user = static_cast<uid_t>(-1), .group = static_cast<gid_t>(-1), .groups = {}};
  ucred known{};
  socklen_t size = sizeof known;
  if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &known, &size) != 0) return peer;
  peer.user = known.uid;
  peer.group = known.gid;
  std::vector<gid_t> groups(64);
  size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
  int failed = ::getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size);
  if (failed != 0 && errno == ERANGE) {  // `size` now says how many bytes there are
    groups.resize(size / sizeof(gid_t));
    failed = ::getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size);
  }
  groups.resize(failed == 0 ? size / sizeof(gid_t) : 0);
  peer.groups = std::move(groups);
  return peer;
}

}  // namespace

bool may_change(const ControlPeer& peer, uid_t own_user, gid_t own_group) {
  return peer.user == 0 || peer.user == own_user || peer.group == own_group ||
         std::find(peer.groups.begin(), peer.groups.end(), own_group) != peer.groups.end();
}

ControlConnection::ControlConnection(Stream stream, ControlPeer peer)
    : stream_(std::move(stream)), peer_(std::move(peer)) {}

asio::awaitable<Result<std::optional<std::string>>> ControlConnection::read_line(std::size_t limit,
                                                                                 Span deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  std::array<char, 4096> piece;
  std::size_t searched = 0;
  for (;;) {
    const std::size_t at = unread_.find('\n', searched);
    if (at != std::string::npos && at <= limit) {
      std::string line = unread_.substr(0, at);
      unread_.erase(0, at + 1);
      co_return std::optional{std::move(line)};
    }
    if (unread_.size() > limit)
      co_return error("the line is longer than " + std::to_string(limit) + " bytes");
    searched = unread_.size();
    // The whole line has one deadline: a byte now and then does not buy time.
    const auto left = std::chrono::duration_cast<Span>(end - std::chrono::steady_clock::now());
    const Result<std::size_t> got = co_await stream_.read_some(piece, std::max(left, Span{0}));
    if (!got) co_return got.error();
    if (*got == 0) co_return std::optional<std::string>{};
    unread_.append(piece.data(), *got);
  }
}

asio::awaitable<Result<void>> ControlConnection::write_line(std::string line, Span deadline) {
  line.push_back('\n');
  co_return co_await stream_.write(line, deadline);
}

struct ControlListener::Socket {
  Socket(const asio::any_io_executor& executor, BoundSocket made)
      : bound(std::move(made)), acceptor(executor, Local{}, bound.release()) {}
  BoundSocket bound;  // its file
  Local::acceptor acceptor;
};

ControlListener::ControlListener(std::unique_ptr<Socket> socket) : socket_(std::move(socket)) {}
ControlListener::ControlListener(ControlListener&&) noexcept = default;
ControlListener::~ControlListener() = default;

Result<ControlListener> ControlListener::open(const asio::any_io_executor& executor,
                                              const std::filesystem::path& path) {
  Result<BoundSocket> bound = BoundSocket::make(path);
  if (!bound) return bound.error();
  return ControlListener{std::make_unique<Socket>(executor, std::move(*bound))};
}

asio::awaitable<Result<ControlConnection>> ControlListener::accept() {
  auto [fault, socket] = co_await socket_->acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
  if (fault) co_return error("cannot accept a connection: " + fault.message());
  ControlPeer peer = peer_of(socket.native_handle());
  const Endpoint where{.path = socket_->bound.path().string()};
  Stream stream = Stream::adopt(socket.get_executor(), socket.release(), where);
  co_return ControlConnection{std::move(stream), std::move(peer)};
}

void ControlListener::close() {
  boost::system::error_code ignored;
  socket_->acceptor.close(ignored);
}

bool ControlListener::closed() const { return !socket_->acceptor.is_open(); }

}  // namespace ilert_bridge
