// A schedule: a setting, and what happens in it, one thing after the other. Playing it gives its story, and
// the laws that were broken.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "ilert-bridge/base/time.hpp"
#include "tests/simulation/setting.hpp"

namespace ilert_bridge::simulation {

class Stage;

// One thing that happens, and how long it is until the next one does.
struct Step {
  std::string words;  // a sentence: what happens
  std::function<void(Stage&)> act = {};
  Span then = std::chrono::seconds{1};
};
using Steps = std::vector<Step>;

// What today's code is known not to do, and random schedules are not judged by until it does: each with its
// reason in random.cpp. Scenes are judged without any.
struct Allowances {
  bool an_older_alert_that_calls_counts = false;
  bool unseen_ends_are_no_ends = false;
  bool held_events_leave = false;
};

struct Schedule {
  Setting setting = {};
  std::vector<std::string> things{"web01", "web01/HTTP", "web01/Disk", "db01", "db01/SQL"};
  Steps steps = {};
  // What comes after the last step: so long it may take until all is told, and so long nothing may be sent.
  Span until_told = std::chrono::minutes{7};
  Span silence = std::chrono::minutes{3};
  Allowances allowances = {};
  std::uint32_t seed = 1;  // of all chance
};

// Which of the laws: 1 who must be called is called, 2 nobody is called for nothing, 3 what is over ends (and
// nothing else does), 4 nobody is talked over, 5 silence, 6 truth, 7 order and pace, 8 nothing is lost.
struct Broken {
  int law = 0;
  std::string words;
  Time at{};
};

struct Played {
  std::vector<Broken> broken = {};
  std::string story = {};  // every sentence, with its time
  bool breaks(int law) const;
};
Played play(const Schedule& schedule);

}  // namespace ilert_bridge::simulation
