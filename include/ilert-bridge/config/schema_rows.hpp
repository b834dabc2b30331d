// The parts of the schema, one file each.
#pragma once

#include <string>
#include <vector>

#include "ilert-bridge/config/schema.hpp"

namespace ilert_bridge {

std::vector<Key> bridge_rows();  // name, [ilert], [journal], [log]
std::vector<Key> site_rows();
std::vector<Key> route_rows();
std::vector<Key> match_rows();          // route.*.match and route.*.except
std::vector<Key> policy_rows();         // [policy]
std::vector<Key> route_policy_rows();   // route.*.policy: the same keys, without defaults of their own
std::vector<Key> sync_rows();           // [sync]
std::vector<Key> signs_of_life_rows();  // [heartbeat], [metrics]

template <class Value>
void set(Value& into, std::optional<Value> read) {
  if (read) into = *std::move(read);
}

}  // namespace ilert_bridge
