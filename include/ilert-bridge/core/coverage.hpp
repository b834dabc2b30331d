// What the routes take of everything that the sites have, and what their match keys name that nobody has: a
// route that takes nothing is silent, and silence looks like health. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/core/policy.hpp"

namespace ilert_bridge {

struct RouteCoverage {
  std::size_t hosts = 0, services = 0;
  std::size_t problems = 0;  // of those, in a state that the route alerts on
};

struct UnroutedCoverage {
  std::size_t hosts = 0, services = 0;
  std::size_t problems = 0;            // of those
  std::size_t left_by_their_host = 0;  // of the services: their host is on a route
  std::vector<std::string> examples;   // the first of them, problems before others
};

// An entry of `match` or `except`, of the route or of a priority rule, that fits no object.
struct DeadEntry {
  std::size_t route = 0;  // index
  std::string key;        // "match.contact_groups"
  std::string entry;      // as it is written
  std::string nearest;    // the name of its kind that is most like it; empty: none is
};

class Coverage {
 public:
  explicit Coverage(const std::vector<Route>& routes);
  // Every host and service there is, once. The attributes that the routes need are filled.
  void add(const Subject& subject, const Observation& seen);

  std::size_t hosts() const { return hosts_; }
  std::size_t services() const { return services_; }
  const RouteCoverage& of(std::size_t route) const { return taken_[route]; }
  const UnroutedCoverage& unrouted() const { return unrouted_; }
  // Says something only when everything was added. Sites are not among the keys: the configuration knows
  // them.
  std::vector<DeadEntry> dead_entries() const;

 private:
  static constexpr std::size_t key_count = 8;
  void remember(std::size_t key, const std::string& name);
  void leave(const Subject& subject, const Observation& seen);

  std::vector<Route> routes_;
  std::vector<RouteCoverage> taken_;
  UnroutedCoverage unrouted_;
  std::size_t hosts_ = 0, services_ = 0;
  std::size_t problems_shown_ = 0;                        // of the examples
  std::array<bool, key_count> is_used_{};                 // by any route
  std::array<std::set<std::string>, key_count> names_{};  // of each key in use
};

}  // namespace ilert_bridge
