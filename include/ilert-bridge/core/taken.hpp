// What ilert has taken of an alert, which is all that may be shown as its alert: what is only decided calls
// nobody. Pure; time is an argument.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "ilert-bridge/core/event.hpp"
#include "ilert-bridge/core/uncalled.hpp"

namespace ilert_bridge {

// The newest ALERT of an alert key, while ilert has not taken it.
struct Untaken {
  EventId event = 0;
  Subject subject;
  State state = State::critical;
  Priority priority = Priority::high;
  Time recorded_at{};
  Time decided_at{};              // when it, or the first of those that it stands for, was recorded
  std::optional<Time> parked_at;  // when ilert last refused it for good; nothing: it waits
  int attempts = 0;
  bool under_way = false;  // one of them has no end yet
  std::string answer;      // of the last that has one: ilert's words or the transport's; empty: none has
};

// What else is in the way of a route's events.
struct Way {
  bool daemon_runs = true;
  std::string trouble{};           // why ilert takes nothing of the route; empty: it does, as far as is known
  std::optional<Time> next_try{};  // when the daemon may begin its next attempt, as it says
  std::size_t before = 0;          // HIGH calls that wait for longer than this one
  int pace = 0;                    // attempts a minute
  int left = 0;                    // of them, now
  Time allowed{};                  // not earlier, by the budget
};

// Of one subject on one route.
struct Taken {
  Heard heard;
  std::optional<Untaken> untaken;
  Way way;
};
using TakenOn = std::map<std::string, Taken, std::less<>>;  // by route

enum class AlertState : std::uint8_t {
  none,
  open,
  accepted,
  dismissed,  // by a person; it calls again when it is over and back
  waiting,    // decided; ilert has not taken it yet
  parked,     // decided; ilert refused it for good
  held        // decided; not sent while its host is down, it flaps …
};
std::string_view name(AlertState state);

// `held` as Report::held has it after the look.
AlertState alert_state(const Report& report, const Taken& taken, bool held);
// Decided, and ilert has not taken it.
constexpr bool is_untaken(AlertState state) {
  return state == AlertState::waiting || state == AlertState::parked || state == AlertState::held;
}

// So long an answer of ilert may take before it is said that nobody was called.
inline constexpr Span answer_takes = std::chrono::seconds{10};

// What must be read first: "NOBODY WAS CALLED: decided 15:57:36, ilert has not taken it: 404 …". Empty where
// somebody was, or where there is still time. `held_by`: why it is held, if it is.
std::string alarm_of(AlertState state, const Taken& taken, std::string_view held_by, Time now);

// Whether that is said of it: HIGH, no matter of the bridge's own, and not held.
bool is_uncalled(AlertState state, const Taken& taken, Time now);
// The same of several on one route: "NOBODY WAS CALLED for 3 problems: db01/CPU load CRITICAL, …". `oldest`
// is of the one that was decided first.
std::string alarm_of(const Uncalled& uncalled, const Taken& oldest, Time now);

// What comes of an ALERT that waits or is parked, and when: "ALERT, tried again at 16:02:36 (in 4 min)."
std::string next_try_of(const Taken& taken, Time now);

// When an ALERT may leave that waits for its turn only.
Time turn_of(const Way& way, Time now);

}  // namespace ilert_bridge
