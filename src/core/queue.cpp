#include "ilert-bridge/core/queue.hpp"

namespace ilert_bridge {

Waiting waiting_of(const Event& event) {
  return {.id = event.id,
          .type = event.type,
          .priority = event.priority,
          .recorded_at = event.first_at.value_or(event.recorded_at),
          .by_a_person = event.because == Because::commented,
          .of_flapping = event.because == Because::flapping,
          .as_it_is = event.reason == Reason::imported};
}

WaitingRow waiting_row_of(const Event& event) {
  return {event.alert_key, event.subject, event.groups, waiting_of(event)};
}

}  // namespace ilert_bridge
