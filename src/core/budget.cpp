#include "ilert-bridge/core/budget.hpp"

#include <algorithm>
#include <utility>

namespace ilert_bridge {

Budget::Budget(int per_window, std::deque<Time> attempts)
    : per_window_(std::max(1, per_window)), attempts_(std::move(attempts)) {
  std::sort(attempts_.begin(), attempts_.end());
}

Time Budget::next(Time now) {
  forget_before(now);
  const auto allowed = static_cast<std::size_t>(per_window_);
  if (attempts_.size() < allowed) return now;
  return attempts_[attempts_.size() - allowed] + budget_window;
}

void Budget::spend(Time now) {
  forget_before(now);
  attempts_.push_back(now);
}

int Budget::left(Time now) {
  forget_before(now);
  return std::max(0, per_window_ - static_cast<int>(attempts_.size()));
}

// Attempts of the future were made before the clock was set back, at most as long ago as now: counting them
// as now may wait too long once, but never sends too much.
void Budget::forget_before(Time now) {
  for (auto last = attempts_.rbegin(); last != attempts_.rend() && *last > now; ++last) *last = now;
  while (!attempts_.empty() && attempts_.front() + budget_window <= now) attempts_.pop_front();
}

}  // namespace ilert_bridge
