// A fuse: a site whose connections are lost again and again is not stormed, whatever goes wrong elsewhere.
// (xinetd before Checkmk's port shuts the door on everybody after a hundred connections in a second.) Pure.
#pragma once

#include <chrono>
#include <deque>

namespace ilert_bridge {

class Redials {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  static constexpr std::size_t most = 60;  // a minute, of both connections of a site

  // Whether a connection may be opened anew after one was lost. Counts it if so.
  bool allow(Moment at) {
    while (!made_.empty() && at - made_.front() >= std::chrono::minutes{1}) made_.pop_front();
    if (made_.size() >= most) return false;
    made_.push_back(at);
    return true;
  }

 private:
  std::deque<Moment> made_;
};

}  // namespace ilert_bridge
