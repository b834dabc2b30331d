#include "ilert-bridge/daemon/deliver.hpp"

#include <algorithm>
#include <exception>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/core/stand_in.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
using Steady = std::chrono::steady_clock;
namespace {

constexpr std::size_t most_side_by_side = 16;
constexpr std::size_t idle_keys_at_once = 256;
constexpr Span first_pause = std::chrono::seconds{1};
constexpr Span longest_key_pause = std::chrono::seconds{30};
constexpr Span first_own_pause = std::chrono::seconds{10};
constexpr Span pause_for_room = std::chrono::seconds{5};
constexpr Span longest_idle = std::chrono::minutes{1};
constexpr Span longest_turn = std::chrono::minutes{5};

Settled settled_by(Outcome outcome, bool required_only, const Blamed& blamed) {
  if (outcome == Outcome::delivered) return Settled::delivered;
  const bool refused = outcome == Outcome::refused && required_only;
  return refused || blamed.give_up ? Settled::parked : Settled::waiting;
}

// A RESOLVE that was tried again for the ALERT behind it, and refused again, changes nothing about that one.
std::optional<Heard> heard_then(const Heard& before, const Queued& queued, Outcome outcome, Settled settled,
                                bool tried_again) {
  if (settled == Settled::delivered) return heard_after(before, queued.event);
  if (settled != Settled::parked) return std::nullopt;
  if (tried_again && may_have_called_nobody(before) && queued.event.type == EventType::resolve)
    return std::nullopt;
  const bool unknown = queued.outcome_unknown || outcome == Outcome::unknown;
  return heard_after_refusal(before, queued.event.type, unknown);
}

}  // namespace

Deliver::Deliver(const asio::any_io_executor& executor, DeliverOptions options, Route route,
                 DeliverPorts ports, Ledger& ledger)
    : options_(std::move(options)),
      route_(std::move(route)),
      ports_(std::move(ports)),
      ledger_(ledger),
      backlog_(route_.replay),
      budget_(route_.events_per_minute, ledger.journal().attempts_since(route_.name, now() - budget_memory)),
      attempts_(executor),
      wakeup_(executor),
      turn_{.at = Steady::now(), .within = longest_turn} {
  attempts_.on_end([this] { wakeup_.notify(); });
  load();
}

void Deliver::load() {
  last_delivered_ = ledger_.journal().last_delivery(route_.name);
  for (const auto& [key, heard] : ledger_.journal().heard(route_.name)) backlog_.hear(key, heard);
  for (const auto& [subject, on_routes] : ledger_.reports())
    if (const auto report = on_routes.find(route_.name); report != on_routes.end()) {
      const std::string key = alert_key(subject, options_.bridge_name);
      backlog_.want(key, wanted_of(report->second, backlog_.heard(key)));
      backlog_.hold(key, report->second.held);
    }
  for (const WaitingRow& row : ledger_.journal().backlog(route_.name)) backlog_.add(row);
  Filter parked{.route = route_.name, .settled = Settled::parked};
  std::vector<Entry> some;
  do {
    some = ledger_.journal().list(parked);
    for (const Entry& entry : some) find_parked(entry);
    if (!some.empty()) parked.before = some.back().queued.event.id;
  } while (some.size() == parked.limit);
}

asio::awaitable<void> Deliver::run() {
  std::exception_ptr failure;
  try {
    if (has_said("parked") || ledger_.journal().parked(route_.name) > 0) say_parked();
    while (!stopping_) {
      turn_.at = Steady::now();
      attempts_.rethrow_failure();
      const Time at = now();
      begin_if_there_is_room(at);
      co_await wakeup_.wait_until(next_wake(at));
    }
  } catch (...) {
    failure = std::current_exception();
  }
  co_await end_attempts();
  if (failure) std::rethrow_exception(failure);
  ledger_.journal().cut_off_attempts(route_.name, "cut off: the route was stopped or reloaded", now());
  ended_ = true;
}

