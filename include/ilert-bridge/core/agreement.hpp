// What ilert shows against what it should show. A correction sets the report back to what ilert shows, and
// the next look tells the difference: so nothing is paged that is over, dismissed or taken care of, and
// nothing is resolved without Checkmk's word. Pure; time is an argument.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ilert-bridge/core/event.hpp"
#include "ilert-bridge/core/resolution.hpp"

namespace ilert_bridge {

enum class Gap : std::uint8_t {
  no_alert,       // its event was taken, and left no trace
  not_ended,      // an alert of ours is open, though nothing is told of it
  not_accepted,   // an acceptance was told, and the alert still pages
  ended_by_ilert  // ilert resolved it by itself while the problem lasts
};

struct Correction {
  Subject subject;
  std::string route;
  std::string key;
  Gap gap = Gap::no_alert;
  Report after;
  Heard heard;             // what ilert shows
  std::int64_t alert = 0;  // of `not_accepted`: whose history is to be asked first
  // Of an acceptance that came from ilert: where a person took it back, its acknowledgement is to be removed.
  std::optional<Order> order = {};
};

Correction correction_of(const Unseen& traceless);

// What is looked at, all of the same time.
struct Outlook {
  const std::vector<ShownAlert>& open;  // the newest of each key
  const SourceRoutes& routes;
  const Reports& reports;
  const std::set<std::string, std::less<>>& sites;  // that are configured
  const Acceptor& acceptor;
  Span settles{};  // ilert may take so long to show what it was told
  Time now{};
  bool removes = false;  // what was accepted in ilert and is taken back there counts, too
};
// Open alerts whose labels make their key, of a site that is looked at, with nothing told, waiting or
// dismissed: taken over as open, so that the next look decides about them. All others are somebody else's.
std::vector<Correction> not_ended(const Outlook& at);
// An acceptance of Checkmk's that ilert does not show; where `removes`, also one of ilert's own that Checkmk
// mirrors. By its history it may have been accepted, and a person made it call again: that stands.
std::vector<Correction> not_accepted(const Outlook& at);
bool was_accepted(const std::vector<LogEntry>& log);  // of an alert that is open
// What follows then: it is open, as ilert shows it, and the acknowledgement in Checkmk accepts nothing any
// more until another one takes its place. An acceptance that is a downtime's stays: nothing is told of it.
std::optional<Correction> taken_back(const Correction& not_accepted, const Reports& reports);

// An alert source as it stands: what of its settings explains a disagreement.
struct SourceState {
  bool follows_keys = true;  // false: nothing sent again would help
  std::vector<std::string> concerns;
};
using SourceStates = std::map<std::string, SourceState, std::less<>>;  // by route

// Remembers what was corrected, so that nothing is corrected for ever, and names what does not heal. A new
// start begins anew.
class Agreement {
 public:
  // Of what was found now, what is to be corrected: no more than ten at once, each three times at most with
  // growing pauses, and nothing of a source where that would not help.
  std::vector<Correction> due(const std::vector<Correction>& found, const SourceStates& sources, Time now);
  // Sentences, each with likely cause and remedy: what was corrected before and is wrong again.
  std::vector<std::string> disagreements(const SourceStates& sources) const;

 private:
  using Place = std::pair<std::string, std::string>;  // route, key
  struct Try {
    Subject subject;
    Gap gap = Gap::no_alert;
    int times = 0;
    bool persists = false;  // found again after it was corrected, or not to be corrected at all
    Time at{};              // of the last correction
    Time found_at{};
  };
  bool may_correct(const Try& tried, const Correction& one, const SourceStates& sources, Time now) const;
  void forget(Time now);
  std::map<Place, Try> tries_;
  Time checked_at_{};
};

}  // namespace ilert_bridge
