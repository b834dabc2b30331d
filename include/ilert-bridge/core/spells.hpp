// The problems of one subject that began and ended within the lines of a log, as a route would have seen
// them. Pure.
#pragma once

#include <string>
#include <vector>

#include "ilert-bridge/core/log_line.hpp"
#include "ilert-bridge/core/policy.hpp"

namespace ilert_bridge {

// A problem from its beginning to its end; the server's clock.
struct Spell {
  Time began{}, ended{};
  State worst = State::critical;  // by priority, then by badness
  State after = State::ok;        // the state that ended it; the worst one if a downtime did
  bool ended_by_downtime = false;
  bool acknowledged = false;  // as far as the log tells
  std::string output;         // of the worst state, raw
  bool operator==(const Spell&) const = default;
};

// What is known besides the lines. What lasts now, and of which the log names neither beginning nor end,
// lasted all the time.
struct SpellSetting {
  bool takes_host = false;  // services: the route alerts on their host, so it hides them while it is down
  bool in_downtime = false;
  bool flapping = false;
  bool host_is_up = true;
  Attributes attributes;  // as the object has them now: its priority may depend on them
};

// `lines` are of one subject and, of a service, of its host too; in the order in which they happened.
//
// Confirmed states only, unless the policy takes soft ones. A state that is unclear and not in alert_on says
// nothing. While it flaps (by policy) nothing begins and nothing ends. In a downtime (by policy) nothing
// begins, and under `resolve` its beginning is an end; if the problem outlasts it, a new one begins when it
// is over. While the host is down nothing of a service begins, and afterwards not before the service's next
// line; what began two minutes before it went down at most was its first sign. A problem that lasts less than
// the route's `delay` is none.
std::vector<Spell> spells_of(const Subject& subject, const std::vector<const LogLine*>& lines,
                             const Route& route, const SpellSetting& setting);

}  // namespace ilert_bridge
