#include "tests/simulation/desk.hpp"

#include <unistd.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <memory>
#include <utility>

#include "ilert-bridge/net/control.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

struct Asking {
  std::string question;
  std::function<void(const std::string&)> answered;
};

std::deque<Asking> asked;     // nobody has read it yet
std::deque<Asking> accepted;  // with a connection of its own
std::deque<Asking> answering;
asio::steady_timer* bell = nullptr;  // of the daemon that listens

}  // namespace

void simulation::ask_the_daemon(std::string question, std::function<void(const std::string&)> answered) {
  asked.push_back({std::move(question), std::move(answered)});
  if (bell != nullptr) bell->cancel();
}

void simulation::clear_the_desk() {
  asked.clear();
  accepted.clear();
  answering.clear();
}

bool may_change(const ControlPeer& peer, uid_t own_user, gid_t) { return peer.user == own_user; }

ControlConnection::ControlConnection(Stream stream, ControlPeer peer)
    : stream_(std::move(stream)), peer_(std::move(peer)) {}

asio::awaitable<Result<std::optional<std::string>>> ControlConnection::read_line(std::size_t, Span) {
  if (accepted.empty()) co_return std::optional<std::string>{};
  answering.push_back(std::move(accepted.front()));
  accepted.pop_front();
  co_return std::optional{answering.back().question};
}

asio::awaitable<Result<void>> ControlConnection::write_line(std::string line, Span) {
  if (answering.empty()) co_return error("nobody waits for it");
  const Asking asking = std::move(answering.front());
  answering.pop_front();
  if (asking.answered) asking.answered(line);
  co_return Result<void>{};
}

struct ControlListener::Socket {
  explicit Socket(const asio::any_io_executor& executor) : timer(executor) { bell = &timer; }
  ~Socket() { bell = nullptr; }
  asio::steady_timer timer;
  bool is_closed = false;
};

ControlListener::ControlListener(std::unique_ptr<Socket> socket) : socket_(std::move(socket)) {}
ControlListener::ControlListener(ControlListener&&) noexcept = default;
ControlListener::~ControlListener() = default;

Result<ControlListener> ControlListener::open(const asio::any_io_executor& executor,
                                              const std::filesystem::path&) {
  return ControlListener{std::make_unique<Socket>(executor)};
}

asio::awaitable<Result<ControlConnection>> ControlListener::accept() {
  while (asked.empty() && !socket_->is_closed) {
    socket_->timer.expires_at(std::chrono::steady_clock::time_point::max());
    boost::system::error_code ignored;
    co_await socket_->timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  if (socket_->is_closed) co_return error("closed");
  accepted.push_back(std::move(asked.front()));
  asked.pop_front();
  ControlPeer peer{.user = ::geteuid(), .group = ::getegid(), .groups = {}};
  Stream stream = Stream::adopt(socket_->timer.get_executor(), 0, {});
  co_return ControlConnection{std::move(stream), std::move(peer)};
}

void ControlListener::close() {
  socket_->is_closed = true;
  socket_->timer.cancel();
}

bool ControlListener::closed() const { return socket_->is_closed; }

}  // namespace ilert_bridge
