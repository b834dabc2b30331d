// The laws as far as a soak can judge them from outside, while it goes on and when all has healed. Written
// without the rules of core/, to be their judge. Each answer is a list of sentences about what does not hold.
//
// Judged always: an ALERT is only of what was a problem; nothing is said out of order; no alert source gets
// more in a minute than its route may send; nobody is called more often than there were causes. Judged at
// rest: who must be called has an open alert (accepted counts); nothing that is over is open; what is
// acknowledged is accepted; nothing is sent any more; the journal lost nothing; `status` is ok and counts
// right.
//
// Not judged: how soon a call comes while something is wrong. That an acceptance of an earlier problem calls
// nobody for the next one. Whoever had an alert resolved, adopted or dropped by a person may stay without one
// until the problem was over and all was at rest. A route that is renamed or gets another key. Many objects
// that vanish at once, cores that come back with old states, clocks that jump. Those belong to the simulation
// of the rules.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/nightly/soak_scene.hpp"

namespace ilert_bridge::soak {

using Wrongs = std::vector<std::string>;

// What the soak did to the subjects since all was last at rest.
class Book {
 public:
  // Of whom nobody looks at meanwhile nothing is forgotten: the site's log tells it later.
  void begin_anew(const std::function<bool(const Subject&)>& is_unwatched) {
    std::erase_if(past_, [&](const auto& one) { return !is_unwatched(one.first); });
  }
  void became_problem(const Subject& subject) { past_[subject].was_problem = true; }
  void may_call(const Subject& subject) { ++past_[subject].causes; }
  void dismissed_by_hand(const Subject& subject) { past_[subject].dismissed = true; }

  bool was_problem(const Subject& subject) const { return of(subject).was_problem; }
  bool was_dismissed(const Subject& subject) const { return of(subject).dismissed; }
  int causes(const Subject& subject) const { return of(subject).causes; }

 private:
  struct Past {
    bool was_problem = false, dismissed = false;
    int causes = 0;
  };
  const Past& of(const Subject& subject) const {
    static const Past none;
    const auto found = past_.find(subject);
    return found == past_.end() ? none : found->second;
  }
  std::map<Subject, Past> past_;
};

class Laws {
 public:
  Laws(Scene& scene, const Book& book) : scene_(scene), book_(book) {}

  // All that ilert got since it was asked last.
  Wrongs wrong_on_the_way();
  // Whether ilert shows what Checkmk shows; only where nothing is in motion.
  Wrongs disagreement() const;
  Wrongs still_open() const;  // any alert at all
  // `status` is ok, and counts no more than there is.
  Wrongs wrong_status() const;
  // Every event recorded since then came to its end, and both sides know of each.
  Wrongs loss(Time since) const;
  // Nobody was called more often than there were causes, since the book was begun.
  Wrongs needless_calls(Time since) const;
  std::size_t events() const;  // that ilert got, ever

 private:
  Wrongs wrong_event(const doubles::ReceivedEvent& event);
  Wrongs over_budget(const std::vector<doubles::ReceivedEvent>& events) const;

  Scene& scene_;
  const Book& book_;
  std::size_t judged_ = 0;                                         // so many events
  std::map<std::pair<std::string, std::string>, EventId> newest_;  // by source and key
};

}  // namespace ilert_bridge::soak
