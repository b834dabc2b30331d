#include "ilert-bridge/daemon/deliver.hpp"

#include <algorithm>
#include <exception>

#include "ilert-bridge/base/log.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
using Steady = std::chrono::steady_clock;
namespace {

constexpr std::size_t most_side_by_side = 16;
constexpr std::size_t keys_at_once = 256;
constexpr Span first_pause = std::chrono::seconds{1};
constexpr Span longest_key_pause = std::chrono::seconds{30};
constexpr Span repeat_trouble_after = std::chrono::minutes{15};

Settled settled_by(Outcome outcome, bool required_only) {
  if (outcome == Outcome::delivered) return Settled::delivered;
  if (outcome == Outcome::refused && required_only) return Settled::parked;
  return Settled::waiting;
}

}  // namespace

Deliver::Deliver(const asio::any_io_executor& executor, Route route, SendPort send, Ledger& ledger)
    : route_(std::move(route)),
      send_(std::move(send)),
      ledger_(ledger),
      budget_(route_.events_per_minute, ledger.journal().attempts_since(route_.name, now() - budget_window)),
      attempts_(executor),
      wakeup_(executor) {
  attempts_.on_end([this] { wakeup_.notify(); });
}

asio::awaitable<void> Deliver::run() {
  std::exception_ptr failure;
  try {
    while (!stopping_) {
      attempts_.rethrow_failure();
      const Time at = now();
      begin_what_may(at);
      co_await wakeup_.wait_until(next_wake(at));
    }
  } catch (...) {
    failure = std::current_exception();
  }
  co_await end_attempts();
  ended_ = true;
  if (failure) std::rethrow_exception(failure);
}

asio::awaitable<void> Deliver::drain() {
  std::exception_ptr failure;
  try {
    for (;;) {
      attempts_.rethrow_failure();
      begin_what_may(now());
      if (attempts_.running() == 0) break;
      co_await wakeup_.wait();
    }
  } catch (...) {
    failure = std::current_exception();
  }
  co_await end_attempts();
  if (failure) std::rethrow_exception(failure);
}

// What is under way has until the patience of stop() ends. What is cut off then has an unknown outcome, and
// the journal says so already.
asio::awaitable<void> Deliver::end_attempts() {
  while (attempts_.running() > 0 && give_up_at_ && Steady::now() < *give_up_at_)
    co_await wakeup_.wait_until(*give_up_at_);
  attempts_.cancel();
  co_await attempts_.join();
  attempts_.rethrow_failure();
}

void Deliver::stop(Span patience) {
  stopping_ = true;
  give_up_at_ = Steady::now() + patience;
  wakeup_.notify();
}

void Deliver::begin_what_may(Time at) {
  earliest_.reset();
  const std::size_t most = circuit_.closed() ? most_side_by_side : 1;
  if (attempts_.running() >= most) return;
  const std::vector<std::vector<Queued>> queues = ledger_.journal().queues(route_.name, keys_at_once);
  if (queues.empty()) return keys_.clear();
  while (attempts_.running() < most) {
    const Time allowed = std::max(circuit_.not_before(at), budget_.next(at));
    if (allowed > at) {
      earliest_ = allowed;
      return;
    }
    if (!begin_one(queues, at)) return;
  }
}

// The key that has waited longest for a try; while the path is in doubt that lets every key probe in turn.
bool Deliver::begin_one(const std::vector<std::vector<Queued>>& queues, Time at) {
  const std::vector<Queued>* chosen = nullptr;
  std::uint64_t oldest_try = 0;
  for (const std::vector<Queued>& queue : queues) {
    const Key& key = keys_[queue.front().event.alert_key];
    if (key.under_way) continue;
    if (key.not_before > at) {
      earliest_ = std::min(earliest_.value_or(key.not_before), key.not_before);
    } else if (chosen == nullptr || key.last_try < oldest_try) {
      chosen = &queue;
      oldest_try = key.last_try;
    }
  }
  if (chosen == nullptr) return false;
  begin(*chosen, at);
  return true;
}

