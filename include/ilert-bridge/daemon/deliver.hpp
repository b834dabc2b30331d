// One route's loop: takes what the journal has waiting to ilert. Strictly in order per alert key, keys side
// by side, the most urgent first, never more than the budget, one at a time while the path is in doubt. It
// knows ilert only through a port.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <random>
#include <set>
#include <string>

#include "ilert-bridge/core/backlog.hpp"
#include "ilert-bridge/core/blame.hpp"
#include "ilert-bridge/core/budget.hpp"
#include "ilert-bridge/core/parked_calls.hpp"
#include "ilert-bridge/core/repeats.hpp"
#include "ilert-bridge/core/retry.hpp"
#include "ilert-bridge/core/uncalled.hpp"
#include "ilert-bridge/core/watchdog.hpp"
#include "ilert-bridge/daemon/ledger.hpp"
#include "ilert-bridge/daemon/self.hpp"
#include "ilert-bridge/daemon/tasks.hpp"
#include "ilert-bridge/ilert/answer.hpp"

namespace ilert_bridge {

// Never throws but when cancelled; every failure is an Answer.
using SendPort = std::function<boost::asio::awaitable<Answer>(Event event, bool required_only)>;
// Says a matter of the bridge's own wherever it belongs; called from the loop, journals what follows.
using OwnMatterPort = std::function<void(const OwnMatter& matter)>;

struct DeliverPorts {
  SendPort send;
  OwnMatterPort say;
  // Whether something of the key must end elsewhere first. Asked again every second.
  std::function<bool(const std::string& alert_key)> must_wait{};
};

struct DeliverOptions {
  std::string bridge_name;
  // Between a final answer and the next event of the same key: ilert answers before it processes, and
  // promises no order.
  Span gap = std::chrono::seconds{1};
  // Longer than any attempt takes, its wait for a free connection included.
  Span longest_attempt = std::chrono::minutes{30};
  bool dry_run = false;  // nothing is sent: what the port answers is not ilert's word
};

class Deliver {
 public:
  Deliver(const boost::asio::any_io_executor& executor, DeliverOptions options, Route route,
          DeliverPorts ports, Ledger& ledger);

  // Delivers until stop() is called; must not be cancelled. Throws CommitFailed only, and nothing is under
  // way then.
  boost::asio::awaitable<void> run();
  // Delivers what is waiting and returns when nothing is left, or when what is left cannot be sent now.
  boost::asio::awaitable<void> drain();
  // The ledger has recorded this; it concerns this route.
  void recorded(const Recording::Change& change);
  // Somebody changed events of the key by hand, in the journal. Must not be called while one of it is under
  // way.
  void reread(const std::set<std::string>& alert_keys);
  bool is_under_way(const std::string& alert_key) const { return backlog_.is_under_way(alert_key); }
  // Forgets its pauses: somebody wants it tried now.
  void try_now();
  // Begins nothing new; run() returns when what is under way has ended, at the latest after `patience`.
  void stop(Span patience);
  bool ended() const { return ended_; }  // run() has returned after stop()

  const Route& route() const { return route_; }
  const Circuit& circuit() const { return circuit_; }
  const Backlog& backlog() const { return backlog_; }
  Budget& budget() { return budget_; }
  std::size_t waiting() const { return backlog_.events(); }
  // When something that waits may be tried next, where it may not now.
  std::optional<Time> next_try() const { return earliest_; }
  // The HIGH calls that ilert has had the time to take and has not: those that wait, and those that it
  // refused.
  Uncalled uncalled(Time now) const;
  // Of the loop, and of the attempt that has been under way for longest.
  std::vector<Turn> turns() const;
  std::optional<Time> last_delivered() const { return last_delivered_; }
  const std::string& trouble() const {
    return trouble_text_;
  }  // what keeps it from delivering; empty if nothing does
  const std::string& remedy() const { return trouble_remedy_; }
  std::optional<Time> trouble_since() const { return trouble_since_; }

 private:
  void load();
  void find_parked(const Entry& entry);
  void find_refused_end(const Entry& entry);
  void take_up_parked(Time at);
  bool record_anew(EventId refused_end, Time at);
  boost::asio::awaitable<void> end_attempts();
  void begin_if_there_is_room(Time at);
  void begin_what_may(Time at);
  bool waits(const std::string& key, Time at);
  void supersede_idle(Time at);
  void supersede(const std::string& key, const std::vector<EventId>& events, EventId by, Time at);
  void begin(const std::string& key, Time at);
  EventId carry_out(const std::string& key, const Plan& plan, Time at);
  EventId stand_in(const std::string& key, const Plan& plan, Time at);
  boost::asio::awaitable<void> attempt(Queued queued);
  void settle(const Queued& queued, const Answer& answer, Time started);
  void remember(const Queued& queued, Outcome outcome, Settled settled, const std::optional<Heard>& heard);
  void remember_call(const Event& event, Settled settled);
  void remember_end(const Event& event, Settled settled);
  Blamed blame(const Queued& queued, const Answer& answer, Time at);
  std::optional<std::string> out_of_turn(Time at);
  double any_chance() { return std::uniform_real_distribution<>{}(chance_); }
  void pace_key(const std::string& key, Outcome outcome, Settled settled, bool own_fault, Time at);
  void pace_route(const Answer& answer, bool own_fault, Time at);
  void say_delivered(const Queued& queued, const Answer& answer);
  void say_trouble(const Queued& queued, const Answer& answer, Settled settled, bool own_fault, Time at);
  void say_superseded(const std::string& key, const std::vector<EventId>& events, EventId by) const;
  bool has_said(const char* kind) const;
  void say_storm(Time at);
  void say_held(const Answer& answer);
  void say_parked(const std::string& answer = {});
  std::string not_delivered(const std::string& otherwise, const std::string& answer) const;
  Uncalled uncalled(Time now, Span patience) const;
  std::chrono::steady_clock::time_point next_wake(Time at);

  DeliverOptions options_;
  Route route_;
  DeliverPorts ports_;
  Ledger& ledger_;
  Backlog backlog_;
  Budget budget_;
  Circuit circuit_;
  Blame blame_;
  ParkedCalls parked_;
  std::map<std::string, EventId> refused_ends_;  // by key, the newest parked RESOLVE
  Tasks attempts_;
  Wakeup wakeup_;
  std::optional<Time> earliest_;  // when something that waits may go
  std::optional<std::chrono::steady_clock::time_point> give_up_at_;
  bool stopping_ = false;
  bool ended_ = false;
  Turn turn_;
  std::multiset<Instant> under_way_since_;
  std::uint64_t turns_ = 0;
  std::optional<std::uint64_t> probing_since_;  // the turn at which the path became doubtful
  std::map<std::string, int> failures_;         // by key: of its oldest event, answered or cut
  std::optional<Time> last_delivered_;
  Repeats trouble_{std::chrono::minutes{15}};     // as it was said, without what differs from try to try
  Repeats own_faults_{std::chrono::minutes{15}};  // of single events, while others get through
  std::string trouble_text_;
  std::string trouble_remedy_;
  std::optional<Time> trouble_since_;
  std::minstd_rand chance_{std::random_device{}()};
};

}  // namespace ilert_bridge
