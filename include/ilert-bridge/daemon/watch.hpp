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
#include "ilert-bridge/core/watchdog.hpp"
#include "ilert-bridge/daemon/ledger.hpp"
#include "ilert-bridge/daemon/tasks.hpp"
#include "ilert-bridge/livestatus/source.hpp"

namespace ilert_bridge {

struct WatchPorts {
  std::function<boost::asio::awaitable<Asked<Look>>(std::vector<Subject> by_name)> look;
  std::function<boost::asio::awaitable<Asked<std::map<Subject, Texts>>>(std::vector<Subject> subjects)> texts;
};
WatchPorts ports_of(Source& source);

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
  // One look; true if the site answered completely and what it said is journalled.
  boost::asio::awaitable<bool> look_once();

  // Looks at once and carries the order out with that look, or with the first one that is complete.
  void adopt(AdoptOrder order);
  void adopt_no_more() { order_.reset(); }
  std::optional<Adopted> adopted() { return std::exchange(adopted_, std::nullopt); }  // once, when it is done

  // Told of every complete look's decisions, before they are journalled.
  void on_decisions(std::function<void(const std::vector<Decision>&)> callback) {
    on_decisions_ = std::move(callback);
  }

  struct Health {
    std::optional<Time> answered_at;   // of the last complete look
    std::optional<Time> silent_since;  // while it does not answer
    std::string fault;
    std::size_t problems = 0;
    Span took{};  // the last complete look
  };
  const Health& health() const { return health_; }
  const SiteSettings& site() const { return site_; }
  Turn turn() const { return turn_; }

 private:
  boost::asio::awaitable<bool> journal_decisions(const Look& look);
  void answered(const Look& look);
  void unanswered(const AskFailure& failure);
  void say_silence(Time at);
  void say_removal(const MissingCount& count, Time at);
  void carry_out_order(const Look& look);
  Span pause();

  SiteSettings site_;
  std::vector<Route> routes_;
  std::string bridge_name_;
  WatchPorts ports_;
  Ledger& ledger_;
  Health health_;
  std::string said_fault_;  // in the log, since the site fell silent
  Time fault_said_at_{};
  Time started_at_;
  Turn turn_;
  std::optional<Time> due_;
  int failures_ = 0;
  int textless_ = 0;
  std::function<void(const std::vector<Decision>&)> on_decisions_;
  std::optional<AdoptOrder> order_;
  std::optional<Adopted> adopted_;
  std::optional<Wakeup> wakeup_;  // since run()
  std::minstd_rand chance_{std::random_device{}()};
};

}  // namespace ilert_bridge
