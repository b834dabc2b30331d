// A rate that is never exceeded for long: so many at once, then one in each span. Pure.
#pragma once

#include <algorithm>
#include <chrono>

#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {

class Rate {
 public:
  using Instant = std::chrono::steady_clock::time_point;
  Rate(Span each, int at_once) : each_(each), ahead_(each * (at_once - 1)) {}

  // How long the next one has to wait for its turn, which is taken.
  Span wait(Instant now) {
    const Instant turn = std::max(free_, now);
    free_ = turn + each_;
    return std::max(Span{0}, std::chrono::ceil<Span>(turn - ahead_ - now));
  }

 private:
  Span each_;
  Span ahead_;
  Instant free_{};
};

}  // namespace ilert_bridge
