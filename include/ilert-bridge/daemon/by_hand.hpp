// What people change in the journal of a running daemon, asked for over the control socket:
//   {"ask": "journal.retry", "ids": [7, 8]}  ->  {"changed": [7]}
//   {"ask": "journal.drop", "ids": [9]}      ->  {"changed": [9]}
#pragma once

#include <functional>
#include <string>

#include "ilert-bridge/daemon/deliver.hpp"
#include "ilert-bridge/daemon/serve.hpp"

namespace ilert_bridge {

// The delivery of a route; nothing where none runs.
using DeliveryPort = std::function<Deliver*(const std::string& route)>;

std::string who_is(const Asker& asker);  // "ann (1000)"

// What is under way, or has another event of its key under way, is left as it is. After a retry the route is
// tried at once.
void answer_changes_by_hand(Serve& serve, Ledger& ledger, DeliveryPort delivery_of);

}  // namespace ilert_bridge
