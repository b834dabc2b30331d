// The HIGH calls of a route that ilert has not taken, though it had the time to. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ilert-bridge/base/time.hpp"
#include "ilert-bridge/core/model.hpp"

namespace ilert_bridge {

struct Uncalled {
  std::size_t count = 0;
  std::optional<Time> since{};       // when the oldest of them was decided
  std::vector<std::string> names{};  // of the first, three at most: "db01/CPU load CRITICAL"

  void add(const Subject& subject, State state, Time decided_at);
  bool operator==(const Uncalled&) const = default;
};

inline constexpr std::size_t most_uncalled_named = 3;

// "db01/CPU load CRITICAL".
std::string named(const Subject& subject, State state);
// "db01/CPU load CRITICAL, web01 DOWN, web02 DOWN and 2 more".
std::string names_of(const Uncalled& uncalled);
// "nobody was called for 5 problems (db01/CPU load CRITICAL and 4 more)".
std::string sentence_of(const Uncalled& uncalled);

}  // namespace ilert_bridge
