// The past of one host and its services, played through the rules line by line.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

#include "ilert-bridge/core/backtest.hpp"
#include "ilert-bridge/core/event.hpp"

namespace ilert_bridge {

class PastHost {
 public:
  PastHost(const Chronicle& chronicle, const Today& today, const std::vector<Route>& routes);
  // Appends to `into`. The story as it came.
  void play(Chronicle::Story story, Time until, PastCalls& into);

 private:
  // What ilert shows of an object on a route.
  struct Shown {
    Heard heard;
    std::optional<std::size_t> call;  // the last one; index into calls_
  };
  struct Actor {
    Chronicle::SubjectNumber number = 0;
    Sighting sighting;
    Time checked{};             // the line that told the state
    std::vector<Time> to_come;  // such lines, the next one last
    bool downtime = false;
    bool exists = false;                 // today
    std::optional<std::size_t> problem;  // index into problems_, while it lasts
    std::optional<Time> notified;        // the last notification
    bool notified_stray = false;         // which belonged to no problem
    std::optional<Time> due;             // to be looked at by itself
    std::map<const Route*, Shown> shown;
  };
  using Due = std::pair<Time, Actor*>;

  void cast(const Chronicle::Story& story);
  static void be_well(Observation& observation, bool is_host);
  void recall(const Chronicle::Story& story);
  void take(const Chronicle::Entry& entry);
  void take_state(Actor& actor, const Chronicle::Entry& entry);
  void take_notification(Actor& actor, Time at);
  void claim_notification(Actor& actor, Time at);
  void begin_or_end(Actor& actor, const Chronicle::Entry& entry);
  void touch(Actor& actor) { touched_.push_back(&actor); }
  void touch_all();
  void look(Time now);
  void look_at(Actor& actor, Time now);
  Time last_check(const Actor& actor, Time now) const;
  void refresh(Actor& actor, Time now) const;
  void decided(Actor& actor, Decision& decision, Time now);
  void deliver(Actor& actor, const Decision& decision, Time now);
  void sent(Actor& actor, Shown& shown, EventType type, const Decision& decision, Time now);
  void note_why_not(const Actor& actor, const Decision& decision);
  void look_again(Actor& actor, const std::vector<Decision>& decisions);
  bool is_over_today(const PastProblem& problem) const;
  void hand_over(PastCalls& into) const;

  const Chronicle& chronicle_;
  const Today& today_;
  const std::vector<Route>& routes_;
  std::deque<Actor> actors_;  // they do not move
  std::map<Chronicle::SubjectNumber, Actor*> by_number_;
  Actor* host_ = nullptr;    // if the story names it
  bool tells_host_ = false;  // whether it is up
  Reports reports_;
  std::vector<Actor*> touched_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> dues_;
  std::vector<PastProblem> problems_;
  std::vector<char> confirmed_;  // of each problem
  std::vector<PastCall> calls_;
  std::uint32_t stray_ = 0;
};

}  // namespace ilert_bridge
