// The undelivered events of one alert key on one route, oldest first: which goes next? Pure.
#pragma once

#include <vector>

#include "ilert-bridge/core/event.hpp"
#include "ilert-bridge/core/retry.hpp"

namespace ilert_bridge {

struct Queued {
  Event event;
  int attempts = 0;
  bool outcome_unknown =
      false;  // an attempt ended in a time-out or a cut, or was under way when this process was killed
  bool required_only = false;  // refused once with everything; goes out with required fields only
};

struct NextSend {
  std::size_t index = 0;                // into the queue
  std::vector<std::size_t> superseded;  // made pointless by it, to be settled as such in the same transaction
};

// Strictly the oldest; but where its outcome is unknown and ilert should by now show nothing, the newest
// RESOLVE takes its place and everything before it is superseded: right either way, and it pages nobody. The
// queue must not be empty.
NextSend next_send(const std::vector<Queued>& queue, Told wanted);

}  // namespace ilert_bridge
