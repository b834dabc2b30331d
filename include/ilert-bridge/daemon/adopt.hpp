// `adopt`: what is there now counts as known. The daemon's watches do it with their next look; without a
// daemon the command looks itself.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/daemon/ledger.hpp"
#include "ilert-bridge/daemon/serve.hpp"
#include "ilert-bridge/daemon/watch.hpp"

namespace ilert_bridge {

// What came of it on one site. As JSON: {"site": "prod", "routes": {"oncall": {"dismissed": 3, "removed":
// 0, "unrouted": 0}}}, with "fault" if the site did not answer.
boost::json::object as_json(const Adopted& adopted);

// Decides by core/adopt.hpp and journals; nothing if the disk is full.
std::optional<Adopted> adopt_look(const Look& look, const std::vector<Route>& routes, const AdoptOrder& order,
                                  std::string_view bridge_name, Ledger& ledger, Time now);

// Without a daemon, for the owner of the journal.
boost::asio::awaitable<void> adopt_now(const Config& config, const std::string& only_site, AdoptOrder order,
                                       Ledger& ledger, std::vector<Adopted>& into);

// Over the control socket: {"ask": "adopt", "site": "", "route": ""} -> {"sites": [as above]}. `watches`
// gives those that run, by the names of their sites.
using WatchesPort = std::function<std::map<std::string, Watch*>()>;
void answer_adopt(Serve& serve, WatchesPort watches);

}  // namespace ilert_bridge
