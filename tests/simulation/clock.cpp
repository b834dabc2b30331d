#include "tests/simulation/clock.hpp"

#include <sys/epoll.h>

#include <cerrno>
#include <random>
#include <utility>

namespace ilert_bridge::simulation {
namespace {

using Instant = std::chrono::steady_clock::time_point;

// Far from zero: a time before the beginning of a schedule can be said.
constexpr Instant first_instant{std::chrono::hours{24 * 365}};

Instant present = first_instant;
Span wall_ahead{0};  // of the steady clock
std::minstd_rand seeds;
Idle idle_port;

}  // namespace

// What the linker resolves the real ones to.
Time wrapped_now() __asm__("__wrap__ZN12ilert_bridge3nowEv");
Instant wrapped_steady_clock() __asm__("__wrap__ZNSt6chrono3_V212steady_clock3nowEv");
std::random_device::result_type wrapped_chance(std::random_device* device) __asm__(
    "__wrap__ZNSt13random_device9_M_getvalEv");
extern "C" int __real_epoll_wait(int reactor, epoll_event* events, int most, int timeout);
extern "C" int __wrap_epoll_wait(int reactor, epoll_event* events, int most, int timeout);
extern "C" int __wrap_timerfd_create(int clock, int flags);

Time wrapped_now() { return Time{std::chrono::floor<Span>(present.time_since_epoch()) + wall_ahead}; }
Instant wrapped_steady_clock() { return present; }
std::random_device::result_type wrapped_chance(std::random_device*) {
  return static_cast<std::random_device::result_type>(seeds());
}

// Without one the reactor says in its time-out when the next timer is due.
int __wrap_timerfd_create(int, int) {
  errno = EINVAL;
  return -1;
}

int __wrap_epoll_wait(int reactor, epoll_event* events, int most, int timeout) {
  const int ready = __real_epoll_wait(reactor, events, most, 0);
  if (ready != 0 || timeout == 0) return ready;
  constexpr Span longest = std::chrono::minutes{1};
  const Instant deadline = present + (timeout < 0 ? longest : Span{timeout});
  if (idle_port) {
    idle_port(deadline);
  } else {
    present = deadline;
  }
  return __real_epoll_wait(reactor, events, most, 0);
}

Instant steady_now() { return present; }

void begin_time(Time wall, std::uint32_t seed) {
  present = first_instant;
  wall_ahead = wall.time_since_epoch() - std::chrono::floor<Span>(present.time_since_epoch());
  seeds.seed(seed);
}

void let_pass(Span span) { present += span; }
void wall_clock_jumps(Span by) { wall_ahead += by; }
void on_idle(Idle idle) { idle_port = std::move(idle); }

}  // namespace ilert_bridge::simulation
