// One step of telling ilert, complete with its texts, as the journal keeps it and a request is made of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ilert-bridge/core/reconcile.hpp"

namespace ilert_bridge {

using EventId = std::int64_t;

// "cmk-" and the first 32 hex digits of SHA-256 over site\0host\0service (exact bytes); for an own matter
// "bridge-" and the same over bridge\0kind\0name. Stable for ever: an open alert in ilert is found by it.
std::string alert_key(const Subject& subject, std::string_view bridge_name);

struct Event {
  EventId id = 0;  // the journal's; 0 until it is recorded
  std::string route;
  std::string alert_key;
  Subject subject;
  EventType type = EventType::alert;
  Reason reason = Reason::problem;
  Because because = Because::verdict;
  State state = State::ok;
  Priority priority = Priority::high;
  Time occurred_at{};   // when Checkmk saw it; our clock for an own matter
  Time recorded_at{};   // when the journal took it
  std::string summary;  // one line, at most 255 code points
  std::string details;  // Markdown, at most 4000 code points
  Remark remark;        // COMMENT: who and what; ACCEPT: the acknowledgement's
  std::string link;     // the object in Checkmk; may be empty
  // Of an ALERT the pages about its subject: HOSTNOTESURL, SERVICEACTIONURL …; more for alert sources of the
  // older types; an imported event's whole notification.
  Context context;
  // Groups of the subject, where the route sends them; for the words of a storm.
  std::vector<std::string> groups;
  // How many recorded events this one stands for, and when the first of them was recorded (nothing: itself).
  int stands_for = 1;
  std::optional<Time> first_at;
};

// What ilert was told last of an alert key on a route, and so what it shows unless somebody did something
// there.
struct Heard {
  Told told = Told::none;  // none open accepted
  State state = State::ok;
  Priority priority = Priority::high;  // of the last ALERT
  // Told none, but an ALERT may have got through that nobody heard of again: its end must be told.
  bool doubtful = false;
  bool operator==(const Heard&) const = default;
};

}  // namespace ilert_bridge
