#include "ilert-bridge/daemon/tasks.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <cassert>

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

// co_spawn would run a task at once up to its first wait, in the middle of whoever starts it.
asio::awaitable<void> after_the_present(asio::awaitable<void> task) {
  co_await asio::post(asio::use_awaitable);
  co_await std::move(task);
}

}  // namespace

asio::awaitable<bool> is_cancelled() {
  const auto state = co_await asio::this_coro::cancellation_state;
  co_return state.cancelled() != asio::cancellation_type::none;
}

asio::awaitable<void> let_others_work() { co_await asio::post(asio::use_awaitable); }

void Wakeup::notify() {
  notified_ = true;
  timer_.cancel();
}

asio::awaitable<void> Wakeup::wait_until(std::chrono::steady_clock::time_point deadline) {
  if (!notified_) {
    timer_.expires_at(deadline);
    boost::system::error_code ignored;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  notified_ = false;
}

Tasks::Tasks(asio::any_io_executor executor) : executor_(executor), ended_(executor) {}

Tasks::~Tasks() { assert(running_.empty()); }

void Tasks::start(asio::awaitable<void> task) {
  const auto place = running_.emplace(running_.end());
  const auto ended = [this, place](std::exception_ptr failure) {
    running_.erase(place);
    bool cancelled = false;
    try {
      if (failure) std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
      cancelled = error.code() == asio::error::operation_aborted;
    } catch (...) {
    }
    if (failure && !cancelled && !failure_) failure_ = failure;
    ended_.notify();
    if (on_end_) on_end_();
  };
  asio::co_spawn(executor_, after_the_present(std::move(task)),
                 asio::bind_cancellation_slot(place->stop.slot(), ended));
}

// Asio 1.81 hands a signal that comes from outside the loop on to it as a mere address, and the task may have
// ended by then.
void Tasks::cancel() {
  asio::dispatch(executor_, [this] {
    for (auto at = running_.begin(); at != running_.end();) {
      Task& task = *at++;  // a task that ends at once removes itself
      task.stop.emit(asio::cancellation_type::terminal);
    }
  });
}

asio::awaitable<void> Tasks::join() {
  while (!running_.empty()) co_await ended_.wait();
}

void Tasks::rethrow_failure() const {
  if (failure_) std::rethrow_exception(failure_);
}

}  // namespace ilert_bridge
