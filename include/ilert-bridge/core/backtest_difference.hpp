// Two configurations on the same past: which calls one makes and the other does not, and the rule that
// decides. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/core/backtest_summary.hpp"

namespace ilert_bridge {

enum class CallFate : std::uint8_t {
  gone,    // called before, not after
  fresh,   // the other way round
  moved,   // another route calls
  raised,  // LOW before, HIGH after
  lowered  // HIGH before, LOW after: it wakes nobody
};
std::string_view name(CallFate fate);

// One call that is not the same in both.
struct CallChange {
  CallFate fate = CallFate::gone;
  std::size_t site = 0;  // index
  Subject subject;
  std::optional<PastCall> before, after;  // as far as there is one
  // Of a call that is gone or new: what held it back on the other side. `unrouted`: no route takes it there.
  // Nothing: the problem is called for on that side, too, but less often or on fewer routes.
  std::optional<Reason> rule;
  // On the other side the alert of the problem before stands open, and is no less urgent: nobody misses it.
  bool carried = false;

  const PastCall& call() const { return before ? *before : *after; }
};

struct BacktestDifference {
  std::size_t before = 0, after = 0;  // calls
  std::size_t later = 0;              // calls that are made in both, but a minute or more later
  std::vector<CallChange> changes;    // in the order of their times

  std::size_t count(CallFate fate) const;
};

// The same sites in the same order, each tried with other routes. Problems are the same where object and
// begin are; calls of one problem are paired by route, priority and why, the most alike first. `only`: calls
// of the route of that name; empty: of all.
BacktestDifference difference_of(const std::vector<TriedSite>& before, const std::vector<TriedSite>& after,
                                 const std::string& only = {});

// Whether somebody who named `wanted` (core/typed.hpp) means `subject`: a host stands for its services, too.
bool is_meant(const Subject& wanted, const Subject& subject);

// Whether any line of the past, or the site today, names what somebody wanted.
bool is_known(const Subject& wanted, const std::vector<TriedSite>& sites);

// A HIGH call that is gone or became LOW, or the only call of its problem; not where the alert of the problem
// before stands open (`resolve_delay`).
std::vector<const CallChange*> lost_of(const Subject& wanted, const BacktestDifference& difference);

}  // namespace ilert_bridge
