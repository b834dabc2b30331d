// When to look at a site again: soon after it woke us, at the latest after the pause that was asked for, and
// never so often that looks take more than a twentieth of one of the server's threads. Pure.
#pragma once

#include <chrono>
#include <optional>

#include "ilert-bridge/base/time.hpp"
#include "ilert-bridge/core/model.hpp"
#include "ilert-bridge/core/waking.hpp"

namespace ilert_bridge {

// How long the server thought about the questions of a look. What the network takes is not its burden.
using Effort = std::chrono::microseconds;

// Between two looks that the server asked for: what comes close together is seen together.
inline constexpr Span least_spacing{250};
// As far as looks that were asked for in vain move apart. Where something happens all the time, such as
// results that somebody hands in, a problem among them is still told within a second.
inline constexpr Span widest_spacing{750};
// However dear a look is, problems are not left unseen for longer. (Then the looks do take more than a
// twentieth, and the status says so.)
inline constexpr Span longest_rest = std::chrono::minutes{2};

// Between looks that all cost so much: nineteen times that, at most longest_rest.
Span rest_after(Effort effort);

// So much rest may be owed before any is taken: one look that was slow by chance, half a second of the
// server's, is no reason to stay blind.
inline constexpr Span rest_on_credit = std::chrono::seconds{10};

// What is owed after looks that left `owed` of it, by now: nineteen times each look's cost, less the time
// that passed between them. No more than longest_rest can pay.
Span rest_owed(Span owed, Span passed, Effort effort);

class Pace {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  // A look begins: what the server had to say until now is what this look will see.
  void began();
  // It ended. Whether it found anything that the look before did not show: a look that was asked for and
  // found nothing makes the next ones rarer, one that found something brings them back.
  void ended(Moment at, Effort effort, bool found_news);
  // The server says that something happened.
  void woken() { woken_ = true; }
  bool is_asked_for() const { return asked_for_; }  // by the server: the look that runs, or ran last
  // When to look: `pause` after the last look if nobody wakes us. The longest rest of all may pass before.
  Moment next(Span pause) const;
  // What the cost of the looks makes of the pause.
  Span rest() const { return rest_; }
  Effort effort() const { return effort_; }

 private:
  Moment ended_at_{};
  Effort effort_{};
  Span owed_{};
  Span rest_{};
  Span spacing_ = least_spacing;
  bool woken_ = false;
  bool asked_for_ = false;  // the look that runs, or ran last
};

// Numbers that differ (as good as always) if two looks do not show the same. When a check last ran is no
// news. The order of the rows does not matter.
struct Print {
  std::uint64_t all = 0;     // problems, their states and flags
  std::uint64_t states = 0;  // confirmed problems and their states alone
  bool operator==(const Print&) const = default;
};
Print print_of(const Look& look);
News news_between(const Print& before, const Print& after);

}  // namespace ilert_bridge
