// What happened while nobody looked: the lines of the server's log of that time, and which problems of them
// nobody was told of. Pure.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ilert-bridge/core/assess.hpp"
#include "ilert-bridge/core/spells.hpp"

namespace ilert_bridge {

// The lines of one gap of one site. Lines may come twice and in any order.
class Past {
 public:
  void add(LogLine line);
  std::size_t size() const { return lines_; }
  std::size_t bytes() const { return bytes_; }  // in memory, about

  // Subjects with a problem that began and ended, on whatever route there is; `most` of them, those whose
  // problems were the latest.
  struct Candidates {
    std::vector<Subject> subjects;
    std::size_t left_out = 0;
  };
  Candidates candidates(const std::vector<Route>& routes, std::size_t most) const;

  std::vector<Spell> spells(const Subject& subject, const Route& route, const SpellSetting& setting) const;

 private:
  using Lines = std::vector<LogLine>;
  std::vector<const LogLine*> story_of(const Subject& subject) const;
  std::map<Subject, Lines> by_subject_;
  std::size_t lines_ = 0;
  std::size_t bytes_ = 0;
};

struct MissedProblem {
  Subject subject;
  const Route* route = nullptr;        // one of the routes given
  const Sighting* sighting = nullptr;  // one of the look's
  Spell spell;
};

// The problems that nobody was told of, the oldest first. Only the look says what a subject is today: one
// that it does not show is left out. So is what is reported (the look itself ends that), and a route that
// this site is new to. Where notifications are off now, or it is outside their period, they count as having
// been off. `from` and `to` are the gap by the server's clock; each route looks back from `now`, by ours.
std::vector<MissedProblem> missed_in(const Past& past, const Look& look, const Reports& reports,
                                     const std::vector<Route>& routes,
                                     const std::set<std::string, std::less<>>& first_look_on, Time from,
                                     Time to, Time now);

// What the journal says of an alert key.
enum class Known : std::uint8_t {
  nothing,  // of that problem
  newer,    // not of that problem, but of what came after it
  told      // that problem itself
};
// `occurrences`: type and time of the key's events.
Known known_of(const Spell& spell, const std::vector<std::pair<EventType, Time>>& occurrences);

// How far apart the log's time of a problem and that of the row that showed it may be: a check's run.
inline constexpr Span spell_slack = std::chrono::minutes{1};

}  // namespace ilert_bridge
