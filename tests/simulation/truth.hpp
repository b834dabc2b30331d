// What ilert should show of an object right now, read off the world itself and not off what Livestatus says
// of it. Written from the rules of ilert-bridge-events(7) alone, without core/, to be its judge.
#pragma once

#include <compare>
#include <map>
#include <string>

#include "ilert-bridge/base/time.hpp"
#include "tests/doubles/world.hpp"
#include "tests/simulation/setting.hpp"

namespace ilert_bridge::simulation {

struct Thing {
  std::string host, service;  // a host: without a service
  auto operator<=>(const Thing&) const = default;
};
Thing thing_of(const std::string& text);  // "web01", "web01/HTTP"
std::string text_of(const Thing& thing);

enum class Should { hold, clear, alert, accept };

// What the world does not show of a thing, or not by our clock.
struct Memory {
  bool stale = false;       // a crash of the core brought an old state back; not checked since
  bool held = false;        // it vanished with many others, and nobody said `adopt`
  std::string pinned = {};  // it stopped matching this route with many others, likewise
  Time checked_at{};
  Time returned_at{};  // of a host: when it was UP again
  Time downtime_ended_at{};
};
using Memories = std::map<Thing, Memory>;

struct Verdict {
  Should should = Should::hold;
  bool may_wait = false;  // it may be told now, and it may still be held
};

// Bad and worse: 0 good, 1 WARNING, 2 UNKNOWN, 3 CRITICAL or DOWN.
int badness_of(const doubles::ObjectRow& row);
bool is_high(const doubles::ObjectRow& row, const RouteSetting& route);
bool alerts_on(const doubles::ObjectRow& row, const RouteSetting& route);
bool rests(const doubles::ObjectRow& row,
           const doubles::WorldState& world);  // in a downtime, its own or its host's

// Which acknowledgement it has: its author and when; empty: none.
std::string acknowledgement_of(const doubles::ObjectRow& row, const doubles::WorldState& world);
bool came_from_ilert(const std::string& acknowledgement);

// `overruled`: its acknowledgement counts no more.
Verdict verdict_on(const Thing& thing, const RouteSetting& route, const Setting& setting,
                   const doubles::WorldState& world, const Memories& memories, Time at, bool overruled);

}  // namespace ilert_bridge::simulation
