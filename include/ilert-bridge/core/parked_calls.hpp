// ALERTs that ilert refused for good, and when each is tried again while its problem lasts: a refusal may be
// the fault of a moment (a proxy, a plan that ended), and nobody was called. Pure; time is an argument.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ilert-bridge/core/event.hpp"

namespace ilert_bridge {

class ParkedCalls {
 public:
  // Refused now, once more. Of a key only its newest ALERT counts: an older one is of a problem that is over.
  // The bridge's own (`own`) is tried every quarter of an hour at least.
  void park(const std::string& key, EventId event, bool own, Time now);
  // The same, found in the journal: refused so many times, the last time at `parked_at`.
  void found(const std::string& key, EventId event, bool own, int times, Time parked_at);
  void forget(const std::string& key) { keys_.erase(key); }
  std::optional<EventId> event_of(const std::string& key) const;
  std::vector<std::pair<std::string, EventId>> calls() const;  // all but the bridge's own

  // ilert took an ALERT of another problem: what was parked before it is due at once, one time.
  void another_was_taken(const std::string& key);

  // What is due, by key; each begins its next pause. A clock that was set back prolongs nothing.
  std::vector<std::string> take_due(Time now);
  std::optional<Time> next_due() const;

 private:
  struct Parked {
    EventId event = 0;
    bool own = false;
    int times = 0;
    Time since{};
    bool at_once = false;
    bool had_extra_try = false;
    Time due() const;
  };
  std::map<std::string, Parked> keys_;
};

// After the first refusal, the second …: a minute, five, fifteen, then an hour each; of an own one fifteen.
Span pause_of_parked(int times, bool own);

}  // namespace ilert_bridge
