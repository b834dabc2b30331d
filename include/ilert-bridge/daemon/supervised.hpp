// The part that a service manager sees: ready, reloading, stopping, a line about how it does, and the
// watchdog that is fed while the loops turn. One thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/base/result.hpp"
#include "ilert-bridge/core/watchdog.hpp"
#include "ilert-bridge/daemon/tasks.hpp"

namespace ilert_bridge {

struct SupervisedPorts {
  std::function<Result<void>(std::string_view lines)> tell;  // empty: nobody is there to be told
  std::function<std::string()> line;                         // how the daemon does, without a line break
  std::function<std::vector<Loop>()> loops;
};

class Supervised {
 public:
  // `watchdog`: within what it wants to be fed; nothing: there is none.
  Supervised(const boost::asio::any_io_executor& executor, std::optional<Span> watchdog,
             SupervisedPorts ports);

  // Keeps the line fresh and feeds the watchdog until stop().
  boost::asio::awaitable<void> run();
  void stop();

  // Also after a reload, whether it was taken or not.
  void ready();
  // `lines`: RELOADING=1 and the time of it.
  void reloading(std::string_view lines);
  void stopping();

  // What run() does again and again; for tests.
  void feed(Instant now);
  void refresh();
  Span pause() const;  // between two feeds

 private:
  bool tell(std::string_view lines);

  std::optional<Span> watchdog_;
  SupervisedPorts ports_;
  Wakeup wakeup_;
  std::string said_line_;
  std::string said_stalled_;
  bool said_fault_ = false;
  bool owes_ready_ = false;  // could not be told so far
  bool stopped_ = false;
};

}  // namespace ilert_bridge
