// How far a server's clock is ahead of ours, learned from the times that it tells. No time that it tells lies
// in its future, so the newest one is a bound: a clock that is ahead shows at once. One that is behind looks
// like a server where nothing happened; it shows only where something just has: when the newest time moves
// between two looks, it is what the server's clock said then, less what a check took. Pure.
#pragma once

#include <deque>
#include <optional>

#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {

class ServerClock {
 public:
  // `ahead`: what was known of it before; negative: behind.
  explicit ServerClock(Span ahead = {}) : ahead_(ahead) {}

  // What one look told: the newest time of the core's own doings, which stands still on some cores, and of
  // the checks that were seen; and when that was, by our clock. Times that cannot be are left out before.
  void told(Time by_core, Time by_checks, Time at);

  Span ahead() const { return ahead_; }  // negative: behind

 private:
  // One of the two, as it moves from look to look.
  class Hand {
   public:
    void told(Time newest, Time at);
    Span bound() const { return bound_; }  // the clock is no less ahead than this
    bool is_sure() const;                  // and hardly more

   private:
    std::optional<Time> newest_, at_;
    std::deque<Span> moves_;  // the bounds when it moved, of late
    Span bound_{};
  };
  Hand core_, checks_;
  Span ahead_;
};

}  // namespace ilert_bridge