asio::awaitable<void> Deliver::drain() {
  std::exception_ptr failure;
  try {
    for (;;) {
      attempts_.rethrow_failure();
      const Time at = now();
      begin_if_there_is_room(at);
      const bool soon = earliest_ && *earliest_ - at <= options_.gap && circuit_.closed();
      if (attempts_.running() == 0 && !soon) break;
      co_await wakeup_.wait_until(next_wake(at));
    }
  } catch (...) {
    failure = std::current_exception();
  }
  co_await end_attempts();
  if (failure) std::rethrow_exception(failure);
}

// What is under way has until the patience of stop() ends. What is cut off then has an unknown outcome.
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

void Deliver::recorded(const Recording::Change& change) {
  const std::string key = alert_key(change.subject, options_.bridge_name);
  const Acceptance by = change.report.acceptance;
  const bool by_a_person =
      change.report.told == Told::accepted && (by == Acceptance::ilert || by == Acceptance::mirrored);
  if (Heard heard = backlog_.heard(key); by_a_person && heard.told == Told::open) {
    heard.told = Told::accepted;
    backlog_.hear(key, heard);
  }
  if (change.heard) backlog_.hear(key, *change.heard);
  for (const Event& event : change.events) backlog_.add(waiting_row_of(event));
  backlog_.want(key, wanted_of(change.report, backlog_.heard(key)));
  backlog_.hold(key, change.report.held);
  if (backlog_.plan(key) != nullptr) wakeup_.notify();  // also where what waits has become pointless
}

void Deliver::reread(const std::set<std::string>& alert_keys) {
  for (const std::string& key : alert_keys) {
    std::vector<WaitingRow> rows;
    for (const Queued& queued : ledger_.journal().queue(route_.name, key)) {
      rows.push_back(waiting_row_of(queued.event));
      rows.back().waiting.outcome_unknown = queued.outcome_unknown;
    }
    backlog_.replace(key, rows);
    refused_ends_.erase(key);
    if (const std::optional<EventId> parked = parked_.event_of(key)) {
      parked_.forget(key);
      if (const std::optional<Entry> entry = ledger_.journal().entry(*parked)) find_parked(*entry);
    }
    const Heard heard = ledger_.journal().heard(route_.name, key);
    if (heard.told != Told::none || heard.doubtful) backlog_.hear(key, heard);
    failures_.erase(key);
    blame_.forget(key);
  }
  say_parked();
  wakeup_.notify();
}

void Deliver::try_now() {
  circuit_.forgive();
  wakeup_.notify();
}

// On a full disk without a reserve nothing may begin, since nothing can be written first.
void Deliver::begin_if_there_is_room(Time at) {
  try {
    begin_what_may(at);
  } catch (const CommitFailed& failure) {
    if (!failure.disk_full()) throw;
    ledger_.found_full(failure.what());
    earliest_ = at + pause_for_room;
  }
}

void Deliver::begin_what_may(Time at) {
  earliest_.reset();
  take_up_parked(at);
  supersede_idle(at);
  say_storm(at);
  const std::size_t most = circuit_.closed() ? most_side_by_side : 1;
  while (attempts_.running() < most && backlog_.requests() > 0) {
    const Time allowed = std::max(circuit_.not_before(at), budget_.next(at));
    if (allowed > at) {
      earliest_ = allowed;
      if (const std::optional<std::string> key = out_of_turn(at)) begin(*key, at);
      return;
    }
    const std::optional<std::string> key = backlog_.next(at, turns_ + 1, probing_since_);
    if (!key) {
      earliest_ = backlog_.next_due(at);
      return;
    }
    if (!waits(*key, at)) begin(*key, at);
  }
}

// For a second, where its time is not come.
bool Deliver::waits(const std::string& key, Time at) {
  if (!ports_.must_wait || !ports_.must_wait(key)) return false;
  backlog_.end(key, at + first_pause);
  return true;
}

