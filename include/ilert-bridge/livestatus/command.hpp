// What is said to a core: acknowledge, take that back, comment. A command is one line in which ';' separates
// and nothing can be escaped, so names that hold one, or a line break, are refused, never changed: they would
// be another object's. Texts are cleaned instead. Pure.
#pragma once

#include <string>

#include "ilert-bridge/base/result.hpp"
#include "ilert-bridge/core/model.hpp"
#include "ilert-bridge/livestatus/flavour.hpp"

namespace ilert_bridge {

// The request with its closing blank line. Sticky, as only the recovery shall end it; without a notification,
// which might come back to ilert on another way; not persistent: its comment goes with it.
Result<std::string> acknowledge_command(const Subject& subject, const Remark& remark, Flavour flavour,
                                        Time now);

// Takes any acknowledgement away, whoever gave it.
Result<std::string> unacknowledge_command(const Subject& subject, Flavour flavour, Time now);

// A comment that stays.
Result<std::string> comment_command(const Subject& subject, const Remark& remark, Flavour flavour, Time now);

// Icinga 2 and LMD say what became of a command, if they are asked to; the others say nothing, or only what
// went wrong.
bool answers_commands(Flavour flavour);

// The remark as the core gets it.
Remark as_commanded(const Remark& remark);

}  // namespace ilert_bridge
