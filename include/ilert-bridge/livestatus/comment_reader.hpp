// Asks a site for the comments that people made. Pure but for the question.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <vector>

#include "ilert-bridge/core/conversation.hpp"
#include "ilert-bridge/livestatus/source.hpp"

namespace ilert_bridge {

// Those entered since then, by the server's clock; not those of acknowledgements, downtimes and flapping. The
// source must have been asked before.
boost::asio::awaitable<Asked<std::vector<SiteComment>>> read_comments(Source& source, Time since);

}  // namespace ilert_bridge