// While the route is held, a page that is newer than the hold does not wait for the next probe: it may show
// that not the route was to blame, but the event it was held for.
std::optional<std::string> Deliver::out_of_turn(Time at) {
  if (!circuit_.held()) return std::nullopt;
  std::optional<std::string> key = backlog_.new_page(at, circuit_.held_since(), probing_since_.value_or(0));
  if (!key) return std::nullopt;
  const Time allowed = std::max(circuit_.spare_not_before(at), budget_.next(at));
  if (allowed > at) {
    earliest_ = std::min(earliest_.value_or(allowed), allowed);
    return std::nullopt;
  }
  circuit_.take_spare(at, any_chance());
  return key;
}

// What came and went while ilert could not be told is over without a word.
void Deliver::supersede_idle(Time at) {
  std::vector<EventId> pointless;
  const std::vector<std::string> keys = backlog_.idle_keys(idle_keys_at_once);
  for (const std::string& key : keys)
    if (const Plan* plan = backlog_.plan(key))
      pointless.insert(pointless.end(), plan->pointless.begin(), plan->pointless.end());
  if (pointless.empty()) return;
  ledger_.journal().supersede(pointless, 0, at);
  for (const std::string& key : keys) {
    if (const Plan* plan = backlog_.plan(key)) say_superseded(key, plan->pointless, 0);
    backlog_.replace(key, {});
    failures_.erase(key);
    blame_.forget(key);
  }
  if (keys.size() == idle_keys_at_once) wakeup_.notify();
}

void Deliver::supersede(const std::string& key, const std::vector<EventId>& events, EventId by, Time at) {
  if (events.empty()) return;
  ledger_.journal().supersede(events, by, at);
  for (const EventId event : events) backlog_.remove(key, event);
  say_superseded(key, events, by);
}

EventId Deliver::stand_in(const std::string& key, const Plan& plan, Time at) {
  std::vector<Queued> queue = ledger_.journal().queue(route_.name, key);
  std::erase_if(queue, [&](const Queued& one) {
    return std::find(plan.pointless.begin(), plan.pointless.end(), one.event.id) == plan.pointless.end();
  });
  Event event = stand_in_for(queue, *plan.stand_in, at);
  ledger_.journal().replace(plan.pointless, event, queue.front().required_only, at);
  for (const EventId pointless : plan.pointless) backlog_.remove(key, pointless);
  say_superseded(key, plan.pointless, event.id);
  backlog_.add(waiting_row_of(event));
  log_notice(std::string{name(event.type)} + " " + to_text(event.subject),
             {{"event", std::to_string(event.id)},
              {"route", route_.name},
              {"stands_for", std::to_string(event.stands_for)},
              {"key", key}});
  return event.id;
}

// What waits is brought into the shape that is about to leave.
EventId Deliver::carry_out(const std::string& key, const Plan& plan, Time at) {
  if (!plan.stand_in) supersede(key, plan.pointless, *plan.next, at);
  const EventId id = plan.stand_in ? stand_in(key, plan, at) : *plan.next;
  if (plan.in_the_dark) backlog_.outcome_unknown(key, id);
  return id;
}

void Deliver::begin(const std::string& key, Time at) {
  const Plan plan = *backlog_.plan(key);
  const EventId id = carry_out(key, plan, at);
  const std::optional<Entry> entry = ledger_.journal().entry(id);
  if (!entry) throw CommitFailed("event " + std::to_string(id) + " is no longer in the journal");
  ledger_.journal().begin_attempt(id, at);
  budget_.spend(at);
  backlog_.begin(key, ++turns_);
  attempts_.start(attempt(entry->queued));
}

asio::awaitable<void> Deliver::attempt(Queued queued) {
  const Time started = now();
  Event event = said_late(queued.event, started);
  const auto place = under_way_since_.insert(Steady::now());
  const Answer answer = co_await ports_.send(std::move(event), queued.required_only);
  under_way_since_.erase(place);
  settle(queued, answer, started);
}

