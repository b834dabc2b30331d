// Events as the journal commands print them.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "ilert-bridge/cli/table.hpp"
#include "ilert-bridge/journal/journal.hpp"

namespace ilert_bridge {

// One object, with attempts and changes by hand, and with what is sent besides: `show` and `export`.
boost::json::object whole_as_json(const Entry& entry);

// One row each, of events as daemon/event_json.hpp has them.
TextTable table_of(const boost::json::array& events);

}  // namespace ilert_bridge
