// What should ilert show of a subject on a route? The table of rules, first fit decides. Pure.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "ilert-bridge/core/policy.hpp"

namespace ilert_bridge {

enum class Shows : std::uint8_t { hold, clear, alerting, accepted };
std::string_view name(Shows shows);

// The rule that decided; the names are what log, journal and `explain` show.
enum class Reason : std::uint8_t {
  site_unsure,      // the site does not answer, is restarting, or answered incompletely
  pending,          // never checked yet
  removed,          // gone from the configuration, confirmed
  missing,          // gone from one answer; to be confirmed a minute later in the same run of the core
  many_missing,     // so many gone at once that a person must say whether it is meant
  not_visible,      // it exists, but auth_user does not see it
  unrouted,         // the route no longer matches, or the route or site left the configuration
  many_unrouted,    // so did many at once by what the site shows: it counts as matched until a person says so
  recovered,        // UP or OK in a fresh answer
  below_threshold,  // a known state that the route does not alert on
  resolve_delay,    // either of them, for less than the route's resolve_delay
  downtime,         // in a downtime of its own or of its host
  not_fresh,        // better after a restart of the core, from a check older than the report: an old state?
  soft,             // a problem that is not confirmed yet
  acknowledged,     // someone is on it
  unclear_state,    // UNREACHABLE or UNKNOWN, and the route does not alert on it: nobody knows
  flapping,         // changes too often to be believed
  host_down,        // its host is not UP, or was not until a moment ago
  after_downtime,   // its downtime is over, and it was not checked since
  notifications_off,  // notifications are off, or it is outside its notification period
  time_period,        // outside the route's time period
  delay,              // in alert_on for less than the route's delay, or the object's own
  problem,            // alert
  own,                // the bridge's own matter
  imported,           // taken over from the spool of the old plugin
  missed              // began and ended while nobody looked: the server's log says so
};
std::string_view name(Reason reason);
std::optional<Reason> reason_named(std::string_view name);

struct Verdict {
  Shows shows = Shows::hold;
  Reason reason = Reason::site_unsure;
  State state = State::ok;             // of which it speaks: the current one or, not believed, the report's
  Priority priority = Priority::high;  // of that state on that route
  Remark remark;                       // author and text, when accepted
  std::optional<Time> due;  // look again then: a hold that ends by itself (delay, missing, host_down)
  std::optional<Time> alert_worthy_since;   // continuously in alert_on, by our clock; nothing if it is not
  std::optional<HostReturn> host_return;    // of a service that was not checked since, where that counts
  std::optional<Time> over_since;           // told, and over; see Report
  bool in_downtime = false;                 // a problem, in a downtime
  std::optional<Time> downtime_over_since;  // see Report
  bool operator==(const Verdict&) const = default;
};

// Everything a verdict depends on besides the sighting itself.
struct Circumstances {
  Program program{};                  // of the look
  bool notifications_enabled = true;  // of the whole core
  bool site_sure = true;          // false: the site does not answer, is restarting, or answered incompletely
  bool routed = true;             // the route takes the subject
  bool leaves = false;            // the site or the route is not configured any more
  bool route_takes_host = false;  // services: the route alerts on their host
  bool many_missing = false;      // so many vanished at once; see core/assess.hpp
  bool many_unrouted = false;     // likewise, so many are not matched any more
  // As in Look; null: none. Shared, because every sighting has circumstances of its own.
  std::shared_ptr<const std::set<std::string, std::less<>>> periods_over{};
  bool in_time_period = true;                      // the route's, or it has none
  Span interval_length = std::chrono::minutes{1};  // as in Look
  Span clock_ahead{};
  Time now{};
};

// The rules (src/core/rules.cpp) in their order, the first that fits decides.
//
// Soft: a soft problem is held unless the policy takes soft states; only then may it be `below_threshold`.
//
// `below_threshold` is any bad state that is known (WARNING, DOWN, CRITICAL) and not in alert_on: of two
// routes, one for WARNING and one for CRITICAL, the first closes when the second opens. UNREACHABLE and
// UNKNOWN outside alert_on say nothing about the problem that was told, so they hold.
//
// Flapping counts only while the policy says hold; with "alert" it is ignored everywhere.
//
// Fresh: once something was told, in another run of the core what would clear (UP, OK, below the threshold)
// counts only if its check is newer than the one the report rests on. Else a downtime may still decide, then
// it is held, `not_fresh`; it never becomes a problem.
//
// Resolve delay: what is told and over is held until it has been over for so long, by what a look showed or
// by the server's column where the bridge did not see it begin. Back before, it is the same problem.
//
// After a downtime the state is that of the maintenance until a check that began later, five minutes at most;
// counted from when we saw it end, by our own clock.
//
// Delay holds only what is not open: a problem that was told has lasted long enough.
//
// Absent: held as `missing` until it has been absent for a minute in one run of the core. Who vanished with
// many others is held, confirmed or not, until it is back (Report::many_missing), except where the policy
// keeps what is removed anyway.
//
// Not matched any more: at once where the route's rules are others than those that it was matched by. Else it
// is what the site shows, and what was told counts as matched for a minute, as with absence; who stopped
// matching with many others, until it matches again (Report::many_unrouted). An alerting verdict is called
// `many_unrouted` then.
//
// A host's return holds its services by our own clock, from when it was seen: the server's may be set back.
Verdict verdict_of(const Sighting& sighting, const Report& report, const Route& route,
                   const Circumstances& at);

// 0 if the state is good, the state if it is hard, else the last hard one.
State hard_state(const Observation& observation);

// The state in which a problem counts as having begun: the hard one, or the current one if the policy takes
// soft states.
State effective_state(const Observation& observation, const Policy& policy);

// Since when an absent subject is absent. Another run of the core starts it anew, and so does a clock that
// was set back.
Absence absence_of(const Report& report, const Circumstances& at);
// Likewise, since when its route does not match it because of what the site shows.
Absence mismatch_of(const Report& report, const Circumstances& at);

inline constexpr Span absence_confirmed_after = std::chrono::minutes{1};
inline constexpr Span host_return_grace = std::chrono::minutes{10};
inline constexpr Span downtime_grace = std::chrono::minutes{5};

}  // namespace ilert_bridge
