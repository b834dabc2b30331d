// In any 60 seconds never more than so many attempts, and fewer where ilert turned out to take fewer. Pure.
#pragma once

#include <deque>
#include <vector>

#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {

inline constexpr Span budget_window = std::chrono::seconds{60};
// How long back attempts still tell what ilert takes; the journal keeps them as long.
inline constexpr Span budget_memory = std::chrono::hours{1};

struct Spent {
  Time at{};             // start of the attempt
  bool limited = false;  // it was answered with 429
  bool operator==(const Spent&) const = default;
};

// The attempts of one route. Seeded from the journal, so a restart gives no second helping and forgets
// nothing it learned.
//
// After a 429 the pace is what got through in the minute before it, at least a fifth of what is configured
// (others may have used the key). Ten minutes later it rises by a quarter with each minute without a 429, up
// to what is configured: a limit that was raised is found out. A 429 meanwhile starts that anew and doubles
// the wait, up to four hours, so that a limit that stays costs a refused minute now and then and no more.
class Budget {
 public:
  explicit Budget(int per_window, const std::vector<Spent>& history = {});
  // The earliest time at which another attempt may start; `now` if it may at once. A clock that was set back
  // counts every later attempt as made now.
  Time next(Time now);
  void spend(Time now);
  // An attempt made within the window was answered with 429.
  void limited(Time now);
  int left(Time now);
  // Attempts a minute at present: what is configured, or what was learned.
  int pace(Time now);

 private:
  void forget_before(Time now);
  bool has_learned() const { return learned_ < per_window_; }
  int per_window_;
  std::deque<Time> attempts_;  // oldest first
  int learned_;                // at `learned_at_`
  Time learned_at_{};
  Span patience_;  // from `learned_at_` until it is tried whether more is taken
};

}  // namespace ilert_bridge
