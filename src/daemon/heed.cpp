// The part of Watch that lets the server wake it, and keeps account of what looking costs.
#include <boost/asio/this_coro.hpp>
#include <utility>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/daemon/watch.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

// A wake-up comes in the middle of a change: the last hard state and the depth of a downtime follow.
constexpr Span settles_within{75};
// A look that takes so long, and so much longer than the last, may want for the connection that waits.
constexpr Span patience = std::chrono::seconds{3};
constexpr int times_the_last = 3;

}  // namespace

void Watch::note_pace() {
  const auto at = Clock::now();
  const bool woken = pace_.is_asked_for();
  pace_.ended(at, ports_.effort ? ports_.effort() : Effort{}, news_ != News::none);
  site_answers() ? waking_.looked(woken, news_, at) : waking_.site_failed();
  say_manner();
  if (heeding_) heeding_->notify();
}

void Watch::say_manner() {
  if (!ports_.wait || std::exchange(said_doubt_, waking_.doubt()) == waking_.doubt()) return;
  log_info("site is " + manner().words, {{"site", site_.name}});
}

Manner Watch::manner() const {
  return manner_of(waking_.doubt(), waking_.failure(), site_.poll_interval, pace_.rest(), pace_.effort());
}

bool Watch::may_wait(Clock::time_point at) {
  if (!site_answers() || at < waking_.not_before()) return false;
  const bool starves = looking_since_ && at - *looking_since_ > patience + health_.took * times_the_last;
  if (starves && is_armed_) waking_.lost(true);
  return !starves;
}

asio::awaitable<void> Watch::heed() {
  if (!ports_.wait) co_return;
  const auto executor = co_await asio::this_coro::executor;
  heeding_.emplace(executor);
  for (;;) {
    const auto at = Clock::now();
    if (may_wait(at)) {
      auto going_on = is_armed_ ? wait_once() : prepare_to_wait();
      is_armed_ = co_await std::move(going_on);
      say_manner();
      continue;
    }
    is_armed_ = false;
    ports_.let_go();
    const bool later = site_answers() && at < waking_.not_before();
    const auto until = later ? waking_.not_before() : Clock::time_point::max();
    co_await heeding_->wait_until(until);
  }
}

asio::awaitable<bool> Watch::prepare_to_wait() {
  const Asked<bool> can = co_await ports_.learn_to_wait();
  if (!can) {
    wait_failed(can.error());
    co_return false;
  }
  waking_.asked(*can, Clock::now());
  if (!*can) co_return false;
  const Asked<void> armed = co_await ports_.arm();
  if (!armed) {
    wait_failed(armed.error());
    co_return false;
  }
  // What happened between the last look and now ends no wait.
  pace_.woken();
  if (wakeup_) wakeup_->notify();
  co_return true;
}

asio::awaitable<bool> Watch::wait_once() {
  const Asked<Waited> waited = co_await ports_.wait();
  if (!waited) {
    wait_failed(waited.error());
    co_return false;
  }
  waking_.ended(waited->end, Clock::now());
  if (waited->end != WaitEnd::woken) co_return true;
  const bool armed = co_await ask_for_a_look();
  co_return armed;
}

// What comes until the counters are read is seen by the look that follows, what comes later ends the next
// wait at once.
asio::awaitable<bool> Watch::ask_for_a_look() {
  co_await sleep_for(settles_within);
  const Asked<void> armed = co_await ports_.arm();
  if (!armed) wait_failed(armed.error());
  const std::uint64_t before = looks_begun_;
  pace_.woken();
  if (wakeup_) wakeup_->notify();
  while (looks_begun_ == before) co_await heeding_->wait();
  co_return armed.has_value();
}

void Watch::wait_failed(const AskFailure& failure) {
  const double chance = std::uniform_real_distribution<>{}(chance_);
  waking_.failed(failure.text, Clock::now(), chance);
}

}  // namespace ilert_bridge
