// What happens to the hosts and services of the sites, drawn by chance: they fail and recover, hard and soft,
// are acknowledged, in a downtime, flap, are muted, leave and come back. The book learns of each.
#pragma once

#include <functional>
#include <map>
#include <random>
#include <string>

#include "tests/nightly/soak_laws.hpp"
#include "tests/nightly/soak_scene.hpp"

namespace ilert_bridge::soak {

using Chance = std::mt19937;
int drawn(Chance& chance, int below);  // 0 … below - 1
Subject any_subject(const Scene& scene, Chance& chance);

class Churn {
 public:
  Churn(Scene& scene, Book& book, Chance& chance) : scene_(scene), book_(book), chance_(chance) {}

  // Counts what it was. That something left is believed only after a minute, so who has no time goes without.
  void one_thing(std::map<std::string, int>& counts, bool may_leave);
  void check(const Subject& subject, int state, doubles::Certainty certainty = doubles::Certainty::hard);
  // Every mute, flapping and soft state ends; what fails goes on to fail, acknowledged or not.
  void settle();
  void all_recover();   // and what left is there again
  void all_may_call();  // for a reason that is none of theirs

 private:
  bool is_there(const Subject& subject);
  void fail_many();
  void down_or_up(const Subject& subject);
  void acknowledge(const Subject& subject);
  void rest(const Subject& subject);  // a downtime begins or ends
  void flap(const Subject& subject);
  void mute(const Subject& subject);
  void leave_or_return(const Subject& subject);
  void settle(const Subject& subject);

  Scene& scene_;
  Book& book_;
  Chance& chance_;
};

}  // namespace ilert_bridge::soak
