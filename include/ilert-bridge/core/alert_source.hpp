// Which alert source a route's events go to. It is known by the integration key, not by the name of the
// route: a route may get another name, or another key. Pure; a key is only ever compared, and known by a
// fingerprint.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ilert-bridge/core/assess.hpp"
#include "ilert-bridge/core/policy.hpp"

namespace ilert_bridge {

enum class SourceStanding : std::uint8_t {
  working,   // a configured route has its key
  draining,  // no route has it any more, but the key is known until everything it has open is told
  gone       // its key is not known any more: what is open there stays open
};
std::string_view name(SourceStanding state);
std::optional<SourceStanding> source_standing_named(std::string_view name);

struct KnownSource {
  std::int64_t id = 0;  // 0: not in the journal yet
  std::string name;     // of its rows in the journal, for ever: the name its route had first
  std::string route;    // as people are told: the route's name, or what names a source without a route
  // See fingerprint_of; empty: an older version told it something, and its key is not known.
  std::string fingerprint;
  SourceStanding state = SourceStanding::working;
  bool operator==(const KnownSource&) const = default;
};

// "SALT:DIGEST". Nobody finds the key by it, and two journals have nothing in common.
std::string fingerprint_of(std::string_view key, std::string_view salt);
bool is_fingerprint_of(std::string_view fingerprint, std::string_view key);

// What the configuration says.
struct RouteKey {
  std::string route;
  std::string_view key;
};

// What becomes of one alert source.
struct SourceChange {
  KnownSource source;  // as it is from now on
  std::string was;     // the route's name until now; empty for a new one
  // The route had another key until now: what its alert source was told is of interest to this one.
  std::optional<std::string> follows;  // that source's `route`, as it is from now on
  bool operator==(const SourceChange&) const = default;
};

// Every alert source that changes. Whose key a route has is the route's, whatever its name was; who has a key
// that nobody had is new. A source that no route has any more is called by its old route's name, or "NAME
// (former key)" where a route has that name. `key_is_known`: the keys of until now are still in memory (a
// reload), so that what is open there can be resolved. `salt` is for the new ones.
std::vector<SourceChange> source_changes(const std::vector<KnownSource>& known,
                                         const std::vector<RouteKey>& configured, bool key_is_known,
                                         std::string_view salt);

// What a new alert source has to remember of what the route's old one was told: who accepted a problem, or
// dismissed it, did so whatever the key is. What was open is told once more: blank, as is what was never
// told.
Report carried_over(const Report& report);

// What the journal has reported, as it is known after these changes.
Reports reports_after(const Reports& reports, const std::vector<SourceChange>& changes);
// Likewise the sites that a route has looked at, which are not new where a key is.
using LookedAt = std::set<std::pair<std::string, std::string>>;  // site, route
LookedAt looked_at_after(const LookedAt& looked_at, const std::vector<SourceChange>& changes);
// What the route that went by this name is called from now on.
const std::string& name_after(const std::vector<SourceChange>& changes, const std::string& route);

}  // namespace ilert_bridge
