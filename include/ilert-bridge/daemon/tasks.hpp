// Coroutines that live inside one scope: nothing runs detached, and an exception in one of them is never
// lost. One thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <list>

namespace ilert_bridge {

// Whether the task that asks is being cancelled: what it was waiting for then ends like any failure, and says
// nothing about who was asked.
boost::asio::awaitable<bool> is_cancelled();

// Whatever else is ready has its turn. For long work in short steps, each of some milliseconds.
boost::asio::awaitable<void> let_others_work();

// A flag to wait for, with a deadline. notify() before wait_until() is not lost.
class Wakeup {
 public:
  explicit Wakeup(const boost::asio::any_io_executor& executor) : timer_(executor) {}
  void notify();
  // Returns when notified, at the deadline, or at once when the coroutine is being cancelled.
  boost::asio::awaitable<void> wait_until(std::chrono::steady_clock::time_point deadline);
  boost::asio::awaitable<void> wait() { return wait_until(std::chrono::steady_clock::time_point::max()); }

 private:
  boost::asio::steady_timer timer_;
  bool notified_ = false;
};

class Tasks {
 public:
  explicit Tasks(boost::asio::any_io_executor executor);
  ~Tasks();  // all of them must have ended: join() first
  Tasks(const Tasks&) = delete;
  Tasks& operator=(const Tasks&) = delete;

  void start(boost::asio::awaitable<void> task);  // nothing of it runs before this returns
  void cancel();                                  // from outside the loop: once it runs again
  std::size_t running() const { return running_.size(); }
  // Called after each task that ended, also by an exception.
  void on_end(std::function<void()> callback) { on_end_ = std::move(callback); }
  // Waits until all have ended. Does not throw what they threw.
  boost::asio::awaitable<void> join();
  // Throws what the first failed task threw, if any did. The others go on: whoever owns them ends them in its
  // own way.
  void rethrow_failure() const;

 private:
  struct Task {
    boost::asio::cancellation_signal stop;
  };
  boost::asio::any_io_executor executor_;
  std::list<Task> running_;
  std::exception_ptr failure_;
  std::function<void()> on_end_;
  Wakeup ended_;
};

}  // namespace ilert_bridge
