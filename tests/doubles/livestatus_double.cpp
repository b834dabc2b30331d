#include "tests/doubles/livestatus_double.hpp"

#include <unistd.h>
#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "tests/doubles/livestatus_command.hpp"
#include "tests/doubles/livestatus_framing.hpp"
#include "tests/doubles/livestatus_send.hpp"
#include "tests/doubles/wire.hpp"

namespace ilert_bridge::doubles {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Local = asio::local::stream_protocol;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

std::size_t threads_of(const LivestatusDouble::Options& options) {
  if (options.threads != 0) return options.threads;
  switch (options.flavour) {
    case Flavour::checkmk:
      return 20;
    case Flavour::nagios:
      return 10;
    case Flavour::icinga2:
      return 4;
    default:
      return SIZE_MAX;
  }
}

std::size_t max_response_of(const LivestatusDouble::Options& options) {
  constexpr std::size_t mib = 1024 * 1024;
  if (options.max_response != 0) return options.max_response;
  switch (options.flavour) {
    case Flavour::checkmk:
    case Flavour::nagios:
      return 100 * mib;
    case Flavour::naemon:
      return 500 * mib;
    default:
      return SIZE_MAX;
  }
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) (text += line) += '\n';
  return text;
}

void rethrow(std::exception_ptr failed) {
  if (failed) std::rethrow_exception(failed);  // an error of the double itself ends the test program, loudly
}

}  // namespace

// What its methods touch beside the notebook belongs to the thread of io_.
class LivestatusDouble::Server {
 public:
  Server(World& world, Options options)
      : world_(world), options_(std::move(options)), threads_(threads_of(options_)) {
    if (is_tls()) {
      tls_.use_certificate_chain_file(options_.certificate_file);
      tls_.use_private_key_file(options_.key_file, asio::ssl::context::pem);
    }
    thread_ = std::thread([this] { io_.run(); });
  }
  ~Server() {
    on_thread([this] { stop(Path::vanishes); });
    guard_.reset();
    thread_.join();
  }

  // Runs it where the sockets live, and waits; what it throws comes back.
  void on_thread(std::function<void()> work) {
    std::packaged_task<void()> task(std::move(work));
    auto done = task.get_future();
    asio::post(io_, [&] { task(); });
    done.get();
  }

  void start() {
    if (tcp_ || local_) return;
    if (options_.unix_path.empty())
      listen_on_tcp();
    else
      listen_on_path();
  }
  void stop(Path path) {
    tcp_.reset();
    local_.reset();
    if (path == Path::vanishes && !options_.unix_path.empty()) ::unlink(options_.unix_path.c_str());
    cut();
  }
  void cut() {
    for (auto* wire : wires_) wire->close();
    for (auto* waiter : waiters_) waiter->timer.cancel();
    waiters_.clear();
  }

  World& world() { return world_; }
  Endpoint endpoint() const {
    if (!options_.unix_path.empty())
      return {.kind = Endpoint::Kind::unix_socket,
              .path = options_.unix_path,
              .host = {},
              .port = {},
              .ca_file = {}};
    const auto kind = is_tls() ? Endpoint::Kind::tls : Endpoint::Kind::tcp;
    return {.kind = kind, .path = {}, .host = "127.0.0.1", .port = std::to_string(port_), .ca_file = {}};
  }

  // The notebook: what was heard and what shall go wrong. Any thread.
  mutable std::mutex mutex_;
  mutable std::condition_variable heard_;
  std::deque<Fault> faults_;
  std::vector<std::string> requests_;
  std::size_t accepted_ = 0, connected_ = 0;

 private:
  struct Waiter {
    asio::steady_timer timer;
    bool served = false;
  };

  bool is_tls() const { return !options_.certificate_file.empty(); }
  void listen_on_tcp();
  void listen_on_path();
  template <class Acceptor>
  asio::awaitable<void> accept_from(std::shared_ptr<Acceptor> acceptor);
  asio::awaitable<void> serve(std::unique_ptr<Wire> wire);
  asio::awaitable<void> converse(Wire& wire);
  asio::awaitable<bool> wait_for_a_thread();
  void free_the_thread();
  asio::awaitable<bool> answer(Wire& wire, const std::vector<std::string>& lines);
  ServerAnswer answer_to(const std::vector<std::string>& lines);
  std::optional<Fault> next_fault(bool on_accept);
  void note(int connections, std::size_t accepted = 0);

