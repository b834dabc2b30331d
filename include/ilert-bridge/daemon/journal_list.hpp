// What the journal has, for who may not read its file but may change what is in it, asked for over the
// control socket:
//   {"ask": "journal.list", "state": "parked", "limit": 100}  ->  {"events": [{"id": 9, …}, …]}
//   {"ask": "journal.list", "ids": [7, 8]}                    ->  {"events": [{"id": 7, …}]}
// All fields are optional: site, host, service, route, state, since (RFC 3339), before (an id), limit.
#pragma once

#include "ilert-bridge/daemon/ledger.hpp"
#include "ilert-bridge/daemon/serve.hpp"

namespace ilert_bridge {

// Of one question; who wants more asks again, with `before`.
inline constexpr std::size_t most_events_listed = 500;

void answer_journal_list(Serve& serve, const Ledger& ledger);

}  // namespace ilert_bridge
