#include "tests/doubles/livestatus_server.hpp"

#include <unistd.h>
#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <exception>
#include <future>
#include <type_traits>
#include <utility>

#include "tests/doubles/livestatus_command.hpp"
#include "tests/doubles/livestatus_conversation.hpp"
#include "tests/doubles/livestatus_send.hpp"

namespace ilert_bridge::doubles {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Local = asio::local::stream_protocol;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

std::size_t threads_of(Flavour flavour) {
  switch (flavour) {
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

std::size_t max_response_of(Flavour flavour) {
  constexpr std::size_t mib = 1024 * 1024;
  switch (flavour) {
    case Flavour::checkmk:
    case Flavour::nagios:
      return 100 * mib;
    case Flavour::naemon:
      return 500 * mib;
    default:
      return SIZE_MAX;
  }
}

// The others carry it out before they answer, or before they read on.
std::chrono::milliseconds delay_of_commands(Flavour flavour) {
  const bool queues = flavour == Flavour::checkmk || flavour == Flavour::nagios;
  return std::chrono::milliseconds{queues ? 20 : 0};
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

LivestatusDouble::Server::Server(World& world, Options options)
    : world_(world),
      options_(std::move(options)),
      threads_(options_.threads != 0 ? options_.threads : threads_of(options_.flavour)),
      max_response_(options_.max_response != 0 ? options_.max_response : max_response_of(options_.flavour)),
      guests_(options_.flavour),
      command_delay_(delay_of_commands(options_.flavour)) {
  if (is_tls()) {
    tls_.use_certificate_chain_file(options_.certificate_file);
    tls_.use_private_key_file(options_.key_file, asio::ssl::context::pem);
  }
  listener_ = world_.listen([this](Trigger trigger) { asio::post(io_, [this, trigger] { wake(trigger); }); });
  thread_ = std::thread([this] { io_.run(); });
}

LivestatusDouble::Server::~Server() {
  world_.stop_listening(listener_);
  on_thread([this] {
    ended_ = true;
    stop(Path::vanishes);
    for (auto* timer : sleeping_) timer->cancel();
  });
  guard_.reset();
  thread_.join();
}

void LivestatusDouble::Server::on_thread(std::function<void()> work) {
  std::packaged_task<void()> task(std::move(work));
  auto done = task.get_future();
  asio::post(io_, [&] { task(); });
  done.get();
}

void LivestatusDouble::Server::start() {
  if (tcp_ || local_) return;
  if (options_.unix_path.empty()) {
    tcp_ = std::make_shared<Tcp::acceptor>(io_, Tcp::endpoint(asio::ip::address_v4::loopback(), port_));
    port_ = tcp_->local_endpoint().port();
    asio::co_spawn(io_, accept_from(std::weak_ptr(tcp_)), rethrow);
  } else {
    ::unlink(options_.unix_path.c_str());
    local_ = std::make_shared<Local::acceptor>(io_, Local::endpoint(options_.unix_path));
    asio::co_spawn(io_, accept_from(std::weak_ptr(local_)), rethrow);
  }
}

void LivestatusDouble::Server::stop(Path path) {
  stop_listening();
  if (path == Path::vanishes && !options_.unix_path.empty()) ::unlink(options_.unix_path.c_str());
  drop_commands();
  cut();
}

void LivestatusDouble::Server::stop_listening() {
  tcp_.reset();
  local_.reset();
}

void LivestatusDouble::Server::cut() {
  for (auto* wire : wires_) wire->close();
  for (auto* waiter : waiters_) waiter->timer.cancel();
  waiters_.clear();
  for (auto* blocked : blocked_) {
    blocked->over = true;
    blocked->timer.cancel();
  }
}

Endpoint LivestatusDouble::Server::endpoint() const {
  Endpoint at;
  at.kind = !options_.unix_path.empty() ? Endpoint::Kind::unix_socket
            : is_tls()                  ? Endpoint::Kind::tls
                                        : Endpoint::Kind::tcp;
  at.path = options_.unix_path;
  if (!at.path.empty()) return at;
  at.host = "127.0.0.1";
  at.port = std::to_string(port_);
  return at;
}

// Weak, so that stop() really closes the acceptor; this then wakes with an error and touches it no more.
template <class Acceptor>
asio::awaitable<void> LivestatusDouble::Server::accept_from(std::weak_ptr<Acceptor> acceptor) {
  while (Acceptor* listening = acceptor.lock().get()) {
    Wire::Socket socket(io_);
    const auto [failed] = co_await listening->async_accept(socket, as_result);
    if (failed || acceptor.expired()) co_return;  // or stopped while this one was on its way in
    if constexpr (std::is_same_v<Acceptor, Tcp::acceptor>) {
      boost::system::error_code ignored;
      socket.set_option(Tcp::no_delay(true), ignored);
    }
    auto wire = is_tls() ? tls_wire(std::move(socket), tls_) : plain_wire(std::move(socket));
    wires_.insert(wire.get());
    guests_.came(wire.get(), wire->client());
    notebook.opened();
    asio::co_spawn(io_, serve(std::move(wire)), rethrow);
  }
}

asio::awaitable<void> LivestatusDouble::Server::serve(std::unique_ptr<Wire> wire) {
  const bool welcome = !notebook.next_fault(true);
  const bool has_thread = welcome && co_await wait_for_a_thread();
  if (has_thread) {
    const Respond answer = [&](const std::vector<std::string>& lines) { return respond(*wire, lines); };
    co_await converse(*wire, options_.flavour, answer);
    free_the_thread();
  }
  wires_.erase(wire.get());
  guests_.left(wire.get());
  wire->close();
  notebook.closed();
}

asio::awaitable<bool> LivestatusDouble::Server::wait_for_a_thread() {
  if (busy_ < threads_ && !reads_) {
    ++busy_;
    co_return true;
  }
  Waiter waiter{asio::steady_timer(io_, asio::steady_timer::time_point::max())};
  waiters_.push_back(&waiter);
  co_await waiter.timer.async_wait(as_result);
  co_return waiter.served;
}

// A thread goes from hand to hand while someone waits for one.
void LivestatusDouble::Server::free_the_thread() {
  if (waiters_.empty()) {
    --busy_;
    return;
  }
  waiters_.front()->served = true;
  waiters_.front()->timer.cancel();
  waiters_.pop_front();
}

bool LivestatusDouble::Server::loses_this_one() {
  lost_so_far_ += lost_percent_;
  if (lost_so_far_ < 100) return false;
  lost_so_far_ -= 100;
  return true;
}

void LivestatusDouble::Server::wake(Trigger trigger) {
  for (auto* blocked : blocked_) {
    if (!wakes(blocked->trigger, trigger) || loses_this_one()) continue;
    blocked->fired = true;
    blocked->timer.cancel();
  }
}

// Ends when it may be answered, when its time is up, or when the server ends.
asio::awaitable<void> LivestatusDouble::Server::block(const ServerQuery& query, Waiting how, Blocked& self) {
  using Steady = std::chrono::steady_clock;
  const auto deadline = Steady::now() + longest_wait(query, how);
  for (;;) {
    bool may = false;
    const bool fired = std::exchange(self.fired, false);
    world_.read([&](const WorldState& state) { may = may_answer(query, state, how, fired); });
    if (may || self.over || Steady::now() >= deadline) co_return;
    const auto again = how == Waiting::polling ? Steady::now() + std::chrono::milliseconds{200} : deadline;
    self.timer.expires_at(std::min(deadline, again));
    co_await self.timer.async_wait(as_result);
  }
}

// An answer if the wait itself is refused. A wait that ends with the server is answered by nobody.
asio::awaitable<std::optional<ServerAnswer>> LivestatusDouble::Server::wait_for(const ServerQuery& query) {
  const Waiting how = waiting_of(options_.flavour, options_.old);
  std::optional<QueryRefusal> refusal;
  world_.read([&](const WorldState& state) { refusal = wait_refusal(query, state, how); });
  Blocked self{.timer = asio::steady_timer(io_), .trigger = query.wait.trigger};
  blocked_.insert(&self);
  if (!refusal) co_await block(query, how, self);
  blocked_.erase(&self);
  if (self.over) co_return ServerAnswer{.keep_alive = false};
  if (!refusal) co_return std::nullopt;
  co_return ServerAnswer{.code = refusal->code,
                         .body = refusal->text + "\n",
                         .header = query.fixed16,
                         .keep_alive = query.keep_alive};
}

asio::awaitable<bool> LivestatusDouble::Server::respond(Wire& wire, const std::vector<std::string>& lines) {
  const auto fault = notebook.next_fault(false);
  if (fault && fault->kind == Fault::Kind::restart_before) world_.restart();
  std::optional<ServerAnswer> right;
  const auto waits = waiting_query(options_.flavour, lines);
  watch_manners(wire, joined(lines));
  if (waits) {
    notebook.heard(joined(lines));
    right = co_await wait_for(*waits);
  }
  if (!right) right = answer_to(lines);
  if (!waits) notebook.heard(joined(lines));
  const auto said = spoiled(*right, fault);
  const bool sent = co_await send(wire, said, options_.flavour, fault);
  guests_.answered(&wire);
  co_return sent && right->keep_alive;
}

ServerAnswer LivestatusDouble::Server::answer_to(const std::vector<std::string>& lines) {
  const auto& first = lines.front();
  if (first.starts_with("COMMAND")) return take_command(lines);
  if (first.starts_with("GET"))
    return answer_query(options_.flavour, lines, world_, max_response_, options_.old);
  return {.code = 452, .body = "Invalid request method\n"};
}

}  // namespace ilert_bridge::doubles
