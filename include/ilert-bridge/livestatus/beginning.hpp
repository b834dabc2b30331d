// Names for somebody who is typing one: those that begin with some letters, of hosts or of a host's services.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "ilert-bridge/livestatus/connection.hpp"

namespace ilert_bridge {

struct Beginning {
  std::string letters;       // may be empty: all
  bool of_services = false;  // else of hosts
  std::string host;          // services of this host only; empty: of any
};

// At most a few hundred names. Blanks at the end of the letters do not count. Pure.
Query names_query(const Beginning& beginning, const std::string& auth_user);

// Sorted, each once. One question and nothing else; an answer that takes longer than a second is not worth
// waiting for.
boost::asio::awaitable<Asked<std::vector<std::string>>> names_beginning(Endpoint endpoint, Query query);

}  // namespace ilert_bridge
