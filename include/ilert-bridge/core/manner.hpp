// How a site is watched, in words for a person. Pure.
#pragma once

#include <string>

#include "ilert-bridge/core/pace.hpp"
#include "ilert-bridge/core/waking.hpp"

namespace ilert_bridge {

struct Manner {
  bool woken = false;  // the server says when something happens
  Span pause{};        // at most so long between two looks, as it is in force
  std::string words;   // "woken, looks every 5 s at the latest", "polled every 5 s: it cannot wake us"
};

// `asked`: the pause by configuration. `failure`: why there is no second connection.
Manner manner_of(WakeDoubt doubt, const std::string& failure, Span asked, Span rest, Effort effort);

}  // namespace ilert_bridge
