// Times as people read them: in the zone that the configuration names, else in this machine's, which the
// environment's TZ may change. Programs are given UTC (rfc3339).
#pragma once

#include <optional>
#include <string>

#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge {

// Of all that is written here from now on: "Europe/Berlin", or "" for what it is already. The environment is
// changed, so only while no other thread runs.
void use_zone(const std::string& zone);

// "2026-11-30 16:04:29 +01:00".
std::string local_text(Time time);

// "29 16:04:29": the day of the month, where there is little room.
std::string day_text(Time time);
// "+01:00", as it is at that time.
std::string zone_text(Time time);
// How far it is ahead of UTC, as it is at that time.
Span zone_ahead(Time time);

// "16:04:29" if that is on the day of `now`, else "2026-11-30 16:04:29".
std::string clock_text(Time time, Time now);

// "16:04 CET" if that is on the day of `now`, else "2026-11-30 16:04 CET": for texts that others read
// elsewhere.
std::string minute_text(Time time, Time now);

// "2026-11-30", "2026-11-30 16:04" or "2026-11-30 16:04:29" of this zone; anything else: nothing.
std::optional<Time> parse_local(const std::string& text);

}  // namespace ilert_bridge
