// How a site is watched, and what of a look that does not end, in words for a person. Pure.
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

// Of a look that has lasted for `lasts`, and nothing was answered for `quiet`: a core that hangs takes
// connections and says nothing, one that is merely slow answers one question after the other.
std::string unfinished_look(Span lasts, Span quiet);

}  // namespace ilert_bridge
