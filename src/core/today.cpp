#include "ilert-bridge/core/today.hpp"

namespace ilert_bridge {

void Today::shows(const Subject& subject, const Observation& observation) {
  shown_[subject] = {.attributes = &*attributes_.insert(observation.attributes).first,
                     .first_notification_delay = observation.first_notification_delay,
                     .state = observation.state,
                     .host_state = observation.host_state,
                     .in_downtime = observation.in_downtime,
                     .flapping = observation.flapping,
                     .notifications_enabled = observation.notifications_enabled,
                     .host_checked = observation.host_checked};
}

std::optional<Observation> Today::of(const Subject& subject) const {
  const auto found = shown_.find(subject);
  if (found == shown_.end()) return std::nullopt;
  const Shown& shown = found->second;
  Observation observation;
  observation.state = shown.state;
  observation.in_downtime = shown.in_downtime;
  observation.flapping = shown.flapping;
  observation.notifications_enabled = shown.notifications_enabled;
  observation.first_notification_delay = shown.first_notification_delay;
  observation.host_state = shown.host_state;
  observation.host_checked = shown.host_checked;
  observation.attributes = *shown.attributes;
  return observation;
}

std::set<Subject> Today::subjects() const {
  std::set<Subject> subjects;
  for (const auto& [subject, shown] : shown_) subjects.insert(subject);
  return subjects;
}

}  // namespace ilert_bridge