void Deliver::begin(const std::vector<Queued>& queue, Time at) {
  const Event& oldest = queue.front().event;
  const NextSend next = next_send(queue, ledger_.report(oldest.subject, route_.name).told);
  std::vector<EventId> superseded;
  for (const std::size_t index : next.superseded) superseded.push_back(queue[index].event.id);
  if (!superseded.empty()) {
    ledger_.journal().supersede(superseded, at);
    log_info(
        "superseded by a RESOLVE, the outcome of an attempt being unknown",
        {{"events", std::to_string(superseded.size())}, {"key", oldest.alert_key}, {"route", route_.name}});
  }
  const Queued& queued = queue[next.index];
  ledger_.journal().begin_attempt(queued.event.id, at);
  budget_.spend(at);
  Key& key = keys_[oldest.alert_key];
  key.under_way = true;
  key.last_try = ++tries_;
  attempts_.start(attempt(queued));
}

asio::awaitable<void> Deliver::attempt(Queued queued) {
  const Time started = now();
  Event event = queued.event;
  const Answer answer = co_await send_(std::move(event), queued.required_only);
  settle(queued, answer, started);
}

void Deliver::settle(const Queued& queued, const Answer& answer, Time started) {
  const Time at = now();
  const Settled settled = settled_by(answer.outcome, queued.required_only);
  const bool required_only = queued.required_only || answer.outcome == Outcome::refused;
  const Attempt made{.started_at = started,
                     .ended_at = at,
                     .outcome = answer.outcome,
                     .http_status = answer.http_status,
                     .answer = answer.text,
                     .correlation_id = answer.correlation_id};
  ledger_.journal().end_attempt(queued.event.id, made, settled, required_only, at);

  const double chance = std::uniform_real_distribution<>{}(chance_);
  Key& key = keys_[queued.event.alert_key];
  key.under_way = false;
  const bool its_own_fault = answer.outcome == Outcome::failed || answer.outcome == Outcome::unknown;
  key.failures = its_own_fault ? key.failures + 1 : 0;
  key.not_before =
      its_own_fault ? at + growing_pause(key.failures, first_pause, longest_key_pause, chance) : at;
  circuit_.saw(answer.outcome, at, chance, answer.retry_after);

  if (settled == Settled::delivered) {
    log_info("delivered", {{"event", std::to_string(queued.event.id)},
                           {"type", std::string{name(queued.event.type)}},
                           {"route", route_.name},
                           {"key", queued.event.alert_key},
                           {"answer", answer.text},
                           {"correlation_id", answer.correlation_id}});
    if (!trouble_.empty()) log_notice("ilert takes events again", {{"route", route_.name}});
    trouble_.clear();
  } else {
    say_trouble(queued, answer);
  }
}

void Deliver::say_trouble(const Queued& queued, const Answer& answer) {
  const bool parked = answer.outcome == Outcome::refused && queued.required_only;
  const Time at = now();
  // A path that is down is one fact however often it is tried, and whatever milliseconds libcurl puts into
  // its words; an event that is given up is always worth a line.
  const std::string trouble = std::string{name(answer.outcome)} + ' ' + std::to_string(answer.http_status);
  if (!parked && trouble == trouble_ && at - trouble_said_ < repeat_trouble_after) return;
  const char* const sentence =
      parked ? "ilert refused the event for good, it is parked"
      : answer.outcome == Outcome::route_held
          ? "ilert takes nothing of this route, its events are kept and tried again slowly"
          : "not delivered, kept and tried again";
  log(answer.outcome == Outcome::route_held || parked ? Level::error : Level::warning, sentence,
      {{"route", route_.name},
       {"event", std::to_string(queued.event.id)},
       {"answer", answer.text},
       {"remedy", answer.remedy}});
  if (!parked) {
    trouble_ = trouble;
    trouble_said_ = at;
  }
}

Steady::time_point Deliver::next_wake(Time at) {
  if (!earliest_) return Steady::time_point::max();
  return Steady::now() + std::max(*earliest_ - at, Span{10});
}

}  // namespace ilert_bridge
