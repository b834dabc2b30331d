// The keys of `match` and `except`: of a route, and of each of its priority_rules.
#pragma once

#include <string_view>
#include <vector>

#include "ilert-bridge/core/policy.hpp"

namespace ilert_bridge {

struct MatchKey {
  std::string_view name;
  std::vector<Pattern> Match::*patterns;
  bool pairs;
  std::string_view what;
  std::string_view one;  // what a literal of it is
};

inline constexpr MatchKey match_keys[] = {
    {"sites", &Match::sites, false, "names of sites", "a site called"},
    {"hosts", &Match::hosts, false, "host names", "a host called"},
    {"services", &Match::services, false, "service descriptions", "a service called"},
    {"host_groups", &Match::host_groups, false, "host groups", "a host group called"},
    {"service_groups", &Match::service_groups, false, "service groups", "a service group called"},
    {"contacts", &Match::contacts, false, "contacts", "a contact called"},
    {"contact_groups", &Match::contact_groups, false, "contact groups", "a contact group called"},
    {"labels", &Match::labels, true, "labels, as \"key:value\"", "a label written"},
    {"tags", &Match::tags, true, "tags, as \"group:tag\"", "a tag written"},
};

}  // namespace ilert_bridge
