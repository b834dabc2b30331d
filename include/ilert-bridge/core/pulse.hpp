// Whether a core that answers also works: its checks run, its data are not stale as a whole. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "ilert-bridge/core/model.hpp"

namespace ilert_bridge {

// What a core says of its work at one time. What it does not say is empty.
struct PulseReading {
  Time at{};  // our clock
  Program program;
  std::optional<std::int64_t> checks;          // executed since its start, hosts' and services' together
  std::optional<std::int64_t> service_checks;  // those of services; only where both are counted
  std::optional<Time> newest;                  // a check of some service was recent then, passive ones too
  // Services of hosts that are up, which the core has to check itself, every few minutes, and now. Asked for
  // like the newest check.
  std::optional<std::int64_t> due_services;
  bool service_checks_off = false;  // switched off, for the whole core
  bool host_checks_off = false;
};

class Pulse {
 public:
  // Readings about once a minute. A longer time without one says nothing about the core.
  void read(const PulseReading& reading);

  enum class Beat : std::uint8_t {
    unknown,  // not watched for long enough
    beats,
    stopped
  };
  // It has stopped when nothing moves for ten minutes, and for four times the longest pause that was seen
  // before: few passive services bring news rarely. Only if it was seen moving; or if the core says itself
  // that both kinds of checks are off. It beats again when it moved in two readings one after the other.
  // Checks of services are judged apart by the same rules (switched off, if they alone are), while there are
  // services that are due: checks of hosts go on where those of services are switched off, and where the
  // others only come passively, or rarely, or at other times of the day, nothing is owed.
  Beat beat() const;
  std::optional<Time> still_since() const;  // while it has stopped
  std::string what() const;                 // likewise, what is not checked: "anything" or "any service"
  std::string cause() const;                // likewise, a sentence's part
  std::string remedy() const;

 private:
  struct Rhythm {
    Beat beat = Beat::unknown;
    Time moved_at{};
    Span longest_pause{};
    int moves = 0;     // since the first reading
    int in_a_row = 0;  // readings that showed a move, without one between them that did not

    void begin_anew(Time at);
    void move(Time at);
    void stand_still(Time at, bool says_so);
  };
  bool newer(const PulseReading& reading) const;
  void read_services(const PulseReading& reading);
  bool only_services_stopped() const;

  std::optional<PulseReading> last_;
  Rhythm all_, services_;
  bool services_are_due_ = false;  // as far as it was asked
};

}  // namespace ilert_bridge
