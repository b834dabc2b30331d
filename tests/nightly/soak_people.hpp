// What people do, drawn by chance: in ilert, with the program's commands, with its configuration, and with
// the daemon itself.
#pragma once

#include <string>

#include "tests/nightly/soak_trouble.hpp"

namespace ilert_bridge::soak {

class People {
 public:
  People(Scene& scene, Book& book, Churn& churn, Chance& chance)
      : scene_(scene), book_(book), churn_(churn), chance_(chance) {}

  void one_thing(double now, bool may_end_the_daemon, Counts& counts);
  void end_what_is_over(double now) { later_.do_what_is_due(now); }
  // The daemon runs, its configuration is good, and all commands have ended.
  void calm_down();
  const Wrongs& complaints() const { return complaints_; }

 private:
  // Each says what it was.
  std::string in_ilert();
  std::string command();
  std::string adopt_or_drop();
  std::string reload(double now);
  std::string reload_a_broken_file(double now);
  std::string end_the_daemon(double now);
  bool guest_is_drained() const;

  Scene& scene_;
  Book& book_;
  Churn& churn_;
  Chance& chance_;
  Later later_;
  bool broken_ = false;  // the configuration's file
  Wrongs complaints_;
};

}  // namespace ilert_bridge::soak
