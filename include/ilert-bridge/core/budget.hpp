// In any 60 seconds never more than so many attempts. Pure.
#pragma once

#include <deque>

#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {

inline constexpr Span budget_window = std::chrono::seconds{60};

// The attempts of one route within the window. Seeded from the journal, so a restart gives no second helping.
class Budget {
 public:
  explicit Budget(int per_window, std::deque<Time> attempts = {});
  // The earliest time at which another attempt may start; `now` if it may at once. A clock that was set back
  // counts every later attempt as made now.
  Time next(Time now);
  void spend(Time now);
  int left(Time now);

 private:
  void forget_before(Time now);
  int per_window_;
  std::deque<Time> attempts_;  // oldest first
};

}  // namespace ilert_bridge
