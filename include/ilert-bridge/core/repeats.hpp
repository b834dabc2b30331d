// When a fault that repeats is worth another line in the log: when it begins, when its words change, and when
// it is over, but never more than a little in a minute, however often it comes and goes. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {

class Repeats {
 public:
  static constexpr Span between_lines = std::chrono::minutes{1};

  // `again`: after that long the same words are worth another line; nothing: never, as long as it lasts.
  explicit Repeats(std::optional<Span> again = std::nullopt) : again_(again) {}

  // It fails like this, for the first time or again: whether to say so now.
  bool fails(std::string_view what, Time at);
  // It does not fail any more: whether to say so, because its failing was said.
  bool ends();

 private:
  std::optional<Span> again_;
  bool is_said_ = false;  // what is going on now
  std::string what_;
  std::optional<Time> said_at_;
};

}  // namespace ilert_bridge
