// The nouns of this program. Values only; who fills them is said at each.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {

enum class Reason : std::uint8_t;  // core/verdict.hpp

// A host or a service of a site, or a matter of the bridge itself. The names are Checkmk's exact bytes.
struct Subject {
  std::string site;     // for an own matter: the site or route it is about, may be empty
  std::string host;     // empty for an own matter
  std::string service;  // empty for a host
  std::string own;      // kind of an own matter: "site" "core" "storm" "route" "parked" "removal" …

  bool is_own() const { return !own.empty(); }
  bool is_host() const { return own.empty() && service.empty(); }
  bool is_service() const { return !service.empty(); }
  auto operator<=>(const Subject&) const = default;
};

// For logs and tables: "prod/web01", "prod/web01/HTTP", "bridge:site:prod".
std::string to_text(const Subject& subject);

enum class State : std::uint8_t { up, down, unreachable, ok, warning, critical, unknown };
inline constexpr State all_states[] = {State::up,      State::down,     State::unreachable, State::ok,
                                       State::warning, State::critical, State::unknown};

std::string_view name(State state);                       // "UP" … "UNKNOWN"
std::optional<State> state_named(std::string_view name);  // exact, upper case
State host_state(std::int64_t livestatus);                // 0 UP, 1 DOWN, 2 UNREACHABLE, others UNREACHABLE
State service_state(std::int64_t livestatus);             // 0 OK, 1 WARNING, 2 CRITICAL, others UNKNOWN
constexpr bool is_good(State state) { return state == State::up || state == State::ok; }
// How bad, for "the acknowledged one or worse": good 0, WARNING 1, UNREACHABLE and UNKNOWN 2, DOWN and
// CRITICAL 3.
int badness(State state);

enum class Priority : std::uint8_t { low, high };
std::string_view name(Priority priority);  // "LOW" "HIGH"
std::optional<Priority> priority_named(std::string_view name);

// Who said something, and what: an acknowledgement's, downtime's or comment's author and text.
struct Remark {
  std::string author;
  std::string text;
  bool empty() const { return author.empty() && text.empty(); }
  bool operator==(const Remark&) const = default;
};

// One run of the monitoring core: changes when it restarts or reloads.
struct Program {
  std::int64_t start = 0;  // program_start, seconds of the server's clock
  std::int64_t pid = 0;
  bool operator==(const Program&) const = default;
};

// What routes match on and payloads may carry. Filled only as far as the configuration needs it.
struct Attributes {
  std::vector<std::string> host_groups;
  std::vector<std::string> service_groups;
  std::vector<std::string> contacts;        // of a service: its own and its host's
  std::vector<std::string> contact_groups;  // likewise
  std::vector<std::string> labels;          // "key:value"; of a service: its own and its host's
  std::vector<std::string> tags;            // "key:value"; likewise
  // Of the host alone, to ask whether a route takes the host's alerts. Empty for a host (the lists above are
  // its own).
  std::vector<std::string> on_host_contacts;
  std::vector<std::string> on_host_contact_groups;
  std::vector<std::string> on_host_labels;
  std::vector<std::string> on_host_tags;
  auto operator<=>(const Attributes&) const = default;
};

// What one look said of one subject: a row of table hosts or services.
struct Observation {
  State state = State::ok;            // the current state, soft or hard
  bool hard = true;                   // state_type
  State last_hard_state = State::ok;  // stale in the instant of a change: asked for soft problems only
  bool checked = true;                // has_been_checked; false is "pending", whatever the state says
  bool acknowledged = false;
  bool in_downtime = false;           // of its own or of its host
  bool flapping = false;              // where flap detection is on: the flag may stay when it is switched off
  bool notifications_enabled = true;  // of the subject
  bool in_notification_period = true;  // an empty period is always
  Time last_check{};                   // start of the check that gave the state
  Time last_state_change{};
  Time last_hard_state_change{};
  // The object's own, in units of the core (Look::interval_length); 0: none.
  std::int64_t first_notification_delay = 0;
  Time last_good{};  // its last check that said UP or OK, as the server writes it down; 0 if it does not tell
  // Services only: the host of it.
  State host_state = State::up;
  bool host_checked = true;
  Time host_last_state_change{};
  // The acknowledgement's newest comment, the running downtime's author and text; empty if not (yet) known.
  Remark acknowledgement;
  Time acknowledged_at{};  // the comment's time; 0: not known
  Remark downtime;  // without in_downtime: one runs that a core which has just started does not count yet
  Attributes attributes;
};

// What became of a subject in a look.
enum class Presence : std::uint8_t {
  seen,         // there is a row
  absent,       // asked by name, and the server has no such object
  not_visible,  // it exists, but the configured auth_user does not see it
  unknown       // this look says nothing about it
};

