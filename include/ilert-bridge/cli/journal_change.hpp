// Changes to the journal by hand: by the daemon that owns it, or, where none runs, by this process.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ilert-bridge/base/result.hpp"
#include "ilert-bridge/core/event.hpp"

namespace ilert_bridge {

enum class JournalChange { retry, drop };

// The ids of the events that were changed. The error says what to do where neither way is open.
Result<std::vector<EventId>> change_journal(const std::filesystem::path& journal,
                                            const std::string& bridge_name, JournalChange change,
                                            const std::vector<EventId>& events);

}  // namespace ilert_bridge