  World& world_;
  Options options_;
  std::size_t threads_;
  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> guard_{io_.get_executor()};
  asio::ssl::context tls_{asio::ssl::context::tls_server};
  std::shared_ptr<Tcp::acceptor> tcp_;
  std::shared_ptr<Local::acceptor> local_;
  unsigned short port_ = 0;
  std::set<Wire*> wires_;
  std::deque<Waiter*> waiters_;
  std::size_t busy_ = 0;
  std::thread thread_;
};

void LivestatusDouble::Server::listen_on_tcp() {
  tcp_ = std::make_shared<Tcp::acceptor>(io_, Tcp::endpoint(asio::ip::address_v4::loopback(), port_));
  port_ = tcp_->local_endpoint().port();
  asio::co_spawn(io_, accept_from(tcp_), rethrow);
}

void LivestatusDouble::Server::listen_on_path() {
  ::unlink(options_.unix_path.c_str());
  local_ = std::make_shared<Local::acceptor>(io_, Local::endpoint(options_.unix_path));
  asio::co_spawn(io_, accept_from(local_), rethrow);
}

template <class Acceptor>
asio::awaitable<void> LivestatusDouble::Server::accept_from(std::shared_ptr<Acceptor> acceptor) {
  // Kept weakly while waiting, so that stop() really closes it.
  std::weak_ptr<Acceptor> weak = acceptor;
  Acceptor* listening = acceptor.get();
  acceptor.reset();
  while (!weak.expired()) {
    Wire::Socket socket(io_);
    const auto [failed] = co_await listening->async_accept(socket, as_result);
    if (failed || weak.expired()) co_return;  // stopped while this one was on its way in
    if constexpr (std::is_same_v<Acceptor, Tcp::acceptor>) {
      boost::system::error_code ignored;
      socket.set_option(Tcp::no_delay(true), ignored);
    }
    auto wire = is_tls() ? tls_wire(std::move(socket), tls_) : plain_wire(std::move(socket));
    wires_.insert(wire.get());
    note(+1, 1);
    asio::co_spawn(io_, serve(std::move(wire)), rethrow);
  }
}

asio::awaitable<void> LivestatusDouble::Server::serve(std::unique_ptr<Wire> wire) {
  const bool unwelcome = next_fault(true).has_value();
  if (!unwelcome) {
    const bool has_thread = co_await wait_for_a_thread();
    if (has_thread) {
      co_await converse(*wire);
      free_the_thread();
    }
  }
  wires_.erase(wire.get());
  wire->close();
  note(-1);
}

asio::awaitable<bool> LivestatusDouble::Server::wait_for_a_thread() {
  if (busy_ < threads_) {
    ++busy_;
    co_return true;
  }
  Waiter waiter{asio::steady_timer(io_, asio::steady_timer::time_point::max())};
  waiters_.push_back(&waiter);
  co_await waiter.timer.async_wait(as_result);
  co_return waiter.served;
}

void LivestatusDouble::Server::free_the_thread() {
  if (waiters_.empty()) {
    --busy_;
    return;
  }
  waiters_.front()->served = true;
  waiters_.front()->timer.cancel();
  waiters_.pop_front();
}

asio::awaitable<void> LivestatusDouble::Server::converse(Wire& wire) {
  const bool opened = co_await wire.open();
  Framing framing(options_.flavour);
  std::array<char, 16384> room{};
  while (opened) {
    const auto heard = framing.next();
    if (heard.kind == Framing::Heard::Kind::more) {
      const std::size_t bytes = co_await wire.read(room.data(), room.size());
      bytes == 0 ? framing.end() : framing.feed({room.data(), bytes});
    } else if (heard.kind == Framing::Heard::Kind::request) {
      const bool goes_on = co_await answer(wire, heard.lines);
      if (!goes_on) co_return;
    } else {
      const ServerAnswer refusal{.code = heard.code, .body = heard.text + "\n"};
      const auto bytes = refusal.bytes(options_.flavour);
      if (heard.kind == Framing::Heard::Kind::refused) co_await wire.write(bytes);
      co_return;
    }
  }
}