struct Sighting {
  Subject subject;
  Presence presence = Presence::seen;
  Observation observation;  // meaningful only when seen
};

// One complete look at a site: every subject that is not good, and every one that was asked for by name.
struct Look {
  std::string site;
  Program program;
  bool notifications_enabled = true;               // of the whole core
  Span interval_length = std::chrono::minutes{1};  // the unit of delays that the core is configured with
  Time at{};                                       // our clock, when the look was complete
  Span clock_ahead{};  // how far the server's clock is ahead of ours, as far as can be told; may be 0
  // Of the time periods that routes name, those that the site knows and that do not run now.
  std::set<std::string, std::less<>> periods_over;
  std::vector<Sighting> sightings;
};

// What the journal has decided to tell ilert about a subject on a route.
enum class Told : std::uint8_t { none, open, accepted, dismissed };
std::string_view name(Told told);
std::optional<Told> told_named(std::string_view name);

// Whose acceptance an accepted report rests on.
enum class Acceptance : std::uint8_t {
  checkmk,   // an acknowledgement seen in Checkmk
  downtime,  // a downtime seen in Checkmk; when it ends, so does the acceptance
  ilert,     // a person accepted the alert in ilert; Checkmk has not shown an acknowledgement since
  mirrored,  // the same, and Checkmk has shown one: when that goes, so does the acceptance
  lost  // it was Checkmk's acknowledgement, it is gone, and that has been said; ilert still shows accepted
};
std::string_view name(Acceptance acceptance);
std::optional<Acceptance> acceptance_named(std::string_view name);

// Missing from the answers, or not matched by its route, since when, in which run of the core.
struct Absence {
  Time since{};
  Program program;
  bool operator==(const Absence&) const = default;
};

// The host of a service came back, and the service was not checked since.
struct HostReturn {
  Time change{};  // the server's time of it, which tells one return from another and may be any
  Time since{};   // our clock: when that was, never later than it was first seen
  bool operator==(const HostReturn&) const = default;
};

// What `overruled` holds of an acknowledgement whose author and text could not be read: it must not be empty,
// or the same acknowledgement would accept the alert that has just paged again.
inline const Remark unread_remark{"", "?"};

struct Report {
  Told told = Told::none;
  State state = State::ok;             // the state ilert was told last
  Priority priority = Priority::high;  // of the last ALERT
  Acceptance acceptance = Acceptance::checkmk;
  Remark remark;  // author and text of the acceptance told; told none: of the downtime it is or was in
  // Checkmk's acknowledgement at the time a worse state paged again: until it is gone or another one takes
  // its place, it accepts nothing.
  Remark overruled;
  // The state that was acknowledged, while it is better and the acknowledgement fell because of that.
  std::optional<State> outlived;
  Program program;  // the run in which the subject was last seen as told
  // last_check of the row the report rests on; moves back only where it lies in the server's future.
  Time checked_at{};
  Time told_at{};  // its last ALERT or ACCEPT, or when it was dismissed
  // Our clock: continuously in alert_on since then. Kept while it waits for a delay, and while it is told.
  std::optional<Time> alert_worthy_since;
  std::optional<Absence> absence;
  // The state is not to be acted upon now (its host is down, it flaps …): an ALERT that ilert has not taken
  // waits. Not journalled: the first look after a start says it anew.
  bool held = false;
  // It vanished together with many others, and is held until it is back or a person says that it is meant.
  bool many_missing = false;
  // What decided which subjects the route takes when this one was last matched (Route::rules); 0: not known.
  std::int64_t matched_by = 0;
  // Since when the route does not match it any more, because of what the site shows.
  std::optional<Absence> unmatched;
  bool many_unrouted = false;  // so did many others: it counts as matched until the same happens
  std::optional<HostReturn> host_return;
  // Our clock: told, and over since then. Kept only where the route has a `resolve_delay`.
  std::optional<Time> over_since;
  // Of its own or of its host, when it was last seen as a problem; where that counts.
  bool in_downtime = false;
  // Our clock: the downtime was seen to end then, and it was not checked since.
  std::optional<Time> downtime_over_since;
  // It flaps, which is said once; or a problem that is not told was not acted upon when it was last seen, by
  // `notifications_off` or `time_period`.
  std::optional<Reason> kept_back_by;
  bool operator==(const Report&) const = default;
  // Nothing is told and nothing is remembered: the journal need not keep it.
  bool is_blank() const {
    return told == Told::none && !alert_worthy_since && !absence && !host_return && !in_downtime &&
           !downtime_over_since && !kept_back_by;
  }
};

}  // namespace ilert_bridge
