// What of a status the configuration and the journal alone can say. The running bridge adds what only it
// knows.
#pragma once

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/core/assess.hpp"
#include "ilert-bridge/core/status.hpp"
#include "ilert-bridge/journal/journal.hpp"

namespace ilert_bridge {

Status state_of(const Config& config, const Journal& journal, const Reports& reports, Time at);

// The same without a journal that can be read, and why it cannot.
Status state_of(const Config& config, const std::string& journal_fault, Time at);

}  // namespace ilert_bridge
