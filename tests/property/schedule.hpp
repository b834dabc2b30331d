// Plays a schedule: the world, the site, the bridge in its lives, ilert, and the oracle that watches.
#pragma once

#include <memory>
#include <string>

#include "tests/doubles/temporary.hpp"
#include "tests/property/bridge.hpp"
#include "tests/property/pager.hpp"
#include "tests/property/site.hpp"
#include "tests/property/step.hpp"

namespace ilert_bridge::property {

class Schedule {
 public:
  explicit Schedule(const Setting& setting);
  ~Schedule();

  // Plays them, then lets all come to rest. Empty, or the first thing that was wrong and the story of it.
  std::string play(const Steps& steps);

 private:
  void take(const Step& step);
  void change_world(const Step& step, const Thing& thing, bool is_there);
  void check(const Thing& thing, int kind, doubles::Certainty certainty);
  void toggle(const Step& step, const Thing& thing);
  void restart(bool keep_states, std::chrono::seconds until_downtimes_count);
  void crash();
  void save();
  void look(Mishap mishap, const std::string& words);
  void look_badly(const Step& step);
  void deliver();
  void trouble(const Step& step);
  void start_bridge();
  void kill();
  void pass(Span span);
  void settle_world();
  void come_to_rest();
  void judge();
  void heard(const Recording::Change& change);
  void say(const std::string& sentence);
  void wrong(const std::string& what);

  doubles::TemporaryFolder folder_;
  doubles::World world_;
  Route route_;
  Truth truth_;
  Pager pager_;
  Site site_;
  std::map<std::pair<std::string, std::string>, doubles::ObjectRow> saved_;
  std::unique_ptr<BridgeLife> bridge_;
  std::string story_, wrong_;
};

}  // namespace ilert_bridge::property
