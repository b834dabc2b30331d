// How long history is kept. Pure.
#pragma once

#include <cstddef>

#include "ilert-bridge/base/size.hpp"
#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {

// History is what is settled for good: delivered, superseded or dropped. What waits or is parked is none,
// however old and large.
struct Retention {
  Span keep_delivered = std::chrono::days{30};
  Bytes max_size = Bytes{1} << 30;  // of the journal's pages in use
  bool operator==(const Retention&) const = default;
};

// Attempts younger than this are never forgotten, and neither are their events: the rate budget learns from
// them.
inline constexpr Span always_kept = std::chrono::hours{1};

// So many events go at most in one step: some milliseconds on an ordinary disk, for which nobody waits.
inline constexpr std::size_t prune_step = 50;

// Whether the journal holds so much that history goes before its time. A sixteenth is left for what is
// recorded until the next look at it.
bool is_too_large(Bytes in_use, const Retention& retention);

// What was settled before this time may go, the oldest first.
Time kept_since(Bytes in_use, const Retention& retention, Time now);

}  // namespace ilert_bridge
