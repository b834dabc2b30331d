// The journal commands' filters.
#pragma once

#include <optional>

#include "ilert-bridge/cli/program.hpp"
#include "ilert-bridge/journal/journal.hpp"

namespace ilert_bridge {

// What is wrong with it goes to standard error; nothing then.
std::optional<Filter> filter_of(const JournalQuestion& question);

// Whether anything narrows the events down.
bool is_filtered(const JournalQuestion& question);

}  // namespace ilert_bridge
