// The oracle: asserts the laws of ilert-bridge-events(7) over time. It sees the world itself, what people and
// the administrator do, and what reaches ilert; of the daemon it sees nothing. It states both bounds: who
// must be called, and within which time, and for whom no alert may open. Shares no code with core/.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/doubles/ilert_alerts.hpp"
#include "tests/doubles/world.hpp"
#include "tests/simulation/schedule.hpp"
#include "tests/simulation/traffic.hpp"
#include "tests/simulation/truth.hpp"

namespace ilert_bridge::simulation {

class Oracle : public Witness {
 public:
  using Say = std::function<void(const std::string&)>;
  Oracle(const doubles::World& world, Allowances allowances, Say say)
      : world_(world), allowances_(allowances), say_(std::move(say)) {}
  void watches(const std::vector<doubles::AlertView>& alerts) { alerts_ = &alerts; }

  // The daemon has this configuration now.
  void configured(const Setting& setting);
  void knows(const Thing& thing) { memories_[thing]; }

  // Before and after everything that happens, and every second. `well`: nothing is in the daemon's way now,
  // so its bounds run. `sees`: it runs, and the site answers it.
  void notice(bool well, bool sees);

  // What happens.
  void checked(const Thing& thing);
  void crashed_back(const Thing& thing) { memories_[thing].stale = true; }
  void core_restarted();
  void vanished_with_many(const Thing& thing) { memories_[thing].held = true; }
  void is_back(const Thing& thing) { memories_[thing].held = false; }
  void regrouped_with_many(const Thing& thing, const std::string& route) { memories_[thing].pinned = route; }
  void dismissed(const Thing& thing);  // by hand, or by a person in ilert while the policy is to ignore it
  void taken_back_in_ilert(const Thing& thing);
  void killed();  // nothing of the daemon is under way any more
  void ended_by_itself(const std::string& why) { breaks(8, "the daemon ended by itself: " + why); }
  void must_never_say(const std::string& words) { forbidden_.push_back(words); }
  void journal_was_lost() { lost_journal_at_ = now(); }
  // From now on nothing may be sent.
  void expects_silence() { silent_since_ = now(); }
  void expects_no_own_alert();

  const std::vector<Broken>& broken() const { return broken_; }

  void attempt_begins(const std::string& source, const std::string& key) override;
  void attempt_ends(const std::string& source, const std::string& key, bool unknown) override;
  void takes(const Taken& event) override;
  void refuses_the_shape(const std::string& why) override;

 private:
  // What a rise of the priority has made a new call of.
  struct Risen {
    Time at;
    std::optional<Time> call;
    bool called, dismissed;
  };
  // Of a thing at an alert source.
  struct Past {
    bool is_new = true;
    Should should = Should::clear;
    bool over = true;       // it was clear since the last call
    bool glimpsed = false;  // it was, and too short to be seen for certain
    bool unsure = false;    // it was so, and it is a problem again: of another call if anybody saw it
    bool high = false;
    bool dismissed = false;
    bool adopts = false;         // its first look is to come, and dismisses what it shows
    std::string overruled = {};  // the acknowledgement that a call overruled
    int causes = 0;              // to call: so many alerts may open
    int opened = 0;              // alerts
    int unknown = 0;             // attempts whose outcome nobody knows
    std::optional<Time> call;    // that must be called, since when
    bool called = false;
    Time since{};         // it should be as it is
    Time must_since{};    // somebody must be called and is not
    Time alerting_at{};   // when it last was
    Time accepting_at{};  // likewise
    Time clear_at{};
    bool was_accepted = false;
    int accepted_badness = 0;
    std::optional<Risen> risen;        // the newest, while it lasts
    bool fell_while_better = false;    // an acknowledgement, and it is better than it was then
    std::optional<Time> taken_back;    // in ilert, by a person
    std::optional<Time> doubtful_end;  // of a RESOLVE, until an ALERT follows
  };
  using Place = std::pair<Thing, std::string>;  // and alert source

  void notice_each();
  void end_of_adopting(bool sees);
  bool overrules(const Past& past, const std::string& acknowledgement) const;
  void notice(const Thing& thing, const RouteSetting& route, const doubles::WorldState& world);
  static void is_over(Past& past);
  static void says_it_is_over(Past& past);
  void fall_back(Past& past) const;
  void begin_call(Past& past, bool must);
  void judge(const Thing& thing, const RouteSetting& route, Past& past, Time by);
  void judge_pace(const std::string& source);
  std::size_t calls_waiting(const std::string& source) const;
  Time bound(const RouteSetting& route) const;
  void take_alert(const Taken& event, const Thing& thing, Past& past);
  void take_own(const Taken& event);
  const Thing* thing_with(const std::string& key) const;
  void breaks(int law, const std::string& words);
  bool is_open(const std::string& source, const Thing& thing, bool* calls = nullptr) const;

  const doubles::World& world_;
  Allowances allowances_;
  Say say_;
  const std::vector<doubles::AlertView>* alerts_ = nullptr;  // that ilert shows
  Setting setting_;
  Memories memories_;
  std::map<Place, Past> pasts_;
  std::set<std::string> sources_;                     // that were configured at any time
  std::map<std::string, std::deque<Time>> attempts_;  // by source, of the last minute
  std::map<std::string, int> budgets_;                // by source, the largest
  std::map<std::pair<std::string, std::string>, int> under_way_;
  std::map<std::string, std::string> own_;  // open own alerts: key, what of
  std::vector<std::string> forbidden_;
  std::optional<Time> silent_since_, lost_journal_at_, adopting_until_;
  Time well_since_{}, seen_at_{}, seen_since_{};
  bool well_ = false;
  std::vector<Broken> broken_;
};

const std::string& key_of(const Thing& thing);  // the alert key

}  // namespace ilert_bridge::simulation
