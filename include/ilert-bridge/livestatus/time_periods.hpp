// Which of the time periods that routes name run at a site, as its table timeperiods told last. Pure: the
// source asks.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {

class TimePeriods {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  using Names = std::set<std::string, std::less<>>;
  using Running = std::map<std::string, bool, std::less<>>;  // every period of the site

  explicit TimePeriods(Names wanted) : wanted_(std::move(wanted)) {}

  bool is_due(Moment at) const;  // once a minute, if a route names any
  // `in_part`: servers behind LMD are away, and what only they know stays as it was.
  void told(const Running& all, Moment at, bool in_part = false);
  // What was told before counts for ten minutes of failing: one answer that is lost must not call for all
  // that waits. False: nothing was told yet, so for a minute nobody can say what runs.
  bool untold(const std::string& why, Moment at);
  void not_asked() { failing_since_.reset(); }  // the look failed before
  // The site has no such table, and never will tell.
  void untellable(const std::string& why, Moment at);

  // Wanted, there and not running. What the site does not tell counts as running: to call is safer.
  const Names& over() const { return over_; }
  // What follows from what it does not tell, and why: "counts as running: it has no …"; empty: nothing.
  const std::string& doubt() const { return doubt_; }

 private:
  Names wanted_;
  Names over_;
  std::string doubt_;
  std::optional<Moment> asked_at_;  // nothing: with the next look
  std::optional<Moment> failing_since_;
  bool was_told_ = false;
};

}  // namespace ilert_bridge
