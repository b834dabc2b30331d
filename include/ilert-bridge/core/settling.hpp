// Whether a core has run for long enough to be believed about its downtimes. Pure.
#pragma once

#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {

// A core that starts reads its downtimes at once, and counts them (scheduled_downtime_depth) when it comes to
// work. `seen_for`: since we saw this run of it first, by our steady clock; `age`: since its start, by its
// word. A start of long ago is believed even when we have just begun to look; clocks may differ by less.
inline bool may_not_count_downtimes_yet(Span seen_for, Span age) {
  constexpr std::chrono::minutes settled_after{2};
  constexpr std::chrono::hours long_ago{1};
  return seen_for < settled_after && age < long_ago;
}

}  // namespace ilert_bridge
