// What should ilert show of a subject on a route? The table of rules, first fit decides. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "ilert-bridge/core/policy.hpp"

namespace ilert_bridge {

enum class Shows : std::uint8_t { hold, clear, alerting, accepted };
std::string_view name(Shows shows);

// The rule that decided; the names are what log, journal and `explain` show.
enum class Reason : std::uint8_t {
  site_unsure,        // the site does not answer, is restarting, or answered incompletely
  pending,            // never checked yet
  removed,            // gone from the configuration, confirmed
  missing,            // gone from one answer; to be confirmed a minute later in the same run of the core
  many_missing,       // so many gone at once that a person must say whether it is meant
  not_visible,        // it exists, but auth_user does not see it
  unrouted,           // the route no longer matches, or the route or site left the configuration
  recovered,          // UP or OK in a fresh answer
  below_threshold,    // a known state that the route does not alert on
  unclear_state,      // UNREACHABLE or UNKNOWN, and the route does not alert on it: nobody knows
  downtime,           // in a downtime of its own or of its host
  not_fresh,          // UP or OK after a restart of the core, from a check older than the report: may be an old state
  soft,               // a problem that is not confirmed yet
  acknowledged,       // someone is on it
  flapping,           // changes too often to be believed
  host_down,          // its host is not UP, or was not until a moment ago
  notifications_off,  // notifications are off, or it is outside its notification period
  delay,              // in alert_on for less than the route's delay
  problem,            // alert
  own                 // the bridge's own matter
};
std::string_view name(Reason reason);
std::optional<Reason> reason_named(std::string_view name);

struct Verdict {
  Shows shows = Shows::hold;
  Reason reason = Reason::site_unsure;
  State state = State::ok;             // the state it speaks of
  Priority priority = Priority::high;  // of that state on that route
  Remark remark;                       // author and text, when accepted
  std::optional<Time> due;             // look again then, when held by `delay`
  std::optional<Time> alert_worthy_since;  // continuously in alert_on since then (our clock); nothing if it is not
  bool operator==(const Verdict&) const = default;
};

// Everything a verdict depends on besides the sighting itself.
struct Circumstances {
  Program program;                    // of the look
  bool notifications_enabled = true;  // of the whole core
  bool site_sure = true;              // false: the site does not answer, is restarting, or answered incompletely
  bool routed = true;                 // the route takes the subject (or its site and route are configured at all)
  bool route_takes_host = false;      // services: the route alerts on their host
  bool many_missing = false;          // see core/assess.hpp
  Span clock_ahead{};
  Time now{};
};

Verdict verdict_of(const Sighting& sighting, const Report& report, const Route& route, const Circumstances& at);

// 0 if the state is good, the state if it is hard, else the last hard one.
State hard_state(const Observation& observation);

inline constexpr Span absence_confirmed_after = std::chrono::minutes{1};
inline constexpr Span host_return_grace = std::chrono::minutes{10};

}  // namespace ilert_bridge
