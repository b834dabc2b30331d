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
  verdict,          // the verdict alone
  worsened,         // the priority rose above that of the last ALERT
  state_changed,    // another state, no higher priority
  ack_removed,      // the acknowledgement was taken back or expired
  ack_lost,         // the acknowledgement did not survive a restart of the core
  ack_outlived,     // the acknowledgement fell because the state improved
  remark_changed    // another author or text
};
std::string_view name(Because because);
std::optional<Because> because_named(std::string_view name);

struct Telling {
  EventType type;
  Because because = Because::verdict;
  bool operator==(const Telling&) const = default;
};

// What to tell, in order, and the report afterwards. Nothing to tell may still change the report (a new run of the core,
// a delay that starts), and the journal has to keep that.
struct Step {
  std::vector<Telling> tellings;
  Report after;
};

// `sighting` is the one the verdict came from; of an own matter or an unrouted subject it may be a blank one.
Step next_step(const Report& report, const Verdict& verdict, const Sighting& sighting, const Route& route,
               const Circumstances& at);

}  // namespace ilert_bridge
