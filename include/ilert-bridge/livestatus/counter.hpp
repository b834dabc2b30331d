// Checkmk prints its counters with six digits: 1234567 becomes 1.23457e+06, while a condition is read in
// full. Which value a printed one stands for is found by asking `Stats: log_messages >= k` for several k at
// once, each answered with 0 or 1. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ilert_bridge {

// `least` has been reached for certain; at the time it was asked, `most` was not passed.
struct CounterBounds {
  std::int64_t least = 0, most = 0;
  bool exact() const { return least >= most; }
};
CounterBounds bounds_of_printed(std::int64_t printed);

// What to ask next: at most `count` values between the bounds, rising; the last is `most`.
std::vector<std::int64_t> thresholds(const CounterBounds& bounds, std::size_t count);

// What the answers say: whether each of the thresholds is reached. A counter never falls while its core
// lives, and it may have run past the bounds meanwhile: then the last threshold is taken. Waiting for more
// than a value that has been passed already returns at once, which is not wrong, only early.
CounterBounds narrowed(CounterBounds bounds, const std::vector<std::int64_t>& asked,
                       const std::vector<bool>& reached);

}  // namespace ilert_bridge
