// The undelivered events of one alert key on one route, oldest first. Values only; core/collapse.hpp decides.
#pragma once

#include <string>
#include <vector>

#include "ilert-bridge/core/event.hpp"

namespace ilert_bridge {

// A waiting event with its texts, as it is about to be sent.
struct Queued {
  Event event;
  int attempts = 0;
  bool outcome_unknown =
      false;  // an attempt ended in a time-out or a cut, or was under way when this process was killed
  bool required_only = false;  // refused once with everything; goes out with required fields only
};

// The same without its texts: what a decision needs, small enough to keep a night's worth in memory.
struct Waiting {
  EventId id = 0;
  EventType type = EventType::alert;
  Priority priority = Priority::high;
  Time recorded_at{};  // of the first event it stands for
  bool outcome_unknown = false;
  bool by_a_person = false;  // a comment that nothing else can say
  bool of_flapping = false;  // a comment that nobody needs who does not see the alert
  bool tried_again = false;  // it was parked, and its problem lasts
  bool as_it_is = false;     // taken over from elsewhere: sent as it is, in order, and decided nothing about
};

Waiting waiting_of(const Event& event);

// One waiting event and whose it is.
struct WaitingRow {
  std::string alert_key;
  Subject subject;
  std::vector<std::string> groups;
  Waiting waiting;
};

WaitingRow waiting_row_of(const Event& event);

}  // namespace ilert_bridge
