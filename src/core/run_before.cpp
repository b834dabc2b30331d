#include "ilert-bridge/core/run_before.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

namespace ilert_bridge {
namespace {

std::size_t hash_of(const Subject& subject) {
  return std::hash<std::string>{}(subject.host + '\0' + subject.service);
}

bool is_problem(const Sighting& sighting) {
  const Observation& seen = sighting.observation;
  return sighting.presence == Presence::seen && seen.checked && !is_good(seen.state);
}

bool is_alert(const Telling& telling) { return telling.type == EventType::alert; }

}  // namespace

// Whether the core was started since our last look is all that can be said where another process looked.
void RunBefore::saw(const Look& look) {
  const Time started = from_unix(look.program.start) - look.clock_ahead;
  const bool is_another = program_ ? !(*program_ == look.program) : last_look_ && started > *last_look_;
  if (is_another) {
    ended_ = last_look_;
    shown_at_the_end_ = std::move(shown_);
    std::sort(shown_at_the_end_.begin(), shown_at_the_end_.end());
  }
  program_ = look.program;
  last_look_ = look.at;
  clock_ahead_ = look.clock_ahead;
  shown_.clear();
  for (const Sighting& sighting : look.sightings)
    if (is_problem(sighting)) shown_.push_back(hash_of(sighting.subject));
}

bool RunBefore::is_old(const Sighting& sighting) const {
  if (!ended_ || !is_problem(sighting) || sighting.observation.last_check - clock_ahead_ >= *ended_)
    return false;
  return !std::binary_search(shown_at_the_end_.begin(), shown_at_the_end_.end(), hash_of(sighting.subject));
}

void hold_what_is_old(std::vector<Decision>& decisions, const RunBefore& before) {
  for (Decision& decision : decisions) {
    const auto& tellings = decision.step.tellings;
    const bool calls = std::any_of(tellings.begin(), tellings.end(), is_alert);
    const bool is_new = decision.before.told == Told::none && decision.sighting != nullptr;
    if (!calls || !is_new || !before.is_old(*decision.sighting)) continue;
    decision.verdict.shows = Shows::hold;
    decision.verdict.reason = Reason::not_fresh;
    decision.step = {.tellings = {}, .after = decision.before};
  }
}

}  // namespace ilert_bridge
