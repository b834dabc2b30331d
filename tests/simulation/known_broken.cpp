#include "tests/simulation/scenes.hpp"

namespace ilert_bridge::simulation {
namespace {

// An older alert, or an older decision, stands for a new call.
std::vector<KnownBroken> calls_that_do_not_come() {
  return {
      {"AnotherKeyByARestart", 1,
       "a route is its name: what the old key was told is not told to the new one"},
  };
}

std::vector<KnownBroken> ends_and_calls_for_nothing() {
  return {
      {"ARouteIsRenamedWhileProblemsCome", 7, "two routes of one key are two budgets and two orders"},
      {"ARouteIsRenamedWhereFirstStartsAdopt", 3, "the renamed route is a new one, and dismisses all"},
  };
}

std::vector<KnownBroken> words_and_states() {
  return {
      {"OwnAlertsAfterALostJournal", 3, "who does not know of an own alert does not end it"},
  };
}

}  // namespace

const std::vector<KnownBroken>& known_broken() {
  static const std::vector<KnownBroken> list = [] {
    std::vector<KnownBroken> all = calls_that_do_not_come();
    for (auto& one : ends_and_calls_for_nothing()) all.push_back(std::move(one));
    for (auto& one : words_and_states()) all.push_back(std::move(one));
    return all;
  }();
  return list;
}

}  // namespace ilert_bridge::simulation
