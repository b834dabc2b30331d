// Schedules from seeds, and what is left of one when all is taken away that its broken law does not need.
#pragma once

#include <cstdint>

#include "tests/simulation/schedule.hpp"

namespace ilert_bridge::simulation {

// The same seed, the same schedule: on every machine.
Schedule random_schedule(std::uint64_t seed);

// Breaks the same law, with as few steps as can be found in `most` tries.
Schedule shrunk(Schedule schedule, int law, int most = 150);

}  // namespace ilert_bridge::simulation
