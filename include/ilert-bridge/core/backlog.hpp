// Everything that waits on one route, and which key's turn it is. A cache of the journal: who changes the
// journal says so here. Pure; time is an argument.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "ilert-bridge/core/collapse.hpp"

namespace ilert_bridge {

// The HIGH calls that wait, for people: problems that somebody must be called for.
struct Census {
  std::size_t hosts = 0;
  std::size_t services = 0;
  // Groups, or hosts where groups are not sent, with how many of the above: most first, three at most.
  std::vector<std::pair<std::string, std::size_t>> most_hit;
  bool by_group = false;
  std::size_t calls() const { return hosts + services; }
};

class Backlog {
 public:
  explicit Backlog(Replay replay) : replay_(replay) {}

  void add(const WaitingRow& row);
  // The key's queue as somebody changed it by hand.
  void replace(const std::string& key, const std::vector<WaitingRow>& rows);
  void remove(const std::string& key, EventId event);  // settled, in whatever way
  void outcome_unknown(const std::string& key, EventId event);
  void hear(const std::string& key, const Heard& heard);
  void want(const std::string& key, Told wanted);
  // Held: an ALERT that ilert has not taken waits, neither sent nor superseded, and whatever is behind it.
  void hold(const std::string& key, bool held);

  Heard heard(const std::string& key) const;
  Told wanted(const std::string& key) const;
  const Plan* plan(const std::string& key) const;  // nothing if nothing waits

  // Every eighth turn belongs to whoever has waited longest, so that nothing starves; else the most urgent,
  // of these the oldest. Keys under way, and those that must wait by themselves, are passed over.
  // `probing_since` is the turn at which the path became doubtful: from then on every key gets its try before
  // one gets a second.
  std::optional<std::string> next(Time now, std::uint64_t turn,
                                  std::optional<std::uint64_t> probing_since) const;
  // The oldest key that would page somebody of what was recorded after `since` and not tried after that turn.
  std::optional<std::string> new_page(Time now, Time since, std::uint64_t turn) const;
  // The earliest time at which a key that must wait by itself may go; nothing if none waits so.
  std::optional<Time> next_due(Time now) const;

  void begin(const std::string& key, std::uint64_t turn);  // one of it is under way
  // The key waits by itself until then: a minute at most, whatever the clock does meanwhile.
  void end(const std::string& key, Time not_before);
  bool is_under_way(const std::string& key) const;
  // What waits was parked before: it is no news for a storm, and its failure says nothing of the route.
  bool is_tried_again(const std::string& key) const;

  // Keys with waiting events of which none has to be told, none under way: at most `limit`.
  std::vector<std::string> idle_keys(std::size_t limit) const;

  // When the oldest of what is to be sent was recorded: not of what is held.
  std::optional<Time> oldest() const;
  std::size_t events() const { return events_; }
  std::size_t requests() const { return requests_; }
  std::size_t calls() const { return calls_; }  // HIGH ones, of hosts and services
  Census census() const;
  // HIGH calls that wait since then or longer, whatever is in their way but that they are held: how many, and
  // the oldest of them, three at most.
  struct Unanswered {
    std::size_t count = 0;
    std::vector<std::pair<Subject, Time>> oldest;
  };
  Unanswered unanswered(Time decided_before) const;

 private:
  struct Key {
    Subject subject;
    std::vector<std::string> groups;
    std::vector<Waiting> queue;  // oldest first
    Heard heard;
    Told wanted = Told::none;
    bool held = false;
    Plan plan;
    bool under_way = false;
    Time not_before{};
    std::uint64_t last_turn = 0;
  };
  using Keys = std::map<std::string, Key, std::less<>>;
  using Node = Keys::value_type;
  using ByUrgency = std::tuple<Urgency, Time, EventId, const Node*>;
  using ByAge = std::tuple<Time, EventId, const Node*>;

  static bool must_wait(const Key& key, Time now);
  static bool is_tried_again(const Key& key);
  static bool is_call(const Key& key);
  static bool holds_a_call(const Key& key);
  void forget(Keys::iterator at);
  void decide(Keys::iterator at);
  Keys::iterator find_or_make(const std::string& key) { return keys_.try_emplace(key).first; }
  void drop_if_blank(Keys::iterator at);
  const Node* longest_waiting(Time now) const;
  const Node* most_urgent(Time now) const;
  const Node* least_tried(Time now, std::uint64_t since) const;

  Replay replay_;
  Keys keys_;
  std::set<ByUrgency> by_urgency_;  // keys with something to send
  std::set<ByAge> by_age_;
  std::set<const Node*> idle_;
  std::size_t events_ = 0;
  std::size_t requests_ = 0;
  std::size_t calls_ = 0;
};

}  // namespace ilert_bridge
