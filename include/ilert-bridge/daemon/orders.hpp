// The way back's second half: does in Checkmk what the journal orders, until Checkmk shows it. What was begun
// is in the journal first, and whether it holds is read off the looks, so it does not matter where it is
// killed.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>

#include "ilert-bridge/daemon/ledger.hpp"
#include "ilert-bridge/daemon/tasks.hpp"

namespace ilert_bridge {

// What came of a try, as far as it can be told at once.
struct OrderTry {
  bool possible = true;  // false: it cannot be said to Checkmk at all
  std::string fault;     // one sentence; empty if it was heard
};

// Of a comment: when what people said was last read, and whether it was there.
struct OrderSight {
  std::optional<Time> read_began;
  bool shown = false;
  bool nobody_listens = false;  // what people say is not read any more
  bool is_gone = false;         // the object exists no more
};

struct OrderPorts {
  std::function<boost::asio::awaitable<OrderTry>(Order order)> carry_out;
  // When the last complete look at the site began; nothing: it does not answer, or has not yet.
  std::function<std::optional<Time>(const std::string& site)> last_look_began;
  std::function<OrderSight(const Order& order)> sight_of;
  std::function<bool(const std::string& site)> is_configured;
};

class Orders {
 public:
  Orders(const boost::asio::any_io_executor& executor, OrderPorts ports, Ledger& ledger);

  // Until cancelled. Throws CommitFailed.
  boost::asio::awaitable<void> run();
  // Every open order once; how many are open still.
  boost::asio::awaitable<std::size_t> turn();
  void notify() { wakeup_.notify(); }  // there is a new one

 private:
  OrderStep step_of(const Order& order, Time at) const;
  boost::asio::awaitable<void> carry_out(const Order& order);
  void end(const Order& order, OrderEnd how, const std::string& fault);

  OrderPorts ports_;
  Ledger& ledger_;
  Wakeup wakeup_;
};

}  // namespace ilert_bridge
