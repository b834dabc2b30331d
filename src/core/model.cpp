#include "ilert-bridge/core/model.hpp"

#include "ilert-bridge/core/names.hpp"

namespace ilert_bridge {
namespace {

constexpr Words<7> states{"UP", "DOWN", "UNREACHABLE", "OK", "WARNING", "CRITICAL", "UNKNOWN"};
constexpr Words<2> priorities{"LOW", "HIGH"};
constexpr Words<4> tolds{"none", "open", "accepted", "dismissed"};
constexpr Words<5> acceptances{"checkmk", "downtime", "ilert", "mirrored", "lost"};

}  // namespace

std::string to_text(const Subject& subject) {
  if (subject.is_own()) return "bridge:" + subject.own + (subject.site.empty() ? "" : ":" + subject.site);
  const std::string host = subject.site + '/' + subject.host;
  return subject.is_service() ? host + '/' + subject.service : host;
}

std::string_view name(State state) { return name_in(states, state); }
std::optional<State> state_named(std::string_view name) { return named_in<State>(states, name); }

State host_state(std::int64_t livestatus) {
  if (livestatus == 0) return State::up;
  return livestatus == 1 ? State::down : State::unreachable;
}

State service_state(std::int64_t livestatus) {
  constexpr State known[] = {State::ok, State::warning, State::critical};
  return livestatus >= 0 && livestatus <= 2 ? known[livestatus] : State::unknown;
}

int badness(State state) {
  switch (state) {
    case State::up:
    case State::ok:
      return 0;
    case State::warning:
      return 1;
    case State::unreachable:
    case State::unknown:
      return 2;
    case State::down:
    case State::critical:
      return 3;
  }
  return 2;
}

std::string_view name(Priority priority) { return name_in(priorities, priority); }
std::optional<Priority> priority_named(std::string_view name) { return named_in<Priority>(priorities, name); }

std::string_view name(Told told) { return name_in(tolds, told); }
std::optional<Told> told_named(std::string_view name) { return named_in<Told>(tolds, name); }

std::string_view name(Acceptance acceptance) { return name_in(acceptances, acceptance); }
std::optional<Acceptance> acceptance_named(std::string_view name) {
  return named_in<Acceptance>(acceptances, name);
}

}  // namespace ilert_bridge
