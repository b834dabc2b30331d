// The words for what could not be said in time: one event made of several, and how late it is. Pure.
#pragma once

#include <vector>

#include "ilert-bridge/core/queue.hpp"

namespace ilert_bridge {

// One event of `type` that says what all of `queue` (not empty, oldest first, one key) came to: the newest
// state and its words, the priority of the newest ALERT, and as the time it occurred the beginning of the
// problem that lasts. How many it stands for and since when is counted in it; it has no id yet.
Event stand_in_for(const std::vector<Queued>& queue, EventType type, Time now);

// The RESOLVE before this ALERT, for what may be in its way (core/collapse.hpp).
Event end_before(const Event& alert);

// The ALERT once more: what ilert took since the last one (not empty, oldest first) came behind a refused
// RESOLVE.
Event alert_anew(const std::vector<Queued>& told, Time now);

// The event as it leaves now: where it waited for more than a minute, its details or remark begin with since
// when ilert could not be told, and how often the subject changed meanwhile. What was said in time stays as
// it is.
Event said_late(Event event, Time now);

}  // namespace ilert_bridge
