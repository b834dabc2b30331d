// What can happen in a schedule, and the setting it happens in. Made at random, made smaller by rapidcheck.
#pragma once

#include <rapidcheck.h>

#include <string>
#include <vector>

#include "ilert-bridge/core/policy.hpp"
#include "ilert-bridge/livestatus/flavour.hpp"

namespace ilert_bridge::property {

enum class Act {
  wait,
  tick,  // a look, and what follows from it is delivered
  check,
  soft_check,
  acknowledge,
  unacknowledge,
  begin_downtime,
  end_downtime,
  flap,
  mute,  // notifications off, or on again
  remove,
  add,
  restart,      // of the core, with its states
  lose_states,  // likewise, without
  save,
  crash,  // it comes back with what was saved
  look,
  look_badly,
  look_and_restart,  // the core restarts before it answers one of the questions
  look_and_crash,
  look_and_die,  // the bridge is killed in the middle of it
  deliver,
  deliver_badly,
  deliver_and_die,
  kill
};

// Numbers mean what the act makes of them, so that any are valid.
struct Step {
  Act act = Act::wait;
  int subject = 0, kind = 0, place = 0, bytes = 0;
};
using Steps = std::vector<Step>;

struct Setting {
  int flavour = 0, downtime = 0, worsened = 0, ack_removed = 0, replay = 0, delay = 0, budget = 0,
      warnings = 0;
};
Flavour flavour_of(const Setting& setting);
Route route_of(const Setting& setting);

rc::Gen<Steps> any_steps();
rc::Gen<Setting> any_setting();

void showValue(const Step& step, std::ostream& out);
void showValue(const Setting& setting, std::ostream& out);

}  // namespace ilert_bridge::property
