#include "ilert-bridge/core/repeats.hpp"

#include <utility>

namespace ilert_bridge {

bool Repeats::fails(std::string_view what, Time at) {
  // A clock that was set back is no reason to be silent.
  const bool waited = !said_at_ || at < *said_at_ || at - *said_at_ >= between_lines;
  const bool same = is_said_ && what == what_;
  const bool due = same ? again_ && at - *said_at_ >= *again_ : waited;
  if (!due) return false;
  is_said_ = true;
  what_ = what;
  said_at_ = at;
  return true;
}

bool Repeats::ends() { return std::exchange(is_said_, false); }

}  // namespace ilert_bridge
