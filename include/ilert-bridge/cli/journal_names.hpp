// Whether the journal commands' filters name what there is: else "no events" would be half a lie.
#pragma once

#include "ilert-bridge/cli/program.hpp"

namespace ilert_bridge {

// A site or route of the configuration, or one that the journal has events of; a host or service that the
// journal knows, or a site shows. What does not exist is said on standard error, with the nearest name.
bool names_exist(const Invocation& invocation);

}  // namespace ilert_bridge
