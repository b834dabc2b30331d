// One site's loop: look, decide, fetch texts for what is about to be said, journal. It knows the site only
// through ports.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/core/manner.hpp"
#include "ilert-bridge/core/pace.hpp"
#include "ilert-bridge/core/repeats.hpp"
#include "ilert-bridge/core/run_before.hpp"
#include "ilert-bridge/core/waking.hpp"
#include "ilert-bridge/core/watchdog.hpp"
#include "ilert-bridge/daemon/core_watch.hpp"
#include "ilert-bridge/daemon/ledger.hpp"
#include "ilert-bridge/daemon/lookback.hpp"
#include "ilert-bridge/daemon/site_comments.hpp"
#include "ilert-bridge/daemon/tasks.hpp"
#include "ilert-bridge/livestatus/source.hpp"

namespace ilert_bridge {

struct WatchPorts {
  std::function<boost::asio::awaitable<Asked<Look>>(std::vector<Subject> by_name)> look;
  // `among`: how many there were between the first and the last of them in the look.
  std::function<boost::asio::awaitable<Asked<std::map<Subject, Texts>>>(std::vector<Subject> subjects,
                                                                        std::size_t among)>
      texts;
  // The rest may be empty: then the site is polled, and looking costs it nothing.
  std::function<Effort()> effort;             // of the looks since the last call
  std::function<std::string()> away;          // what the last look did without (Source::away)
  std::function<std::string()> period_doubt;  // Source::period_doubt
  std::function<std::optional<std::chrono::steady_clock::time_point>()> heard_at;
  std::function<boost::asio::awaitable<Asked<bool>>()> learn_to_wait;
  std::function<boost::asio::awaitable<Asked<void>>()> arm;
  std::function<boost::asio::awaitable<Asked<Waited>>()> wait;
  std::function<void()> let_go;
  LogPort log;
  PulsePort pulse;
  CommentPort comments;
};
WatchPorts ports_of(Source& source);

// When that was by the wall clock as it is set now.
Time on_the_wall(std::chrono::steady_clock::time_point moment, Time at);

// What the journal has to keep of a look's decisions. `texts` may lack subjects: their events go without.
Recording recording_of(const std::vector<Decision>& decisions, const std::map<Subject, Texts>& texts,
                       std::string_view web_url, std::string_view bridge_name, Time now);

// A person says: what is there now is known already.
struct AdoptOrder {
  std::string route;  // empty: all
  std::string who;
};
struct AdoptCount {
  std::size_t dismissed = 0;  // problems that count as told
  std::size_t removed = 0;    // missing objects that count as removed
  std::size_t unrouted = 0;   // taken from a route that does not match them any more
};
struct Adopted {
  std::string site;
  std::map<std::string, AdoptCount> routes;
  std::string fault;  // why nothing was adopted
};

class Watch {
 public:
  Watch(SiteSettings site, std::vector<Route> routes, std::string bridge_name, WatchPorts ports,
        Ledger& ledger);

  // Looks until cancelled. Throws CommitFailed only.
  boost::asio::awaitable<void> run();
  // Beside it, until cancelled: waits for the server to wake us, as long as that is worth it.
  boost::asio::awaitable<void> heed();
  // Likewise: a look may last for long, and that nothing is seen meanwhile must be said before its end.
  boost::asio::awaitable<void> mind_silence();
  // What it does every few seconds.
  void say_if_unanswered(Time at);
  // One look; true if the site answered completely and what it said is journalled.
  boost::asio::awaitable<bool> look_once();

  // Looks at once and carries the order out with that look, or with the first one that is complete.
  void adopt(AdoptOrder order);
  void adopt_no_more() { order_.reset(); }
  std::optional<Adopted> adopted() { return std::exchange(adopted_, std::nullopt); }  // once, when it is done

  // From now on what people say in Checkmk is told: `author` stands for ilert there.
  void converse(const std::string& author, Span interval);
  // Null while nobody listens.
  const SiteComments* comments() const { return comments_ ? &*comments_ : nullptr; }

