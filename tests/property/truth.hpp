// The oracle: it sees the world itself, knows the policy, and remembers what happened to each object. Written
// without the rules of core/, to be their judge.
#pragma once

#include <array>
#include <map>
#include <string>

#include "ilert-bridge/core/policy.hpp"
#include "ilert-bridge/journal/journal.hpp"
#include "tests/doubles/ilert_alerts.hpp"
#include "tests/doubles/world.hpp"

namespace ilert_bridge::property {

struct Thing {
  std::string host, description;
};
const std::array<Thing, 5>& all_things();
Subject subject_of(const Thing& thing);
std::string text_of(const Thing& thing);

class Truth {
 public:
  Truth(const doubles::World& world, Route route) : world_(world), route_(std::move(route)) {}

  // Before and after everything that happens, time that passes included.
  void notice();
  void core_restarted();
  // Its states are those of another time until it is checked again.
  void reverted(const Thing& thing);
  void checked(const Thing& thing);
  void bridge_looked();
  void retried_by_hand(const Subject& subject) { past_[subject].by_hand = true; }

  // Sentences about what is wrong; empty when all is well.
  std::string wrong_with(const Recording::Change& change);
  std::string wrong_pages(const Subject& subject, int pages) const;
  std::string wrong_end(const Subject& subject, Time alert_since) const;  // of an alert, by a RESOLVE
  std::string wrong_finally(const Thing& thing, const doubles::AlertView* newest) const;

 private:
  enum class Should { hold, clear, alert, accept };
  struct Past {
    Should should = Should::clear;
    Should before_restart = Should::clear;
    int causes_to_page = 0;
    bool over = true;           // it was clear since the last cause
    bool was_accepted = false;  // in this run of the core, and not alerting since
    bool stale = false;
    Priority priority = Priority::low;
    bool was_bad = false;  // ever
    Time clear_at{}, problem_seen_at{}, restarted_at{}, accepted_at{};
    int accepted_badness = 0;
    bool by_hand = false;          // an old event of it was sent again because a person wanted it
    bool accept_may_last = false;  // of an acknowledgement that fell without a cause to page
  };
  Should should(const Thing& thing) const;
  Should should_now(const doubles::WorldState& world, const Thing& thing) const;
  State state(const Thing& thing) const;
  std::string wrong_event(const Past& past, const Recording::Change& change, std::size_t which) const;

  const doubles::World& world_;
  Route route_;
  std::map<Subject, Past> past_;
};

}  // namespace ilert_bridge::property
