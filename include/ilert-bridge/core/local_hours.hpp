// Days and hours by the clocks of people, as a value: whoever knows the zone says once how far it is ahead of
// UTC. Pure.
#pragma once

#include <cstdint>
#include <map>

#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {

class LocalHours {
 public:
  LocalHours() = default;  // UTC
  // How far the zone is ahead of UTC from each of these times on; before the first one as from there on.
  explicit LocalHours(std::map<Time, Span> ahead);

  std::int64_t day(Time time) const;  // since 1970-01-01
  int hour(Time time) const;          // 0 to 23
  // From 22 to 6 o'clock.
  bool is_night(Time time) const;

 private:
  Time local(Time time) const;

  std::map<Time, Span> ahead_;
};

}  // namespace ilert_bridge
