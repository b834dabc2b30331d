// Plays a schedule: the world and its site, ilert, people, the administrator, and the daemon itself in its
// lives (Bridge, with everything in it), on one clock in one process. The oracle watches.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/doubles/temporary.hpp"
#include "tests/simulation/ilert.hpp"
#include "tests/simulation/oracle.hpp"
#include "tests/simulation/schedule.hpp"
#include "tests/simulation/site.hpp"

namespace ilert_bridge {
class Bridge;
}

namespace ilert_bridge::simulation {

class Stage {
 public:
  explicit Stage(const Schedule& schedule);
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  Played play();

  // For the steps.
  doubles::World world;
  Oracle oracle;
  Ilert ilert;
  Site site;
  Setting setting;
  void reload();            // the file, by a signal
  void start();             // the daemon
  void stop();              // it, in order
  void kill();              // it, with -9
  void lose_the_journal();  // while it does not run
  void save_states();       // of the core
  void crash_the_core();    // it comes back with what was saved
  void say(const std::string& sentence);
  std::string folder() const { return home().string(); }

 private:
  void live();
  void idle(std::chrono::steady_clock::time_point deadline);
  void go_on_until(std::chrono::steady_clock::time_point deadline);
  void happens();
  void settle_down();
  void notice();
  void end_the_daemon();
  std::filesystem::path home() const;

  const Schedule& schedule_;
  doubles::TemporaryFolder folder_;
  int homes_ = 0;  // a kill leaves the files of the dead behind
  std::size_t next_ = 0;
  std::chrono::steady_clock::time_point due_;
  std::chrono::steady_clock::time_point noticed_, next_beat_;
  enum class Scene { playing, settling, silence, over } scene_ = Scene::playing;
  bool should_run_ = true;
  bool told_to_end_ = false;
  bool is_dead_ = false;  // what runs is a corpse: nobody hears it
  bool acting_ = false;
  Bridge* bridge_ = nullptr;
  std::map<std::pair<std::string, std::string>, doubles::ObjectRow> saved_;
  std::string story_;
};

}  // namespace ilert_bridge::simulation
