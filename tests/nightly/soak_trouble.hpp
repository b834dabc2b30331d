// What goes wrong around the daemon, drawn by chance: sites that are silent, slow or cut their answers, cores
// that restart, ilert that refuses, hangs or loses answers. Whatever begins here ends by itself, or with
// heal().
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

#include "tests/nightly/soak_churn.hpp"

namespace ilert_bridge::soak {

using Counts = std::map<std::string, int>;  // of what happened

// What is to happen later, in seconds since the soak began.
class Later {
 public:
  void at(double when, std::function<void()> what) { all_.emplace(when, std::move(what)); }
  void do_what_is_due(double now);
  void do_all();

 private:
  std::multimap<double, std::function<void()>> all_;
};

class Trouble {
 public:
  Trouble(Scene& scene, Book& book, Chance& chance) : scene_(scene), book_(book), chance_(chance) {}

  void one_thing(double now, Counts& counts);
  void end_what_is_over(double now) { later_.do_what_is_due(now); }
  void heal();

 private:
  double in_a_while(double now) { return now + 1 + drawn(chance_, 40); }
  // Each says what it was.
  std::string spoil_answers(Place& place);
  std::string trouble_place(Place& place, double end);
  std::string take_away(Place& place, double end);
  std::string lose_a_peer(double end);
  std::string trouble_ilert(double end);
  std::string take_ilert_away(double end);
  std::string refuse_one_event();

  Scene& scene_;
  Book& book_;
  Chance& chance_;
  Later later_;
  std::set<const Place*> away_;
  bool ilert_is_away_ = false;
};

}  // namespace ilert_bridge::soak
