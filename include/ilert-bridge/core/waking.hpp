// Whether it is worth waiting for a server to wake us, judged by what waiting has brought so far. Pure; the
// time and chance are arguments.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {

// How a wait ended.
enum class WaitEnd : std::uint8_t {
  woken,  // the server says that something happened
  quiet,  // the time was over
  early   // the answer came before its time, and nothing had happened: the server does not wait
};

// What a look shows that the one before did not.
enum class News : std::uint8_t {
  none,
  others,  // acknowledgements, downtimes, what is not confirmed yet: not every server wakes us for these
           // (Naemon's trigger `log` fires for an acknowledgement only with log_external_commands)
  states   // other confirmed problems, for which every server writes a line into its log
};

// Why a site is polled and not waited for. In the order of the words below.
enum class WakeDoubt : std::uint8_t {
  none,
  unasked,   // nobody has asked the server yet whether it can
  unable,    // it cannot
  noisy,     // it answers again and again before its time, and nothing has happened
  deaf,      // things change, and it does not wake us
  no_second  // a second connection is not to be had, or the first suffers from it
};
std::string_view words_for(WakeDoubt doubt);  // "it cannot wake us"; empty for none

class Waking {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  // The server was asked whether it can wake us at all.
  void asked(bool can, Moment at);
  void ended(WaitEnd end, Moment at);
  // A wait failed: refused, cut off, or never answered. It says nothing about the site, and of the second
  // connection only if a look beside it is complete.
  void failed(std::string_view why, Moment at, double chance);
  // A look is complete. `woken`: it was asked for by the server.
  void looked(bool woken, News news, Moment at);
  // A look failed: the site is down, and its second connection with it.
  void site_failed();
  // A look failed, and a wait was under way (the second connection is let go then); later one was complete.
  void lost(bool waiting) { lost_waiting_ = lost_waiting_ || waiting; }

  // Not before this moment the server is to be waited for.
  Moment not_before() const { return not_before_; }
  WakeDoubt doubt() const { return doubt_; }
  bool wakes_us() const { return doubt_ == WakeDoubt::none; }
  // Of the last failure, while there is no second connection.
  const std::string& failure() const { return failure_; }

 private:
  void give_up(WakeDoubt why, Moment at);

  WakeDoubt doubt_ = WakeDoubt::unasked;
  Moment not_before_{};
  Span holiday_{};  // how long it was given up last
  std::string failure_;
  int failures_ = 0;
  bool is_unproven_ = false;  // a wait failed, and no look has ended since
  int without_ = 0;           // complete looks beside failed waits, in a row
  int early_ = 0;
  int unheralded_ = 0;  // other states that nobody woke us for, in a row
  int crowded_ = 0;     // looks that failed while waiting and not without
  bool lost_waiting_ = false;
};

}  // namespace ilert_bridge
