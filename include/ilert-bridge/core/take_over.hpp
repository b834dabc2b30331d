// What ilert shows of our alerts, and what of it Checkmk should hear. Pure; time is an argument.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/core/assess.hpp"
#include "ilert-bridge/core/order.hpp"

namespace ilert_bridge {

// One alert as ilert shows it. What is missing or means nothing to us is empty.
struct ShownAlert {
  enum class Status : std::uint8_t { pending, accepted, resolved, other };
  std::int64_t id = 0;
  std::int64_t source = 0;  // id of its alert source
  std::string key;          // trimmed, lower case: ilert compares so
  Status status = Status::other;
  std::optional<Time> reported_at;  // ilert's clock
  std::optional<Time> resolved_at;  // likewise; only of a resolved one
  std::string accepted_by;          // the person's name; empty: by an event, or nobody knows
  std::string resolved_by;          // likewise
  Subject subject;                  // as its labels name it; without a host: they name none
  std::optional<State> state;       // likewise
  std::int64_t merged_into = 0;     // the alert that speaks for it; 0: none
  bool operator==(const ShownAlert&) const = default;
};

// ilert's id of a route's alert source, by id.
using SourceRoutes = std::map<std::int64_t, std::string>;

// What is told of a subject, found as ilert shows it.
struct Reported {
  const Subject* subject = nullptr;
  const Report* report = nullptr;
};
// Route → alert key → its report. Only hosts and services, only what is open or accepted; points into
// `reports`.
using ReportedKeys = std::map<std::string, std::map<std::string, Reported, std::less<>>, std::less<>>;
ReportedKeys reported_keys(const Reports& reports);

// The newest alert of each key of our sources, merged ones as their main alert stands. Pages overlap and rows
// come twice.
std::vector<ShownAlert> newest_of_each_key(const std::vector<ShownAlert>& shown, const SourceRoutes& routes);

// What only the journal knows of a key.
struct KeyFacts {
  bool waits = false;                 // something of it has not left yet
  bool taken_over = false;            // this very alert, accepted so often, became an order before
  int taken_back = 0;                 // so often its acceptance was, and that became an order
  std::optional<Time> last_alert_at;  // when the newest ALERT that ilert took left us
  std::optional<Time> last_told_at;   // the newest event of any kind
  Told heard = Told::none;            // what ilert was told last
};

struct Acceptor {
  std::string author;  // [sync] author: the word for ilert in Checkmk
  Span ilert_ahead{};  // how far ilert's clock is ahead of ours
  Span clock_slack{};  // how far that may be wrong
  std::function<KeyFacts(const std::string& route, const ShownAlert& alert)> facts;  // by id and key
};

// The alert is from before the newest ALERT told, and ilert may still be about to make a new one of that.
// What is still open after ten minutes is what that ALERT was added to.
bool is_stale(const ShownAlert& alert, const KeyFacts& facts, const Acceptor& acceptor, Time now);

// What an alert's acceptance is called as the source of an order, after it was taken back so often; and what
// taking it back then is called.
std::string source_of(const ShownAlert& alert, int taken_back = 0);
std::string source_of_removal(const ShownAlert& alert, int taken_back);

// An acceptance that Checkmk has to hear of.
struct TakeOver {
  Report after;  // accepted, by ilert; its remark is what is written to Checkmk
  Order order;
};

// Of the accepted alerts those whose report is open: accepted by a person, as far as anyone knows. An alert
// that was taken over before, or is older than the newest ALERT told (what is asked for is processed later,
// so it may still be shown), is of an earlier time and ignored; so is one of whose key something waits to be
// sent.
std::vector<TakeOver> accepted_in_ilert(const std::vector<ShownAlert>& newest, const SourceRoutes& routes,
                                        const ReportedKeys& reported, const Acceptor& acceptor, Time now);

// What the acknowledgement in Checkmk says then.
std::string accepted_text(const ShownAlert& alert);
// "Ada Example (ilert)"; without a name "ilert".
std::string author_in_checkmk(std::string_view person, std::string_view author);
// The page of an alert in ilert's web interface.
std::string link_to_alert(std::int64_t alert);

}  // namespace ilert_bridge
