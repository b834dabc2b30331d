// The one clock of the simulation. Time passes when everything in the process waits, and then at once: Asio's
// reactor asks when the next timer is due, and it is that time. In between the schedule's own steps come due.
// The linker puts it in place of now(), of the steady clock and of std::random_device, in the daemon and in
// Asio: see tests/CMakeLists.txt.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

#include "ilert-bridge/base/time.hpp"

namespace ilert_bridge::simulation {

std::chrono::steady_clock::time_point steady_now();

// The present of both clocks, at the beginning of a schedule, and the seed of all chance.
void begin_time(Time wall, std::uint32_t seed);
// Both clocks.
void let_pass(Span span);
// Somebody set the machine's clock: only the wall clock jumps.
void wall_clock_jumps(Span by);

// Everything waits, until `deadline` at the latest. Whoever is asked lets time pass, up to then or less.
using Idle = std::function<void(std::chrono::steady_clock::time_point deadline)>;
void on_idle(Idle idle);

}  // namespace ilert_bridge::simulation
