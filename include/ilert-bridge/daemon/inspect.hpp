// One object looked at without telling anybody: what `explain` asks the sites.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/core/assess.hpp"

namespace ilert_bridge {

// One site's answer.
struct Inspection {
  std::string site;
  std::optional<Look> look;  // nothing: `fault` says why
  std::string fault;
  Sighting sighting;  // of the object on this site; unknown without a look
  // Where the site has no such object: the hosts it has or, if it has that host, the services of that host.
  std::vector<std::string> hosts, services;

  bool exists() const {
    return sighting.presence == Presence::seen || sighting.presence == Presence::not_visible;
  }
};

// Asks the sites one after the other: that of `object`, or all if it names none.
boost::asio::awaitable<void> inspect(const Config& config, Subject object, const Reports& reports,
                                     std::list<Inspection>& into);

}  // namespace ilert_bridge
