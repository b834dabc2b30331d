// What a look leaves in a report whatever its verdict, and what several steps ask of a report. Pure.
#pragma once

#include "ilert-bridge/core/reconcile.hpp"

namespace ilert_bridge {

// A confirmed look at a state that the route alerts on, or of which nobody knows how it is.
bool shows_a_problem(const Sighting& sighting, const Route& route, const Circumstances& at);

// The report rests on this row from now on. Only a problem in sight is something to rest on: a better state
// that was not believed must stay unbelieved.
void rest_on(Report& report, const Sighting& sighting, const Route& route, const Circumstances& at);

// What was over is back, and was over for less than the route's resolve_delay: the same problem.
bool is_back_in_time(const Report& report, const Sighting& sighting, const Route& route,
                     const Circumstances& at);
// It was over for longer, though no look fell into the time between: that end was never told.
bool is_back_too_late(const Report& report, const Sighting& sighting, const Route& route,
                      const Circumstances& at);

// Somebody who is on it knows of a recovery between two looks, and what flaps is one problem.
bool stands_through_a_recovery(const Verdict& verdict);

bool rests_on_acknowledgement(const Report& report);
bool came_from_ilert(const Report& report);

// One that was overruled, or that cannot be told from it, accepts nothing.
bool is_overruled(const Remark& acknowledgement, const Report& report);

// The state changed since the check that the report rests on. Of checks that take no longer than a minute:
// servers say of some times when a check began, of others when it ended.
bool changed_unseen(const Report& report, const Observation& seen);

// Whether its route matches it, or since when not; only of what is told, and seen: nobody else is matched.
void note_match(Report& after, const Report& report, const Sighting& sighting, const Route& route,
                const Circumstances& at);

Report looked_at(const Report& report, const Verdict& verdict, const Sighting& sighting, const Route& route,
                 const Circumstances& at);

}  // namespace ilert_bridge
