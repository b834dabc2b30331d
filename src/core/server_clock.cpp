#include "ilert-bridge/core/server_clock.hpp"

#include <algorithm>

namespace ilert_bridge {
namespace {

constexpr std::size_t enough_moves = 5;
constexpr std::size_t most_moves = 12;
constexpr Span longest_between = std::chrono::minutes{2};  // two looks
// Seconds are cut, and a look takes its time. Checks tell when they began, and may take a minute.
constexpr Span slack_of_core = std::chrono::seconds{15};
constexpr Span slack_of_checks = std::chrono::seconds{90};

}  // namespace

void ServerClock::Hand::told(Time newest, Time at) {
  const bool in_turn = at_ && at >= *at_ && at - *at_ <= longest_between;
  if (at_ && !in_turn) moves_.clear();  // our clock jumped, or nobody looked
  if (in_turn && newest > *newest_) moves_.push_back(newest - at);
  if (moves_.size() > most_moves) moves_.pop_front();
  newest_ = in_turn ? std::max(newest, *newest_) : newest;  // rows come and go, their times are no moves
  at_ = at;
  bound_ = newest - at;
  for (const Span move : moves_) bound_ = std::max(bound_, move);
}

bool ServerClock::Hand::is_sure() const { return moves_.size() >= enough_moves; }

void ServerClock::told(Time by_core, Time by_checks, Time at) {
  core_.told(by_core, at);
  checks_.told(by_checks, at);
  const Span ahead_now = std::max({by_core - at, by_checks - at, Span{}});
  const Span bound = std::max(core_.bound(), checks_.bound());
  const Span slack = core_.is_sure() ? slack_of_core : slack_of_checks;
  if (bound >= -slack)
    ahead_ = ahead_now;
  else if (core_.is_sure() || checks_.is_sure())
    ahead_ = bound;
  else
    ahead_ = std::clamp(ahead_, bound, std::max(bound, Span{}));  // what was known, as far as it can be true
}

}  // namespace ilert_bridge
