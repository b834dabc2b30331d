// The way back's first half: asks ilert what it shows of our alerts, journals what Checkmk has to hear of it,
// and sees to it that both agree. Delivery does not depend on it: whatever is wrong here, it pauses, says
// why, and tries again.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/core/agreement.hpp"
#include "ilert-bridge/core/conversation.hpp"
#include "ilert-bridge/core/repeats.hpp"
#include "ilert-bridge/core/status.hpp"
#include "ilert-bridge/daemon/alert_reader.hpp"
#include "ilert-bridge/daemon/ledger.hpp"
#include "ilert-bridge/net/http_client.hpp"

namespace ilert_bridge {

struct SyncPorts {
  RestPort ask;
  std::function<void()> ordered;  // something is to be done in Checkmk
};

class Sync {
 public:
  // `sites` are those that are looked at.
  Sync(SyncSettings settings, std::string url, std::vector<SyncRoute> routes,
       std::set<std::string, std::less<>> sites, SyncPorts ports, Ledger& ledger);

  // Asks until cancelled. Throws CommitFailed.
  boost::asio::awaitable<void> run();
  // Everything once. Nothing went wrong: true.
  boost::asio::awaitable<bool> round();
  // What only this loop knows; orders are in the journal.
  SyncStatus status() const;

 private:
  using Alerts = std::vector<ShownAlert>;
  using Place = std::pair<std::string, std::string>;  // route, key
  // What became of a key that is unseen.
  struct End {
    enum class Kind : std::uint8_t { unknown, traceless, by_ilert };
    Unseen unseen;
    Kind kind = Kind::unknown;
    bool again = false;  // the answer before said the same
  };
  using Ends = std::map<Place, End>;
  // What ilert shows open: the newest alert of each key.
  struct Shown {
    Alerts open;
    bool complete = true;
    Time asked_at{};
  };
  boost::asio::awaitable<bool> ask_everything(bool agrees);
  Acceptor acceptor() const;
  KeyFacts facts_of(const std::string& route, const ShownAlert& alert) const;
  void take_over(const Alerts& open);
  std::vector<Unseen> unseen(const Alerts& open) const;
  void note_ages(const Alerts& open);
  Time asked_since(const std::vector<Unseen>& missing) const;
  bool is_settled(const Unseen& one) const;
  bool is_worth_asking(const std::vector<Unseen>& missing, bool agrees);
  boost::asio::awaitable<bool> find_ends(const Shown& shown, bool agrees);
  boost::asio::awaitable<bool> judge(const std::vector<Unseen>& missing, const Alerts& resolved);
  void conclude(const Alerts& open, const Alerts& resolved, bool complete);
  End::Kind end_of(const ShownAlert* trace, bool complete);
  void take_over_end(const Unseen& ended, const ShownAlert& alert);
  // An open alert whose history is asked for.
  struct Hearing {
    Time changed_at{};
    std::optional<Time> asked_at{};
    ShownAlert::Status status = ShownAlert::Status::other;
    std::size_t entries = 0;
    ShownAlert alert{};
    Subject subject{};
  };
  Alerts worth_hearing(const Alerts& open, Time at);
  void take_leave(const std::map<std::int64_t, Hearing>& known, Time at);
  boost::asio::awaitable<bool> hear_last_words(Time at);
  bool may_ask_for_a_history(Time at);
  boost::asio::awaitable<bool> hear_comments(const Alerts& open);
  std::vector<Remark> told_of(const std::string& route, const Subject& subject) const;
  void write_down(const ShownAlert& alert, const std::vector<LogEntry>& log);
  void order_comments(const ShownAlert& alert, const std::vector<LogEntry>& log, const Subject& subject);
  bool goes_on_without_history(std::int64_t alert);
  Outlook outlook(const Shown& shown, const Acceptor& with) const;
  boost::asio::awaitable<bool> ask_who_took_back(const Shown& shown);
  void find_unaccepted(const Shown& shown, std::vector<Correction>& found);
  void agree(const Shown& shown);
  void correct(const std::vector<Correction>& corrections, Time at);
  void record(const std::vector<Correction>& corrections, Time at,
              const std::function<void(const Correction&)>& say);
  Span settles() const;
  Span between_agreements() const;
  void failed();
  void answered();
  Span pause();

  SyncSettings settings_;
  std::set<std::string, std::less<>> sites_;
  std::function<void()> ordered_;
  Ledger& ledger_;
  AlertReader reader_;
  std::map<std::int64_t, ResolvedBy> judged_;  // by alert: who resolved it
  std::map<std::int64_t, bool> was_accepted_;  // by alert: what calls though that was told
  std::set<std::int64_t> unexplained_;         // of those, alerts whose history does not say why
  Ends ends_;                                  // of what is unseen
  std::map<Place, Time> reported_;             // since when what is shown open exists, our clock
  std::map<std::int64_t, Hearing> hearings_;   // by alert
  std::deque<Hearing> leaving_;                // accepted ones that are open no longer, to be heard once more
  std::deque<Time> histories_;                 // asked for in the last minute
  int unread_in_a_row_ = 0;                    // of them
  Repeats history_fault_{std::chrono::minutes{15}};
  Agreement agreement_;
  std::optional<Time> agreed_at_;
  std::optional<Time> answered_at_;
  std::optional<RestFault> fault_;
  std::optional<Time> fault_since_;
  std::string said_;
  Time said_at_{};
  int failures_ = 0;
  std::minstd_rand chance_{std::random_device{}()};
};

}  // namespace ilert_bridge
