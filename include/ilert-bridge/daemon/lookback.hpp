// What a site's log says of a time when nobody looked: after a start or an outage it is read in windows,
// between two looks, and what began and ended meanwhile is journalled with the second one. Belongs to one
// watch.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/core/history.hpp"
#include "ilert-bridge/core/log_windows.hpp"
#include "ilert-bridge/daemon/ledger.hpp"
#include "ilert-bridge/livestatus/log_lines.hpp"

namespace ilert_bridge {

using LookPort = std::function<boost::asio::awaitable<Asked<Look>>(std::vector<Subject> by_name)>;
using LogPort = std::function<boost::asio::awaitable<Asked<LogPage>>(LogWindow window, Span patience)>;

class Lookback {
 public:
  struct Setting {
    std::string site;
    std::string web_url;
    std::string bridge_name;
    Span poll_interval{};
    std::vector<Route> routes;
  };
  // Without a port nothing is ever read, and the marks are kept all the same. `between` is called before the
  // look that follows a reading.
  Lookback(Setting setting, LogPort log, std::function<void()> between, Ledger& ledger);

  // A look. If nobody looked for a time, the log of that time is read after it, as far as it can be within a
  // few seconds, and then there is another look, which also asks for what the log tells of.
  boost::asio::awaitable<Asked<Look>> look(const LookPort& port, std::vector<Subject> by_name);

  // What the journal has to keep besides a look's decisions, which may be several recordings. Once the log is
  // read, what was missed: with the first of them, it happened before. And how far the looks are: with the
  // last, because what is left undecided by a crash must be looked at, and looked back at, anew.
  void add_missed(Recording& recording, const Look& look,
                  const std::set<std::string, std::less<>>& first_look_on, Time now);
  void missed_recorded();  // that one is in the journal
  void add_mark(Recording& recording, const Look& look);
  void recorded();  // likewise

  std::size_t missed() const { return missed_; }  // problems, since the start
  bool reads() const { return gap_.has_value(); }

 private:
  using Clock = std::chrono::steady_clock;
  struct Gap {
    Time from{}, to{};  // our clock
    LogWindows left;    // the server's: what is still to be read
    Time server_from{}, server_to{};
    Past past;
    std::vector<Subject> subjects;  // once it is read
    bool is_read = false;
    bool is_told = false;
    std::size_t missed = 0;
    int failures = 0;
    Clock::time_point not_before{};
  };

  Span furthest_back() const;
  Span least_gap() const;
  void notice_gap(const Look& look);
  void begin_gap(Time from, const Look& look);
  boost::asio::awaitable<bool> read();
  boost::asio::awaitable<bool> read_window(Span patience);
  void failed(const AskFailure& failure);
  void finish();
  void tell(Recording& recording, const Look& look, const std::set<std::string, std::less<>>& first_look_on,
            Time now);
  bool tell(Recording& recording, const MissedProblem& problem, Time now);

  Setting setting_;
  LogPort log_;
  std::function<void()> between_;
  Ledger& ledger_;
  std::optional<LookMark> last_;  // the last complete look, of this process or of one before
  std::optional<LookMark> next_;  // what the recording under way makes of it
  bool looked_ = false;           // by this process
  bool unsure_ = false;           // a look failed since the last complete one
  std::optional<Gap> gap_;
  bool given_up_ = false;
  std::size_t missed_ = 0;
  std::size_t missed_now_ = 0;
};

}  // namespace ilert_bridge
