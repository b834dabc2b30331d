// What must hold of ilert, the journal and the world in the end, whatever went wrong on the way. Each answer
// is a sentence about what does not hold; empty when all is well.
#pragma once

#include <string>

#include "tests/rig/rig.hpp"

namespace ilert_bridge::system_stage {

// ilert shows what Checkmk shows, of every object with a hard state; hosts are taken to be up.
std::string disagreement(const rig::Rig& rig);
// Within a key ilert took the events in the journal's order.
std::string disorder(const rig::Rig& rig);
// Every event has come to an end, what is delivered arrived, and the journal knows all that arrived.
std::string loss(const rig::Rig& rig);
// Whatever ilert took more than once had an attempt whose outcome nobody saw.
std::string needless_repetition(const rig::Rig& rig);

// All four at once; `when` is for the words of a failure.
void expect_a_good_end(const rig::Rig& rig, const std::string& when = {});
// Whether ilert comes to agree in time, and nothing waits any more.
bool comes_to_rest(const rig::Rig& rig, std::chrono::milliseconds within = doubles::long_enough);

// Of the journal, as the event carries it; 0 if it does not (it was sent with required fields only).
EventId id_of(const doubles::ReceivedEvent& event);
std::size_t taken_twice(const rig::Rig& rig);  // how many deliveries were repetitions

}  // namespace ilert_bridge::system_stage
