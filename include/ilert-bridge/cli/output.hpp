// Standard output as a whole: a command whose words did not arrive has failed, whatever else it did.
#pragma once

#include <optional>
#include <string>

namespace ilert_bridge {

// Takes the place of a standard descriptor that is closed: the first file that is opened would get its
// number, and be written what is meant for people. What is written there fails as if it were closed. Call it
// first.
void hold_standard_descriptors();

// Call it last. Why standard output has not taken all that was printed; empty where nobody reads any more,
// who need not be told; nothing if it has taken all.
std::optional<std::string> lost_output();

}  // namespace ilert_bridge
