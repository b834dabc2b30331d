// The way through a server's log, window by window from the oldest to the newest: small enough for one
// answer, few where little happened, and with pauses in which others are served. Pure.
#pragma once

#include <cstddef>

#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {

// Of the server's clock, in whole seconds: from the first one on, and before the second one.
struct LogWindow {
  Time from{}, to{};
};

class LogWindows {
 public:
  // Begins with windows of `first`, and takes none longer than `longest`.
  LogWindows(LogWindow all, Span first, Span longest);
  LogWindows() = default;  // nothing to read

  bool done() const { return left_.from >= left_.to; }
  LogWindow next() const;
  // What the answer about the next one was: `lines` in it, and whether these are all that there are. False:
  // it is not to be used, and the next window begins where this one did. Of the shortest window what came
  // counts, and the span is unread.
  bool took(bool is_whole, std::size_t lines);
  // More happened meanwhile.
  void extend(Time to) { left_.to = to; }

  Time reached() const { return left_.from; }
  Span unread() const { return unread_; }  // of what was taken: more lines than one answer holds

 private:
  LogWindow left_{};
  Span window_{}, longest_{};
  Span unread_{};
};

// Before the next question: four times what the last one took, between 20 ms and a second.
Span pause_after(Span took);

}  // namespace ilert_bridge
