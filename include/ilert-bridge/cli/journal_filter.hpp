// The journal commands' filters.
#pragma once

#include <optional>
#include <string>

#include "ilert-bridge/cli/program.hpp"
#include "ilert-bridge/journal/journal.hpp"

namespace ilert_bridge {

// What is wrong with it goes to standard error; nothing then.
std::optional<Filter> filter_of(const JournalQuestion& question);

// A span before now, or a time as it is typed or printed; an empty text leaves `into` as it is. False: it is
// neither, which goes to standard error with the option's name.
bool read_time(const char* option, const std::string& text, std::optional<Time>& into);

// Whether anything narrows the events down.
bool is_filtered(const JournalQuestion& question);

}  // namespace ilert_bridge
