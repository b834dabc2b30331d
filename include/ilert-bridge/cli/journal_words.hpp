// Events as the journal commands print them.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>

#include "ilert-bridge/base/time.hpp"
#include "ilert-bridge/journal/journal.hpp"

namespace ilert_bridge {

// One object, with attempts and changes by hand, and with what is sent besides: `show` and `export`.
boost::json::object whole_as_json(const Entry& entry);

// A table for a screen of that width (0: of any), of events as daemon/event_json.hpp has them, one row each.
// Where there is room for it with date and offset of their times, else with day and time.
std::string table_of(const boost::json::array& events, std::size_t width, Time now);

}  // namespace ilert_bridge
