#include "ilert-bridge/core/taken.hpp"

#include <algorithm>

#include "ilert-bridge/base/local_time.hpp"
#include "ilert-bridge/core/collapse.hpp"
#include "ilert-bridge/core/names.hpp"
#include "ilert-bridge/core/parked_calls.hpp"

namespace ilert_bridge {
namespace {

constexpr Words<7> states{"none", "open", "accepted", "dismissed", "waiting", "parked", "held"};

// One of a problem that is over may still lie there, parked.
bool is_of_this_call(const Untaken& untaken, const Report& report) {
  return !untaken.parked_at || untaken.recorded_at >= report.told_at;
}

std::string counted_calls(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " call is" : " calls are");
}

std::string pace_text(const Way& way) { return "ilert takes " + std::to_string(way.pace) + " a minute"; }

std::string why_not_taken(const Taken& taken, std::string_view held_by) {
  const Untaken& untaken = *taken.untaken;
  if (!held_by.empty()) return "it is held, because " + std::string{held_by};
  const std::string said = untaken.answer;
  if (!taken.way.daemon_runs)
    return "the daemon is not running" + (said.empty() ? "" : "; the last answer was: " + said);
  if (!said.empty()) return said;
  if (untaken.under_way) return "its attempt has no answer yet";
  if (!taken.way.trouble.empty()) return "not tried, for another of its route failed: " + taken.way.trouble;
  if (taken.way.before > 0)
    return counted_calls(taken.way.before) + " before it, and " + pace_text(taken.way);
  return "not tried yet";
}

std::string at_time(Time due, Time now) {
  return clock_text(due, now) + " (in " + age_text(std::max(due - now, Span{0})) + ")";
}

std::string next_of_parked(const Untaken& untaken, Time now) {
  // Refused with everything, and with required fields only: two attempts each time.
  const Time due = *untaken.parked_at + pause_of_parked(untaken.attempts / 2, untaken.subject.is_own());
  return due > now ? "ALERT, tried again at " + at_time(due, now) + "." : "ALERT, tried again now.";
}

}  // namespace

std::string_view name(AlertState state) { return name_in(states, state); }

AlertState alert_state(const Report& report, const Taken& taken, bool held) {
  if (report.told == Told::dismissed) return AlertState::dismissed;
  const bool calls = wanted_of(report, taken.heard) == Told::open;
  if (calls && taken.untaken && is_of_this_call(*taken.untaken, report)) {
    if (held) return AlertState::held;
    return taken.untaken->parked_at ? AlertState::parked : AlertState::waiting;
  }
  if (taken.heard.told == Told::none) return AlertState::none;
  return taken.heard.told == Told::accepted ? AlertState::accepted : AlertState::open;
}

std::string alarm_of(AlertState state, const Taken& taken, std::string_view held_by, Time now) {
  if (!is_untaken(state) || now - taken.untaken->decided_at < answer_takes) return {};
  const bool high = taken.untaken->priority == Priority::high;
  return std::string{high ? "NOBODY WAS CALLED" : "ILERT WAS NOT TOLD"} + ": decided " +
         clock_text(taken.untaken->decided_at, now) + ", ilert has not taken it: " +
         why_not_taken(taken, state == AlertState::held ? held_by : std::string_view{});
}

bool is_uncalled(AlertState state, const Taken& taken, Time now) {
  if (state != AlertState::waiting && state != AlertState::parked) return false;
  const Untaken& untaken = *taken.untaken;
  return untaken.priority == Priority::high && !untaken.subject.is_own() &&
         now - untaken.decided_at >= answer_takes;
}

std::string alarm_of(const Uncalled& uncalled, const Taken& oldest, Time now) {
  return "NOBODY WAS CALLED for " + std::to_string(uncalled.count) +
         (uncalled.count == 1 ? " problem: " : " problems: ") + names_of(uncalled) + "; decided " +
         (uncalled.count == 1 ? "" : "since ") + clock_text(*uncalled.since, now) + ", ilert has not taken " +
         (uncalled.count == 1 ? "it: " : "them: ") + why_not_taken(oldest, {});
}

std::string next_try_of(const Taken& taken, Time now) {
  const Untaken& untaken = *taken.untaken;
  const Way& way = taken.way;
  if (!way.daemon_runs) return "ALERT, as soon as the daemon runs: systemctl start ilert-bridge.";
  if (untaken.parked_at) return next_of_parked(untaken, now);
  if (untaken.under_way) return "ALERT, under way; ilert has not answered yet.";
  if (!way.trouble.empty() || untaken.attempts > 0) {
    if (way.next_try && *way.next_try > now)
      return "ALERT, tried again at " + at_time(*way.next_try, now) + ".";
    return "ALERT, tried again within a minute.";
  }
  const Time turn = turn_of(way, now);
  if (turn <= now) return "ALERT, now.";
  return "ALERT at about " + at_time(turn, now) + ": " +
         (way.before > 0 ? counted_calls(way.before) + " before it, and " : "") + pace_text(way) + ".";
}

Time turn_of(const Way& way, Time now) {
  if (way.before < static_cast<std::size_t>(std::max(way.left, 0))) return now;
  const auto more = static_cast<std::int64_t>(way.before) - std::max(way.left, 0);
  return std::max(way.allowed, now) + std::chrono::minutes{more / std::max(way.pace, 1)};
}

}  // namespace ilert_bridge