asio::awaitable<bool> LivestatusDouble::Server::answer(Wire& wire, const std::vector<std::string>& lines) {
  const auto fault = next_fault(false);
  if (fault && fault->kind == Fault::Kind::restart_before) world_.restart();
  const auto right = answer_to(lines);
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(joined(lines));
  }
  heard_.notify_all();
  const auto said = spoiled(right, fault);
  const bool sent = co_await send(wire, said, options_.flavour, fault);
  co_return sent&& right.keep_alive;
}

ServerAnswer LivestatusDouble::Server::answer_to(const std::vector<std::string>& lines) {
  const auto& first = lines.front();
  if (first.starts_with("COMMAND")) return obey(options_.flavour, lines, world_);
  if (first.starts_with("GET"))
    return answer_query(options_.flavour, lines, world_, max_response_of(options_));
  return {.code = 452, .body = "Invalid request method\n"};
}

// The first fault waits for its turn; those for connections do not hinder answers and the other way round.
std::optional<Fault> LivestatusDouble::Server::next_fault(bool on_accept) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(faults_.begin(), faults_.end(), [&](const Fault& fault) {
    return (fault.kind == Fault::Kind::close_now) == on_accept;
  });
  if (found == faults_.end()) return {};
  if (found->after > 0) return --found->after, std::nullopt;
  Fault fault = *found;
  if (found->answers > 0 && --found->answers == 0) faults_.erase(found);
  return fault;
}

void LivestatusDouble::Server::note(int connections, std::size_t accepted) {
  const std::lock_guard lock(mutex_);
  connected_ += static_cast<std::size_t>(connections);
  accepted_ += accepted;
}

LivestatusDouble::LivestatusDouble(World& world, Options options)
    : server_(std::make_unique<Server>(world, std::move(options))) {
  start();
}
LivestatusDouble::~LivestatusDouble() = default;

Endpoint LivestatusDouble::endpoint() const { return server_->endpoint(); }

std::string LivestatusDouble::address() const {
  const auto at = endpoint();
  if (at.kind == Endpoint::Kind::unix_socket) return "unix:" + at.path;
  return (at.kind == Endpoint::Kind::tls ? "tls://" : "tcp://") + at.host + ":" + at.port;
}

void LivestatusDouble::fault(Fault fault) {
  const std::lock_guard lock(server_->mutex_);
  server_->faults_.push_back(std::move(fault));
}

void LivestatusDouble::heal() {
  const std::lock_guard lock(server_->mutex_);
  server_->faults_.clear();
}

void LivestatusDouble::stop(Path path) {
  server_->on_thread([&] { server_->stop(path); });
}

void LivestatusDouble::start() {
  server_->on_thread([&] { server_->start(); });
}

void LivestatusDouble::cut_connections() {
  server_->on_thread([&] { server_->cut(); });
}

void LivestatusDouble::restart(bool keep_states) {
  server_->on_thread([&] {
    server_->world().restart(keep_states);
    server_->cut();
  });
}

std::vector<std::string> LivestatusDouble::requests() const {
  const std::lock_guard lock(server_->mutex_);
  return server_->requests_;
}

std::vector<std::string> LivestatusDouble::commands() const {
  auto all = requests();
  std::erase_if(all, [](const std::string& request) { return !request.starts_with("COMMAND"); });
  return all;
}

std::size_t LivestatusDouble::accepted() const {
  const std::lock_guard lock(server_->mutex_);
  return server_->accepted_;
}

std::size_t LivestatusDouble::connected() const {
  const std::lock_guard lock(server_->mutex_);
  return server_->connected_;
}

void LivestatusDouble::forget_requests() {
  const std::lock_guard lock(server_->mutex_);
  server_->requests_.clear();
}

bool LivestatusDouble::wait_for_requests(std::size_t count, std::chrono::milliseconds within) const {
  std::unique_lock lock(server_->mutex_);
  return server_->heard_.wait_for(lock, within, [&] { return server_->requests_.size() >= count; });
}

}  // namespace ilert_bridge::doubles
