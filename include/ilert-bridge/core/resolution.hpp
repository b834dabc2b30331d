// Alerts of ours that were resolved in ilert while the problem lasts: by whom, and what follows. Pure; time
// is an argument.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ilert-bridge/core/take_over.hpp"

namespace ilert_bridge {

// One line of an alert's history in ilert.
struct LogEntry {
  enum class Kind : std::uint8_t {
    response,        // a person accepted or resolved
    event_response,  // an event did
    auto_resolved,   // ilert did, by itself
    comment,         // of a person
    other
  };
  std::int64_t id = 0;
  Kind kind = Kind::other;
  std::optional<Time> at;  // ilert's clock
  std::string author;      // empty: it names none
  std::string text;        // of a comment: its words
  bool operator==(const LogEntry&) const = default;
};

// By its history, who resolved an alert that is resolved. One whose history tells nothing was resolved by a
// person, for who else would it have been: our own RESOLVE would be told there.
enum class ResolvedBy : std::uint8_t { person, event, ilert };
ResolvedBy resolved_by(const std::vector<LogEntry>& log);

// What should be open in ilert: told, heard, and nothing of it waits. But ilert does not show it open.
struct Unseen {
  Subject subject;
  std::string route;
  std::string key;
  Report report;
  Time alert_at;  // when its ALERT left us, by our clock
  bool operator==(const Unseen&) const = default;
};
// `open` is the newest open alert of each key.
std::vector<Unseen> unseen_in_ilert(const std::vector<ShownAlert>& open, const SourceRoutes& routes,
                                    const ReportedKeys& reported, const Acceptor& acceptor);

// The alert of an unseen key among `resolved`, the newest resolved one of each key: nothing if it left no
// trace since its ALERT. An alert that was open before and took the ALERT in is one: it was resolved since.
// An alert whose time ilert does not tell is no trace.
const ShownAlert* trace_of(const Unseen& unseen, const std::vector<ShownAlert>& resolved,
                           const SourceRoutes& routes, const Acceptor& acceptor);

// What follows where a person resolved it.
//
// `ignore`: dismissed until the problem is over. `acknowledge`: accepted in ilert, and Checkmk is to show it;
// where it shows an acknowledgement or a downtime already, nothing follows. `reopen`: as if nothing had been
// told, so that the next look tells what is there now.
struct Aftermath {
  Report after;
  std::optional<Order> order;
};
Aftermath aftermath_of(const Unseen& unseen, const ShownAlert& alert, SyncResolve policy,
                       const Acceptor& acceptor, Time now);

// As if nothing had been told; how long the problem lasts is kept.
Report untold(const Report& report);

}  // namespace ilert_bridge
