#include "ilert-bridge/daemon/supervised.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "ilert-bridge/base/log.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
using std::chrono::steady_clock;
namespace {

// What a person reads may be that old.
constexpr Span line_kept = std::chrono::seconds{2};

}  // namespace

Supervised::Supervised(const asio::any_io_executor& executor, std::optional<Span> watchdog,
                       SupervisedPorts ports)
    : watchdog_(watchdog), ports_(std::move(ports)), wakeup_(executor) {}

asio::awaitable<void> Supervised::run() {
  if (!ports_.tell) co_return;
  auto refreshed = steady_clock::now();
  while (!stopped_) {
    const auto present = steady_clock::now();
    feed(present);
    if (present - refreshed >= line_kept) {
      refresh();
      refreshed = present;
    }
    co_await wakeup_.wait_until(steady_clock::now() + pause());
  }
}

void Supervised::stop() {
  stopped_ = true;
  wakeup_.notify();
}

Span Supervised::pause() const {
  return watchdog_ ? std::clamp(*watchdog_ / 3, Span{10}, line_kept) : line_kept;
}

void Supervised::ready() {
  if (!ports_.tell) return;
  said_line_ = ports_.line();
  owes_ready_ = !tell("READY=1\nSTATUS=" + said_line_ + "\n");
}

void Supervised::reloading(std::string_view lines) { tell(lines); }

void Supervised::stopping() { tell("STOPPING=1\nSTATUS=stopping: what is under way may end\n"); }

void Supervised::feed(Instant now) {
  if (owes_ready_) ready();
  if (!watchdog_) return;
  const std::string loops = stalled(ports_.loops(), now);
  if (loops.empty()) {
    tell("WATCHDOG=1\n");
    if (!std::exchange(said_stalled_, {}).empty()) log_notice("all loops turn again");
  } else if (said_stalled_.empty()) {
    said_stalled_ = loops;
    log_error("a loop does not turn any more, the watchdog is left unfed and will have the daemon restarted",
              {{"loop", loops}});
  }
}

void Supervised::refresh() {
  std::string line = ports_.line();
  if (line == said_line_) return;
  if (tell("STATUS=" + line + "\n")) said_line_ = std::move(line);
}

bool Supervised::tell(std::string_view lines) {
  if (!ports_.tell) return true;
  const Result<void> told = ports_.tell(lines);
  if (!told && !std::exchange(said_fault_, true))
    log_warning("the service manager cannot be told anything: " + told.error().text);
  if (told) said_fault_ = false;
  return static_cast<bool>(told);
}

}  // namespace ilert_bridge
