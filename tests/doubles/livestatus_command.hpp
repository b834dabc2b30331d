// COMMAND lines: acknowledgements, comments, downtimes and check results that change the world.
#pragma once

#include <string>
#include <vector>

#include "tests/doubles/livestatus_query.hpp"

namespace ilert_bridge::doubles {

// "COMMAND [1700000000] NAME;argument;…" and the lines after it. What comes back depends on the server:
// Checkmk and Nagios never answer, not even to nonsense; naemon says what went wrong; Icinga 2 and LMD answer
// if they are asked for the header.
ServerAnswer obey(Flavour flavour, const std::vector<std::string>& lines, World& world);

}  // namespace ilert_bridge::doubles
