// Any scene at all, each part of it drawn by itself: for what must hold of rules and matches.
#pragma once

#include <rapidcheck.h>

#include "tests/core/builders.hpp"

namespace ilert_bridge {

template <class Enum>
Enum any_enum(int count) {
  return static_cast<Enum>(*rc::gen::inRange(0, count));
}
inline bool any_bool() { return *rc::gen::arbitrary<bool>(); }
// Mostly not: what comes first in the table would decide everything.
inline bool seldom() { return *rc::gen::inRange(0, 5) == 0; }
inline Time any_time() { return noon - s(*rc::gen::element(0, 10, 60, 61, 300, 900, 3600)); }

inline Observation any_observation(bool is_service) {
  Observation it;
  it.state =
      is_service ? static_cast<State>(*rc::gen::inRange(3, 7)) : static_cast<State>(*rc::gen::inRange(0, 3));
  it.last_hard_state = is_service ? State::critical : State::down;
  it.hard = !seldom();
  it.checked = !seldom();
  it.acknowledged = seldom();
  it.acknowledgement = any_bool() ? anna : Remark{};
  it.in_downtime = seldom();
  // One that is not counted yet is as rare as one that is.
  if (it.in_downtime ? any_bool() : seldom()) it.downtime = move;
  it.flapping = seldom();
  it.notifications_enabled = !seldom();
  it.in_notification_period = !seldom();
  it.last_check = any_time();
  it.last_state_change = it.last_hard_state_change = any_time();
  it.host_state = seldom() ? State::down : State::up;
  it.host_checked = !seldom();
  it.host_last_state_change = any_time();
  it.first_notification_delay = *rc::gen::element(0, 0, 0, 1, 15);
  return it;
}

inline Report any_report() {
  Report it;
  it.told = any_enum<Told>(4);
  it.state = State::critical;
  it.program = seldom() ? second_run : first_run;
  it.checked_at = any_time();
  if (seldom()) it.alert_worthy_since = any_time();
  if (seldom()) it.absence = Absence{any_time(), first_run};
  it.many_missing = seldom();
  it.matched_by = *rc::gen::inRange(0, 3);
  if (seldom()) it.unmatched = Absence{any_time(), first_run};
  it.many_unrouted = seldom();
  if (seldom()) it.host_return = HostReturn{any_time(), any_time()};
  if (seldom()) it.over_since = any_time();
  it.in_downtime = seldom();
  if (seldom()) it.downtime_over_since = any_time();
  if (seldom()) it.kept_back_by = Reason::flapping;
  return it;
}

inline Policy any_policy() {
  Policy it;
  it.soft_states = any_bool();
  it.downtime = any_enum<Downtime>(4);
  it.flapping = any_enum<Flapping>(2);
  it.notifications_disabled = any_enum<NotificationsDisabled>(2);
  it.host_down_hides_services = any_bool();
  it.removed_object = any_enum<RemovedObject>(2);
  it.first_notification_delay = any_enum<FirstNotificationDelay>(2);
  it.after_downtime = any_enum<AfterDowntime>(2);
  return it;
}

inline Scene any_scene() {
  const bool is_service = any_bool();
  Scene it = is_service ? service(State::ok) : host(State::up);
  it.sighting.observation = any_observation(is_service);
  if (seldom()) it.sighting.presence = any_enum<Presence>(4);
  it.report = any_report();
  it.route.policy = any_policy();
  if (any_bool()) it.route.alert_on.insert(State::warning);
  if (any_bool()) it.route.alert_on.erase(State::unknown);
  it.route.delay = min(*rc::gen::element(0, 0, 1, 15));
  it.route.resolve_delay = min(*rc::gen::element(0, 0, 1, 15));
  it.at.notifications_enabled = !seldom();
  if (any_bool()) it.route.time_period = "workhours";
  it.at.in_time_period = it.route.time_period.empty() || !seldom();
  it.at.site_sure = !seldom();
  it.at.routed = !seldom();
  it.at.route_takes_host = any_bool();
  it.at.many_missing = seldom();
  it.at.many_unrouted = seldom();
  it.route.rules = 1;
  it.at.clock_ahead = s(*rc::gen::element(0, 0, 30));
  return it;
}

}  // namespace ilert_bridge
