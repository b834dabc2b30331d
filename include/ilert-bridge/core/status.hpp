// How the bridge does right now, as one value: gathered by the daemon, shown by `status` in all its forms, by
// the metrics and by what stops the heartbeat. And what to think of it, which all of these share. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/base/size.hpp"
#include "ilert-bridge/base/time.hpp"
#include "ilert-bridge/core/uncalled.hpp"

namespace ilert_bridge {

struct SiteStatus {
  std::string name;
  std::string address;
  std::string flavour;  // empty until it has answered; so is the version
  std::string version;
  std::optional<Time> answered_at;       // of the last complete look
  std::optional<Time> silent_since;      // while it does not answer
  std::string fault;                     // why; one sentence with its remedy
  std::optional<Time> core_still_since;  // it answers, but its checks do not run; while that lasts
  std::string core_fault;                // then: why, as far as it says
  std::string core_remedy;
  std::optional<Time>
      unread_since;    // it answers, but not all that is asked beside the looks; while that lasts
  std::string unread;  // then: what is missed, and why
  Span poll_interval{};
  Span silent_after{};
  Span look_took{};      // the last complete one
  bool woken = false;    // its server says when something happens; else it is polled
  Span pause{};          // at most so long between two looks, as it is in force
  std::string watching;  // how and why so, in words; empty until it has answered
  std::size_t problems = 0;
  std::size_t hosts = 0;  // of the site; 0: its server does not say
  std::size_t services = 0;
  bool stops_heartbeat = true;
};

struct RouteStatus {
  std::string name;
  std::string integration;  // "api" "checkmk" "nagios"
  bool leaving = false;     // no longer configured, still telling what it has open
  std::size_t open = 0;     // alerts that ilert has taken, its own ones too
  std::size_t accepted = 0;
  Uncalled uncalled;        // without those that are held
  std::size_t waiting = 0;  // events
  std::size_t parked = 0;
  std::optional<Time> oldest_waiting;  // while the daemon runs: not of what is held
  int pace = 0;                        // attempts a minute, as configured or learned
  int left = 0;                        // of them, now
  std::optional<Time> delivered_at;    // by whatever process
  std::optional<Time> next_try;        // of what waits, as far as it is known
  bool held = false;                   // ilert takes nothing of it until a person acts
  std::string trouble;                 // what keeps it from delivering; empty if nothing does
  std::string remedy;
  std::optional<Time> trouble_since;
};

struct JournalStatus {
  std::string path;
  // Without a daemon that answers: why nobody could read it, "no right to read FILE". What waits, what is
  // open and what is to be done is not known then. Empty if it was read, or if there is none.
  std::string unread;
  bool is_known() const { return unread.empty(); }
  std::size_t waiting = 0;  // on all routes, configured or not
  std::size_t parked = 0;
  std::optional<Time> oldest_waiting;
  Bytes size = 0;
  Bytes max_size = 0;
  Bytes disk_free = 0;
  Bytes disk_low = 0;     // below this much free the disk is low
  std::string set_aside;  // the newest damaged file that was set aside; empty: there is none
  Bytes set_aside_size = 0;
  std::optional<Time> set_aside_at;
  std::string fault;         // why it cannot be written or read; empty if it can
  std::uint64_t errors = 0;  // writes that failed since the start, each made good later
};

struct HeartbeatStatus {
  bool configured = false;
  Span interval{};
  std::optional<Time> pinged_at;  // the last ping that ilert took
  int failures = 0;               // pings since then that it did not take
  std::string fault;              // of the last of them
  std::string stopped_by;         // why it does not ping at all; empty if it does
  std::optional<Time> stopped_since;
};

// The way to ilert, also while there is nothing to tell it.
struct IlertStatus {
  std::optional<Time> answered_at;  // anything: an event, or a question that is no event
  std::string fault;                // why it does not answer; empty if it does
  std::string remedy;
  std::optional<Time> fault_since;
};

// The way back, from ilert to Checkmk.
struct SyncStatus {
  bool configured = false;
  std::optional<Time> answered_at;  // when ilert last showed all its open alerts
  std::string fault;                // why it does not; empty if it does
  std::string remedy;
  std::optional<Time> fault_since;
  std::size_t open = 0;      // orders that Checkmk has not shown yet
  std::size_t given_up = 0;  // in the last 24 hours
  std::optional<Time> oldest_open;
  std::size_t dismissed = 0;               // problems whose alert a person resolved in ilert
  std::vector<std::string> disagreements;  // sentences, each with its likely cause and remedy
  std::vector<std::string> concerns;       // likewise: alert sources that do not do as they are told
};

// An alert of the bridge about itself that is open.
struct OwnAlert {
  std::string kind;  // "site" "core" "storm" "route" "parked" "removal" "unrouting" "disk"
  std::string name;  // the site or route it is about, may be empty
  Time since{};
  std::vector<std::string> routes;
};

struct Status {
  bool running = true;  // false: there is no daemon, this is what the journal and the configuration say
  std::string why_not;  // then: why nobody answers
  std::string version;
  std::string name;      // of the bridge
  std::int64_t pid = 0;  // not running, but not 0: a process owns the journal and cannot be asked
  Time at{};
  Time started_at{};
  Time configured_at{};                  // when the configuration was read that is in use
  std::optional<Time> reload_failed_at;  // when a newer one was refused
  std::string config_file;
  std::vector<SiteStatus> sites;
  std::vector<RouteStatus> routes;
  JournalStatus journal;
  HeartbeatStatus heartbeat;
  IlertStatus ilert;
  SyncStatus sync;
  std::vector<OwnAlert> own_alerts;
};

// In the order of how bad they are.
enum class Condition : std::uint8_t { ok, unknown, warning, critical };
std::string_view name(Condition condition);  // "ok" "unknown" "warning" "critical"

struct Judgement {
  Condition condition = Condition::ok;
  std::string cause{};          // empty if ok
  std::optional<Time> since{};  // as far as it is known
  std::string remedy{};         // what to do; may be empty
};

// From when on something is worth a look, and from when on it is bad.
inline constexpr Span waits_long = std::chrono::minutes{1};
inline constexpr Span waits_too_long = std::chrono::minutes{5};
inline constexpr int pings_missed = 3;
// What waited already has so long after the start until the first of it must be delivered.
inline constexpr Span first_delivery_takes = std::chrono::minutes{1};
// A look that has not come back: three poll intervals late, but a minute at least.
Span look_overdue(const SiteStatus& site);

// The status says whether there is a daemon at all, and since when.
Judgement judge(const SiteStatus& site, const Status& status);
Judgement judge(const RouteStatus& route, const Status& status);
Judgement judge(const JournalStatus& journal, const Status& status);
Judgement judge(const HeartbeatStatus& heartbeat, const Status& status);
Judgement judge(const IlertStatus& ilert, const Status& status);
Judgement judge(const SyncStatus& sync, const Status& status);

// Since when nothing leaves although something waits, whatever was started anew meanwhile: a process that
// dies again and again delivers nothing either. Nothing while nothing waits.
std::optional<Time> stuck_since(const RouteStatus& route);

struct Finding {
  std::string about;  // "site prod"
  Judgement judgement;
};
// Everything that is not well: first what nobody was called for, then the worst.
std::vector<Finding> findings(const Status& status);
Condition overall(const std::vector<Finding>& findings);
// Of one or more: the first that is as bad as the whole, which may stand behind what nobody was called for.
const Finding& worst_of(const std::vector<Finding>& findings);

}  // namespace ilert_bridge
