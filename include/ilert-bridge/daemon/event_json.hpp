// An event of the journal as commands print it, and as the daemon gives it to who may not read the file.
#pragma once

#include <boost/json/object.hpp>

#include "ilert-bridge/journal/journal.hpp"

namespace ilert_bridge {

// Without attempts and changes by hand. The names are documented in ilert-bridge(8).
boost::json::object as_json(const Entry& entry);

}  // namespace ilert_bridge
