// The events that a journal command is about: of the file, or, where that is not for us to read, of the
// daemon that owns it. Each is an object as daemon/event_json.hpp makes it.
#pragma once

#include <boost/json/array.hpp>
#include <cstdint>
#include <vector>

#include "ilert-bridge/base/result.hpp"
#include "ilert-bridge/cli/program.hpp"
#include "ilert-bridge/journal/journal.hpp"

namespace ilert_bridge {

// The newest first.
Result<boost::json::array> events_of(const Invocation& invocation, const Filter& filter);
// In this order; those that are not there are missing.
Result<boost::json::array> events_named(const Invocation& invocation, const std::vector<std::int64_t>& ids);

}  // namespace ilert_bridge
