// Report × verdict → what to tell ilert next. The second table of the heart. Pure.
#pragma once

#include <vector>

#include "ilert-bridge/core/verdict.hpp"

namespace ilert_bridge {

enum class EventType : std::uint8_t { alert, accept, resolve, comment };
std::string_view name(EventType type);  // "ALERT" …
std::optional<EventType> event_type_named(std::string_view name);

// Why an event besides the verdict's reason; decides what a COMMENT says.
enum class Because : std::uint8_t {
  verdict,         // the verdict alone
  worsened,        // the priority rose above that of the last ALERT
  state_changed,   // another state, no higher priority
  ack_removed,     // the acknowledgement was taken back or expired
  ack_lost,        // the acknowledgement did not survive a restart of the core
  ack_outlived,    // the acknowledgement fell because the state improved
  ack_fell,        // it fell with a change of state, and it is as bad again as it was acknowledged, or worse
  ack_lapsed,      // it fell with a recovery that was shorter than resolve_delay
  remark_changed,  // another author or text
  commented,       // a person commented on it in Checkmk
  flapping         // it has begun to flap, and nothing else is said until that is over
};
std::string_view name(Because because);
std::optional<Because> because_named(std::string_view name);

struct Telling {
  EventType type;
  Because because = Because::verdict;
  bool operator==(const Telling&) const = default;
};

// What to tell, in order, and the report afterwards. Nothing to tell may still change the report (a new run
// of the core, a delay that starts), and the journal has to keep that.
struct Step {
  std::vector<Telling> tellings;
  Report after;
};

// `sighting` is the one the verdict came from; of an own matter or an unrouted subject it may be a blank one.
// Asked again with the new report and nothing else changed, there is nothing more to tell.
//
// Restart: a problem seen in a new run of the core moves the report to that run, but an acceptance by
// acknowledgement only together with the acknowledgement. So one that is missing in the first look after a
// restart is lost (`ack_lost`: a COMMENT), one that goes later was taken back.
//
// Acknowledgement gone within a run: state as told or worse, `ack_removed` by policy; better, `ack_outlived`,
// a COMMENT. Where that does not page, a state that became worse with it may, as `worsened`. Under `ignore`
// an ALERT is told that is sent only where ilert has not heard of the problem.
//
// An acceptance by downtime ends with the downtime, whatever `ack_removed` says: RESOLVE and ALERT. One that
// came from ilert, or was lost, cannot be taken back in Checkmk; only a higher priority ends it.
//
// A report that pages again over an acknowledgement remembers it as overruled, or it would be accepted at
// once. A remark that becomes readable is a change, one that becomes unreadable is none. Where state and
// remark of an accepted problem both change, each gets its COMMENT, unless it pages.
Step next_step(const Report& report, const Verdict& verdict, const Sighting& sighting, const Route& route,
               const Circumstances& at);

}  // namespace ilert_bridge
