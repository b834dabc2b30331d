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

// Why a site is polled and not waited for. In the order of the words below.
enum class WakeDoubt : std::uint8_t {
  none,
  unasked,   // nobody has asked the server yet whether it can
  unable,    // it cannot
  noisy,     // it wakes us again and again, and nothing has changed
  deaf,      // things change, and it does not wake us
  no_second  // a second connection is not to be had, or the first suffers from it
};
std::string_view words_for(WakeDoubt doubt);  // "it wakes us without a cause"; empty for none

class Waking {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  // The server was asked whether it can wake us at all.
  void asked(bool can, Moment at);
  // A wait ended after `took`.
  void ended(WaitEnd end, Span took, Moment at);
  // A wait failed: refused, cut off, or never answered. It says nothing about the site.
  void failed(std::string_view why, Moment at, double chance);
  // A look is complete. `woken`: it was asked for by the server; `news`: it shows what the one before did
  // not.
  void looked(bool woken, bool news, Moment at);
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
  int early_ = 0;
  int in_vain_ = 0;     // woken at once, and nothing new, in a row
  int unheralded_ = 0;  // news that nobody woke us for, in a row
  int crowded_ = 0;     // looks that failed while waiting and not without
  bool at_once_ = false;
  bool lost_waiting_ = false;
};

}  // namespace ilert_bridge
