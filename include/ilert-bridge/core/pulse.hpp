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
  std::optional<std::int64_t> checks;  // executed since its start, hosts' and services' together
  std::optional<Time> newest;          // a check of some service was recent then, passive ones too
  bool service_checks_off = false;     // switched off, for the whole core
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
  Beat beat() const { return beat_; }
  std::optional<Time> still_since() const;  // while it has stopped
  std::string cause() const;                // likewise, a sentence's part
  std::string remedy() const;

 private:
  bool moved(const PulseReading& reading) const;
  void note_move(const PulseReading& reading);
  void note_stillness(const PulseReading& reading);

  Beat beat_ = Beat::unknown;
  std::optional<PulseReading> last_;
  Time moved_at_{};
  Span longest_pause_{};
  int moves_ = 0;     // since the first reading
  int in_a_row_ = 0;  // readings that showed a move, without one between them that did not
};

}  // namespace ilert_bridge
