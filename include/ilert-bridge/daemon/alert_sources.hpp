// What a new configuration means for the alert sources: which route leads where from now on.
#pragma once

#include <string>
#include <vector>

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/core/alert_source.hpp"
#include "ilert-bridge/daemon/ledger.hpp"

namespace ilert_bridge {

// `keys_are_known`: those of the configuration until now are still in memory.
std::vector<SourceChange> source_changes(const Journal& journal, const Config& config, bool keys_are_known);

// Journals them and says in the log what is worth it: another name, another key.
void change_sources(const std::vector<SourceChange>& changes, Ledger& ledger, const std::string& bridge_name);

}  // namespace ilert_bridge
