// Events as the journal commands print them.
#pragma once

#include <boost/json/object.hpp>
#include <vector>

#include "ilert-bridge/cli/table.hpp"
#include "ilert-bridge/journal/journal.hpp"

namespace ilert_bridge {

// One object, without attempts and changes by hand. The names are documented in ilert-bridge(8).
boost::json::object as_json(const Entry& entry);
// With both, and with what is sent besides: `show` and `export`.
boost::json::object whole_as_json(const Entry& entry);

// One row each.
TextTable table_of(const std::vector<Entry>& entries);

}  // namespace ilert_bridge
