// A route's match, key by key, to be shown: which key let the subject through, and which did not. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/core/policy.hpp"

namespace ilert_bridge {

// One key of `match` or `except` that was given.
struct KeyTrial {
  std::string_view key;            // "hosts"
  std::vector<std::string> wants;  // the entries as they are written
  std::vector<std::string> has;    // what the subject has there
  bool applies = true;             // false: a key that a host cannot have
  bool fits = false;
};

enum class RouteFate : std::uint8_t {
  takes,       // its keys match, or it has none
  falls_back,  // a fallback route, and no other route takes it
  spared,      // a fallback route, but another route takes it
  key_failed,  // a key of `match` does not fit: the first of those that do not
  shut_out     // every key of `except` fits
};

struct RouteTrial {
  RouteFate fate = RouteFate::takes;
  std::vector<KeyTrial> match, except;
  bool takes() const { return fate == RouteFate::takes || fate == RouteFate::falls_back; }
  const KeyTrial* first_failed() const;  // of `match`
};

// The route at `index` of `routes`: takes exactly where routes_for (core/route.hpp) names the index.
RouteTrial try_route(const std::vector<Route>& routes, std::size_t index, const Subject& subject,
                     const Attributes& attributes);

}  // namespace ilert_bridge