  // Told of every complete look's decisions, before they are journalled.
  void on_decisions(std::function<void(const std::vector<Decision>&)> callback) {
    on_decisions_ = std::move(callback);
  }

  using Clock = std::chrono::steady_clock;
  struct Health {
    std::optional<Time> answered_at;  // of the last complete look, by the wall clock as it was set then
    // By the clock that does not jump, and that stands while the machine sleeps: neither is the site's
    // silence.
    std::optional<Clock::time_point> answered;      // the same moment
    std::optional<Clock::time_point> silent_since;  // while it does not answer: since it first owed an answer
    std::string fault;
    // It answers, but for some of the servers behind it; while that lasts.
    std::optional<Clock::time_point> away_since;
    std::string away;  // then: which, and why
    std::size_t problems = 0;
    Span took{};  // the last complete look
  };
  // How the site is watched now, and why so: "woken by the server, at the latest every 5 s".
  Manner manner() const;
  const Health& health() const { return health_; }
  const SiteSettings& site() const { return site_; }
  Turn turn() const { return turn_; }
  const Lookback& lookback() const { return lookback_; }
  const Pulse& pulse() const { return core_.pulse(); }
  // What is read beside the looks.
  std::vector<const SideReading*> side_readings() const;

 private:
  boost::asio::awaitable<bool> look_and_decide();
  void note_pace();
  bool site_answers() const { return health_.answered_at && !health_.silent_since; }
  bool may_wait(Clock::time_point at);
  boost::asio::awaitable<bool> prepare_to_wait();
  boost::asio::awaitable<bool> wait_once();
  boost::asio::awaitable<bool> ask_for_a_look();
  void wait_failed(const AskFailure& failure);
  void say_manner();
  struct Batch;
  boost::asio::awaitable<bool> journal_decisions(const Look& look);
  boost::asio::awaitable<bool> journal_batch(Batch& batch);
  boost::asio::awaitable<std::optional<std::map<Subject, Texts>>> texts_of(Batch& batch);
  void answered(const Look& look);
  void unanswered(const AskFailure& failure);
  void note_away(Time at);
  void note_periods(Time at);
  void say_silence(Time at);
  Span silent_for() const;  // or away; 0: all of it answers
  void say_what_is_held(Time at);
  void carry_out_order(const Look& look);
  std::vector<Subject> whom_to_ask_for() const;
  Span pause();

  SiteSettings site_;
  std::vector<Route> routes_;
  std::string bridge_name_;
  WatchPorts ports_;
  Ledger& ledger_;
  Lookback lookback_;
  CoreWatch core_;
  SideReading periods_;
  RunBefore run_before_;
  std::optional<SiteComments> comments_;
  Health health_;
  Repeats fault_;
  Repeats away_fault_;
  Clock::time_point started_at_ = Clock::now();
  Turn turn_;
  std::optional<Time> due_;
  int failures_ = 0;
  int textless_ = 0;
  std::function<void(const std::vector<Decision>&)> on_decisions_;
  std::optional<AdoptOrder> order_;
  std::optional<Adopted> adopted_;
  std::optional<Wakeup> wakeup_;  // since run()
  bool look_now_ = false;         // a person wants to know
  Pace pace_;
  Span asked_pause_{};      // after the last look, by the clock and the configuration alone
  Print print_;             // of the last complete look
  News news_ = News::none;  // what the look that runs, or ran last, showed that the one before did not
  std::optional<Clock::time_point> looking_since_;
  std::optional<Clock::time_point> unanswered_since_;  // the look under way, while the site owes answers
  Span quiet_for(Clock::time_point at) const;          // then: since its last answer
  std::uint64_t looks_begun_ = 0;
  Waking waking_;
  WakeDoubt said_doubt_ = WakeDoubt::unasked;
  std::optional<Wakeup> heeding_;  // since heed()
  bool is_armed_ = false;
  std::minstd_rand chance_{std::random_device{}()};
};

}  // namespace ilert_bridge
