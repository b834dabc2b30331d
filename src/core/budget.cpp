#include "ilert-bridge/core/budget.hpp"

#include <algorithm>

namespace ilert_bridge {
namespace {

constexpr Span first_patience = std::chrono::minutes{10};
constexpr Span longest_patience = std::chrono::hours{4};

}  // namespace

Budget::Budget(int per_window, const std::vector<Spent>& history)
    : per_window_(std::max(1, per_window)), learned_(per_window_), patience_(first_patience) {
  std::vector<Spent> in_order = history;
  std::stable_sort(in_order.begin(), in_order.end(),
                   [](const Spent& one, const Spent& other) { return one.at < other.at; });
  for (const Spent& spent : in_order) {
    spend(spent.at);
    if (spent.limited) limited(spent.at);
  }
}

Time Budget::next(Time now) {
  forget_before(now);
  const auto allowed = static_cast<std::size_t>(pace(now));
  if (attempts_.size() < allowed) return now;
  return attempts_[attempts_.size() - allowed] + budget_window;
}

void Budget::spend(Time now) {
  forget_before(now);
  attempts_.push_back(now);
}

// Of many attempts that were under way together all are refused: the first one teaches, and each of the
// others says that one less got through than was thought.
void Budget::limited(Time now) {
  forget_before(now);
  const int least = std::max(1, per_window_ / 5);
  const int most = std::max(1, per_window_ - 1);
  const Span since = now - learned_at_;
  if (has_learned() && since < budget_window) {
    learned_ = std::clamp(learned_ - 1, least, most);
    return;
  }
  const bool again = has_learned() && since < 2 * patience_;
  patience_ = again ? std::min(2 * patience_, longest_patience) : first_patience;
  learned_ = std::clamp(static_cast<int>(attempts_.size()) - 1, least, most);
  learned_at_ = now;
}

int Budget::left(Time now) {
  forget_before(now);
  return std::max(0, pace(now) - static_cast<int>(attempts_.size()));
}

int Budget::pace(Time now) {
  if (!has_learned()) return per_window_;
  double pace = learned_;
  for (Time grown = learned_at_ + patience_; grown <= now && pace < per_window_; grown += budget_window)
    pace = std::max(pace * 1.25, pace + 1);
  return std::min(per_window_, static_cast<int>(pace));
}

// Attempts of the future were made before the clock was set back, at most as long ago as now: counting them
// as now may wait too long once, but never sends too much.
void Budget::forget_before(Time now) {
  for (auto last = attempts_.rbegin(); last != attempts_.rend() && *last > now; ++last) *last = now;
  while (!attempts_.empty() && attempts_.front() + budget_window <= now) attempts_.pop_front();
  learned_at_ = std::min(learned_at_, now);
}

}  // namespace ilert_bridge
