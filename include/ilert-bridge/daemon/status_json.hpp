// A status as JSON: what the control socket carries and what `status --json` prints. The schema has a number
// of its own and is in ilert-bridge-monitoring(7): keys may be added, what is there keeps its meaning.
#pragma once

#include <boost/json/object.hpp>

#include "ilert-bridge/core/status.hpp"

namespace ilert_bridge {

inline constexpr int status_schema = 1;

boost::json::object to_json(const Status& status);

// Back again, from a daemon that may be of another version: what is missing is as in a Status that was just
// made.
Status status_from(const boost::json::object& object);

}  // namespace ilert_bridge