void Deliver::settle(const Queued& queued, const Answer& answer, Time started) {
  const Time at = now();
  const Blamed blamed = blame(queued, answer, at);
  const Settled settled = settled_by(answer.outcome, queued.required_only, blamed);
  const bool required_only =
      queued.required_only || blamed.required_only || answer.outcome == Outcome::refused;
  const Attempt made{.started_at = started,
                     .ended_at = at,
                     .outcome = answer.outcome,
                     .http_status = answer.http_status,
                     .answer = answer.text,
                     .correlation_id = answer.correlation_id};
  const bool again = backlog_.is_tried_again(queued.event.alert_key);
  const std::optional<Heard> heard =
      heard_then(backlog_.heard(queued.event.alert_key), queued, answer.outcome, settled, again);
  ledger_.journal().end_attempt(queued.event.id, made, settled, required_only, heard, at);
  remember(queued, answer.outcome, settled, heard);
  pace_key(queued.event.alert_key, answer.outcome, settled, blamed.own, at);
  pace_route(answer, blamed.own, at);
  if (settled == Settled::delivered) {
    say_delivered(queued, answer);
  } else {
    say_trouble(queued, answer, settled, blamed.own, at);
  }
}

Blamed Deliver::blame(const Queued& queued, const Answer& answer, Time at) {
  const std::string& key = queued.event.alert_key;
  switch (answer.outcome) {
    case Outcome::delivered:
      if (answer.asked) blame_.passed(key);
      return {};
    case Outcome::refused:
      blame_.forget(key);
      return {};
    case Outcome::not_sent:
    case Outcome::limited:
      return {};
    case Outcome::unknown:
      break;
    default:
      // Others get through, or none do: either way this one waits for its next time.
      if (backlog_.is_tried_again(key))
        return {.own = true, .required_only = true, .give_up = queued.required_only};
  }
  const Blamed blamed = blame_.failed(key,
                                      {.type = queued.event.type,
                                       .outcome = answer.outcome,
                                       .http_status = answer.http_status,
                                       .required_only = queued.required_only,
                                       .route_held = circuit_.held()},
                                      at);
  if (blamed.give_up) blame_.forget(key);
  return blamed;
}

void Deliver::remember(const Queued& queued, Outcome outcome, Settled settled,
                       const std::optional<Heard>& heard) {
  const std::string& key = queued.event.alert_key;
  if (settled != Settled::waiting) backlog_.remove(key, queued.event.id);
  if (outcome == Outcome::unknown) backlog_.outcome_unknown(key, queued.event.id);
  if (heard) backlog_.hear(key, *heard);
  if (queued.event.type == EventType::alert) remember_call(queued.event, settled);
  if (queued.event.type == EventType::resolve) remember_end(queued.event, settled);
}

void Deliver::pace_key(const std::string& key, Outcome outcome, Settled settled, bool own_fault, Time at) {
  const bool failed = own_fault || outcome == Outcome::failed || outcome == Outcome::unknown;
  if (!failed || settled == Settled::parked) {
    failures_.erase(key);
    return backlog_.end(key, outcome == Outcome::delivered ? at + options_.gap : at);
  }
  const Span first = own_fault ? first_own_pause : first_pause;
  backlog_.end(key, at + growing_pause(++failures_[key], first, longest_key_pause, any_chance()));
}

void Deliver::pace_route(const Answer& answer, bool own_fault, Time at) {
  if (!answer.asked || (own_fault && !circuit_.held())) return;
  circuit_.saw(answer.outcome, at, any_chance(), answer.retry_after);
  if (answer.outcome == Outcome::limited) budget_.limited(at);
  if (circuit_.closed()) {
    probing_since_.reset();
  } else if (!probing_since_) {
    probing_since_ = turns_;
  }
}

Steady::time_point Deliver::next_wake(Time at) {
  Span pause = earliest_ ? std::max(*earliest_ - at, Span{10}) : longest_idle;
  if (const std::optional<Time> due = parked_.next_due())
    pause = std::min(pause, std::max(*due - at, Span{10}));
  return Steady::now() + std::min(pause, longest_idle);
}

std::vector<Turn> Deliver::turns() const {
  std::vector<Turn> turns{turn_};
  if (!under_way_since_.empty())
    turns.push_back({.at = *under_way_since_.begin(), .within = options_.longest_attempt});
  return turns;
}

}  // namespace ilert_bridge
