// One route's loop: takes what the journal has waiting to ilert. Strictly in order per alert key, keys side
// by side, never more than the budget, one at a time while the path is in doubt. It knows ilert only through
// a port.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>

#include "ilert-bridge/core/budget.hpp"
#include "ilert-bridge/core/queue.hpp"
#include "ilert-bridge/core/retry.hpp"
#include "ilert-bridge/daemon/ledger.hpp"
#include "ilert-bridge/daemon/tasks.hpp"
#include "ilert-bridge/ilert/answer.hpp"

namespace ilert_bridge {

// Never throws but when cancelled; every failure is an Answer.
using SendPort = std::function<boost::asio::awaitable<Answer>(Event event, bool required_only)>;

class Deliver {
 public:
  Deliver(const boost::asio::any_io_executor& executor, Route route, SendPort send, Ledger& ledger);

  // Delivers until stop() is called; must not be cancelled. Throws CommitFailed only, and nothing is under
  // way then.
  boost::asio::awaitable<void> run();
  // Delivers what is waiting and returns when nothing is left, or when what is left cannot be sent now.
  boost::asio::awaitable<void> drain();
  void wake() { wakeup_.notify(); }
  // Begins nothing new; run() returns when what is under way has ended, at the latest after `patience`.
  void stop(Span patience);
  bool ended() const { return ended_; }  // run() has returned after stop()

  const Route& route() const { return route_; }
  const Circuit& circuit() const { return circuit_; }
  std::size_t waiting() const { return ledger_.journal().waiting(route_.name); }

 private:
  struct Key {
    bool under_way = false;
    int failures = 0;  // of its oldest event, answered or cut: it waits by itself while others go on
    Time not_before{};
    std::uint64_t last_try = 0;  // to give every key its turn while probing
  };

  boost::asio::awaitable<void> end_attempts();
  void begin_what_may(Time at);
  bool begin_one(const std::vector<std::vector<Queued>>& queues, Time at);
  void begin(const std::vector<Queued>& queue, Time at);
  boost::asio::awaitable<void> attempt(Queued queued);
  void settle(const Queued& queued, const Answer& answer, Time started);
  void say_trouble(const Queued& queued, const Answer& answer);
  std::chrono::steady_clock::time_point next_wake(Time at);

  Route route_;
  SendPort send_;
  Ledger& ledger_;
  Budget budget_;
  Circuit circuit_;
  std::map<std::string, Key> keys_;
  Tasks attempts_;
  Wakeup wakeup_;
  std::optional<Time> earliest_;  // when something that waits may go
  std::optional<std::chrono::steady_clock::time_point> give_up_at_;
  bool stopping_ = false;
  bool ended_ = false;
  std::uint64_t tries_ = 0;
  std::string trouble_;
  Time trouble_said_{};
  std::minstd_rand chance_{std::random_device{}()};
};

}  // namespace ilert_bridge
