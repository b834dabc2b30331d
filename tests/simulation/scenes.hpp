// The schedules that somebody wrote down because they went wrong once, or look odd and are right. Each is a
// name, a sentence and a few steps; the oracle says whether a law was broken.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "tests/simulation/steps.hpp"

namespace ilert_bridge::simulation {

struct Scene {
  std::string name;      // of its test
  std::string sentence;  // what happens, and what must follow
  Schedule schedule;
};
inline void PrintTo(const Scene& scene, std::ostream* out) { *out << scene.name; }

std::vector<Scene> right_since_long();       // scenes_right.cpp
std::vector<Scene> calls_that_never_came();  // scenes_calls.cpp
std::vector<Scene> calls_over_the_years();   // scenes_sources.cpp: routes, keys, groups, removals
std::vector<Scene> calls_for_nothing();      // scenes_nothing.cpp
std::vector<Scene> states_without_end();     // scenes_states.cpp

// What today's daemon does wrong: the law that it breaks, and how. A scene that is named here must break that
// law; one that does not any more is taken off the list.
struct KnownBroken {
  std::string scene;
  int law = 0;
  std::string what;
};
const std::vector<KnownBroken>& known_broken();

}  // namespace ilert_bridge::simulation
