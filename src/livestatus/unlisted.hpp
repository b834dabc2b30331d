// Columns that a server answers and does not list. LMD keeps an object once: of what it answers about a
// service's host, table `columns` says nothing but the name (2.1.7 seen, 2.8.3 read). Pure.
#pragma once

#include <string>
#include <vector>

#include "ilert-bridge/core/render.hpp"
#include "ilert-bridge/core/route.hpp"
#include "ilert-bridge/livestatus/flavour.hpp"
#include "ilert-bridge/livestatus/reply.hpp"

namespace ilert_bridge {

// What we would ask of table services about their hosts, and the server lists of table hosts only.
std::vector<std::string> unlisted_of_hosts(const Capabilities& server, const NeededAttributes& attributes,
                                           const Send& texts);

// Whether a row's cell shows that its column is there. One that a server does not know it answers with an
// empty text (Naemon, LMD) or with null (Checkmk).
bool shows_its_column(Cell& cell, bool is_text);

}  // namespace ilert_bridge
