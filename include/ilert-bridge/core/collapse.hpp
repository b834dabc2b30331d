// The shortest way from what ilert was told last to what it should show, for one alert key. Pure.
#pragma once

#include <optional>
#include <vector>

#include "ilert-bridge/core/policy.hpp"
#include "ilert-bridge/core/queue.hpp"

namespace ilert_bridge {

// What goes first when there is more than the budget carries.
enum class Urgency : std::uint8_t {
  storm,   // the word that there is more than the budget carries
  page,    // a HIGH alert, and the RESOLVE that makes way for one
  settle,  // RESOLVE and ACCEPT of what is open in ilert
  low,     // a LOW alert, and the RESOLVE that makes way for one
  comment
};
std::string_view name(Urgency urgency);

// What is to be done about one key's queue. Exactly one of three: `next` goes as it was recorded; or an event
// of type `stand_in` is made of the queue (core/stand_in.hpp) and takes the place of `pointless`; or neither,
// and there is nothing to tell.
struct Plan {
  std::optional<EventId> next;
  std::optional<EventType> stand_in;
  std::vector<EventId> pointless;  // superseded as soon as the plan is carried out
  Urgency urgency = Urgency::comment;
  Time since{};  // when the oldest of the queue was recorded
  // The outcome of an event of the queue is unknown. What takes its place inherits that: nobody knows either
  // what ilert shows.
  bool in_the_dark = false;
  std::size_t requests = 0;  // until nothing of the queue is left, if nothing changes

  bool sends() const { return next || stand_in; }
  bool operator==(const Plan&) const = default;
};

// `wanted` is what the report says ilert should show by now. An empty queue gives an empty plan.
//
// Under `full` every event goes, in order; but what was taken up again by hand when the rest had left by then
// goes as under `collapse`:
//
// - heard none, wanted open: one ALERT, made of all that waits if that is more than the ALERT itself
// - heard none, wanted anything else: nothing; what came and went, or what someone is on already, is not told
// - heard something, or nobody knows, wanted none: one RESOLVE
// - heard open, wanted accepted: the newest ACCEPT, then what was said after it
// - the problem went and is back, and nobody is on it: RESOLVE and ALERT, for nobody knows what a person did
//   with the old alert, and only a new one calls
// - otherwise: one COMMENT about the newest state
//
// In both, an event whose outcome is unknown is repeated as it is until there is a final answer; but if ilert
// should show nothing by now, or the problem of an ALERT went and is back, a RESOLVE takes its place: right
// either way, and it pages nobody.
Plan plan_for(const std::vector<Waiting>& queue, const Heard& heard, Told wanted, Replay replay);

// What ilert has heard after an event of this kind was delivered.
Heard heard_after(const Heard& before, const Event& delivered);

// The same after one that ilert refused for good; nothing: as before. `unknown`: an attempt of it, or of the
// ALERT in whose place it stood, had ended without an answer. After a refused RESOLVE, and after an ALERT
// that may have got through, nobody knows what ilert shows: a person may close the alert there, and the next
// problem must call whatever is open.
std::optional<Heard> heard_after_refusal(const Heard& before, EventType refused, bool unknown);

// What a refused or dropped RESOLVE left may be open in ilert: of an ALERT that may have got through the
// state is not known. An ALERT makes nothing but a line of its history of it, so a RESOLVE goes before; where
// that is refused, too, the ALERT goes all the same, and what is heard then is doubtful: perhaps nobody was
// called.
bool may_be_in_the_way(const Heard& heard);
bool may_have_called_nobody(const Heard& heard);

// What ilert should show by the report. What became of a lost acknowledgement calls nobody who was called
// already; but where ilert never heard of the problem, nobody is on it.
Told wanted_of(const Report& report, const Heard& heard);

}  // namespace ilert_bridge
