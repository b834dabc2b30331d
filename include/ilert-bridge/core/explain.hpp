// Why a subject has, or has not, an alert on a route: the same rules and the same match, walked to be shown.
// Pure.
#pragma once

#include <string>
#include <vector>

#include "ilert-bridge/core/assess.hpp"
#include "ilert-bridge/core/route_trial.hpp"
#include "ilert-bridge/core/taken.hpp"

namespace ilert_bridge {

// Something a rule looked at, in words: {"state", "CRITICAL"}. Not yet made fit for a screen.
struct RuleValue {
  std::string what;
  std::string value;
  bool operator==(const RuleValue&) const = default;
};
using RuleValues = std::vector<RuleValue>;

enum class RuleFate : std::uint8_t { passed, decided, not_reached };
std::string_view name(RuleFate fate);

struct RuleTrial {
  Reason rule = Reason::problem;
  RuleFate fate = RuleFate::passed;
  RuleValues values;  // none if it was not reached
};

// Every rule in its order, up to the one that decides with what it saw. The deciding one is that of
// verdict_of.
std::vector<RuleTrial> try_rules(const Sighting& sighting, const Report& report, const Route& route,
                                 const Circumstances& at);

// One route's answer about one subject.
struct Explanation {
  const Route* route = nullptr;  // one of those given
  RouteTrial match;
  std::vector<RuleTrial> rules;
  Decision decision;  // what the next look does
  Circumstances at;   // and what it goes by
  Taken taken;        // what ilert has taken so far
  AlertState alert = AlertState::none;
  std::string alarm;  // to be read first: nobody was called, and why; else empty
  std::string why;    // one sentence
  std::string next;   // one sentence: what comes, and when or after what
};

// Of every route given, in their order. `sighting` is one of the look's, or says that the subject was not
// seen; `site_sure` false if there is no look. `first_look_on` as assess has it. A route that is not in
// `taken` was told nothing that ilert has taken.
std::vector<Explanation> explain(const Sighting& sighting, const Look& look, bool site_sure,
                                 const Reports& reports, const std::vector<Route>& routes,
                                 const std::set<std::string, std::less<>>& first_look_on,
                                 const TakenOn& taken, Time now);

}  // namespace ilert_bridge
