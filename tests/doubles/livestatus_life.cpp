// What the server does in its own time: it restarts, and carries out commands.
#include <unistd.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

#include "tests/doubles/livestatus_command.hpp"
#include "tests/doubles/livestatus_manners.hpp"
#include "tests/doubles/livestatus_server.hpp"

namespace ilert_bridge::doubles {
namespace {

namespace asio = boost::asio;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

void rethrow(const std::exception_ptr& failed) {
  if (failed) std::rethrow_exception(failed);
}

}  // namespace

asio::awaitable<void> LivestatusDouble::Server::sleep(std::chrono::milliseconds span) {
  asio::steady_timer timer(io_, span);
  sleeping_.insert(&timer);
  co_await timer.async_wait(as_result);
  sleeping_.erase(&timer);
}

void LivestatusDouble::Server::begin_restart(CoreRestart how) {
  restarting_ = true;
  asio::co_spawn(io_, restart(how), rethrow);
}

asio::awaitable<void> LivestatusDouble::Server::restart(CoreRestart how) {
  stop_listening();
  if (!options_.unix_path.empty()) ::unlink(options_.unix_path.c_str());
  drop_commands();
  // Its threads are waited for, and nobody wakes them.
  while (!blocked_.empty() && !ended_) {
    for (auto* blocked : blocked_) blocked->over = true;
    co_await sleep(std::chrono::milliseconds{10});
  }
  cut();
  if (!ended_) co_await sleep(how.gone);
  if (ended_) co_return;
  world_.restart(how.keep_states, how.until_downtimes_count);
  reads_ = true;
  start();
  co_await sleep(how.reads);
  reads_ = restarting_ = false;
  serve_those_who_wait();
}

void LivestatusDouble::Server::serve_those_who_wait() {
  for (; busy_ < threads_ && !waiters_.empty(); waiters_.pop_front()) {
    ++busy_;
    waiters_.front()->served = true;
    waiters_.front()->timer.cancel();
  }
}

ServerAnswer LivestatusDouble::Server::take_command(const std::vector<std::string>& lines) {
  if (command_delay_ == command_delay_.zero()) return obey(options_.flavour, lines, world_);
  asio::co_spawn(io_, obey_later(lines), rethrow);
  return {.code = 200, .body = {}, .header = false, .keep_alive = true};
}

asio::awaitable<void> LivestatusDouble::Server::obey_later(std::vector<std::string> lines) {
  asio::steady_timer timer(io_, command_delay_);
  commands_.insert(&timer);
  const auto [dropped] = co_await timer.async_wait(as_result);
  commands_.erase(&timer);
  if (!dropped) obey(options_.flavour, lines, world_);
}

void LivestatusDouble::Server::drop_commands() {
  for (auto* timer : commands_) timer->cancel();
}

void LivestatusDouble::Server::watch_manners(Wire& wire, const std::string& request) {
  notebook.complain(bad_manners(options_.flavour, {request}));
  notebook.complain(guests_.asks(&wire, request, [](Guests::Id guest) { return guest->is_there(); }));
}

}  // namespace ilert_bridge::doubles
