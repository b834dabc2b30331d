#include "tests/property/virtual_time.hpp"

#include <random>

namespace ilert_bridge::property {
namespace {

Time present{};

}  // namespace

// What the linker resolves the real clocks to.
Time virtual_now() __asm__("__wrap__ZN12ilert_bridge3nowEv");
std::chrono::steady_clock::time_point virtual_steady() __asm__("__wrap__ZNSt6chrono3_V212steady_clock3nowEv");
std::random_device::result_type virtual_chance(std::random_device* device) __asm__(
    "__wrap__ZNSt13random_device9_M_getvalEv");

Time virtual_now() { return present; }
std::chrono::steady_clock::time_point virtual_steady() {
  return std::chrono::steady_clock::time_point{present.time_since_epoch()};
}

// The jitter of pauses, or a schedule would go another way when it is played again.
std::random_device::result_type virtual_chance(std::random_device*) { return 4711; }

void set_time(Time time) { present = time; }
void let_pass(Span span) { present += span; }

}  // namespace ilert_bridge::property
