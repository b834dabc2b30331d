#include "ilert-bridge/core/missed.hpp"

#include <string>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/core/limits.hpp"
#include "ilert-bridge/core/render.hpp"

namespace ilert_bridge {
namespace {

std::string when(const Spell& spell) {
  return "from " + rfc3339(spell.began) + " to " + rfc3339(spell.ended) + ", for " +
         age_text(spell.ended - spell.began);
}

std::string story_of(const Spell& spell) {
  std::string text = "It began and ended while nobody looked, " + when(spell) + "; the site's log says so.";
  if (spell.acknowledged) text += " It was acknowledged meanwhile.";
  return text + " Whether it was in its notification period, or acknowledged, the log need not tell.";
}

std::string end_of(const Spell& spell) {
  if (spell.ended_by_downtime) return "A downtime began; all of it was " + when(spell) + ".";
  return "Recovered: the state was " + std::string{name(spell.after)} + ", and it had lasted " + when(spell) +
         ".";
}

// The row as a look would have shown it then.
Observation observed(const MissedProblem& missed, State state, Time since) {
  Observation seen = missed.sighting->observation;
  seen.state = seen.last_hard_state = state;
  seen.hard = true;
  seen.acknowledged = seen.in_downtime = seen.flapping = false;
  seen.acknowledgement = seen.downtime = {};
  seen.last_check = seen.last_state_change = seen.last_hard_state_change = since;
  return seen;
}

}  // namespace

std::array<Event, 2> events_of(const MissedProblem& missed, std::string_view web_url,
                               std::string_view bridge_name, Time now) {
  const Spell& spell = missed.spell;
  const Route& route = *missed.route;
  Texts texts;
  texts.output = spell.output;
  Verdict verdict;
  verdict.shows = Shows::alerting;
  verdict.reason = Reason::missed;
  verdict.state = spell.worst;
  verdict.priority = route.priority_of(spell.worst, missed.subject, missed.sighting->observation.attributes);
  Event alert =
      event_for(missed.subject, {EventType::alert, Because::verdict}, verdict, {},
                observed(missed, spell.worst, spell.began), texts, route, web_url, bridge_name, now);
  alert.details = cut(story_of(spell) + "\n\n" + alert.details, details_limit);

  verdict.shows = Shows::clear;
  verdict.state = spell.after;
  Report before;
  before.told = Told::open;
  before.state = spell.worst;
  before.priority = alert.priority;
  Event resolve = event_for(missed.subject, {EventType::resolve, Because::verdict}, verdict, before,
                            observed(missed, spell.after, spell.ended), {}, route, web_url, bridge_name, now);
  resolve.details = end_of(spell);
  return {std::move(alert), std::move(resolve)};
}

}  // namespace ilert_bridge
