#include "ilert-bridge/core/pulse.hpp"

#include <algorithm>

namespace ilert_bridge {
namespace {

constexpr Span least_patience = std::chrono::minutes{10};
constexpr Span longest_between = std::chrono::minutes{3};  // readings
constexpr int rhythm = 4;                                  // times the longest pause
constexpr int moves_to_trust = 5;
constexpr int moves_to_beat = 2;

}  // namespace

bool Pulse::moved(const PulseReading& reading) const {
  const bool counted = reading.checks && last_->checks && *reading.checks != *last_->checks;
  const bool newer = reading.newest && last_->newest && *reading.newest > *last_->newest;
  return counted || newer;
}

void Pulse::note_move(const PulseReading& reading) {
  if (beat_ != Beat::stopped) longest_pause_ = std::max(longest_pause_, reading.at - moved_at_);
  moved_at_ = reading.at;
  ++moves_;
  if (++in_a_row_ >= moves_to_beat) beat_ = Beat::beats;
}

void Pulse::note_stillness(const PulseReading& reading) {
  in_a_row_ = 0;
  const bool says_so = reading.service_checks_off && reading.host_checks_off;
  const Span patience = std::max(least_patience, rhythm * longest_pause_);
  if ((moves_ >= moves_to_trust || says_so) && reading.at - moved_at_ >= patience) beat_ = Beat::stopped;
}

void Pulse::read(const PulseReading& reading) {
  const bool begins_anew = !last_ || reading.program != last_->program || reading.at < last_->at ||
                           reading.at - last_->at > longest_between;
  if (begins_anew) {
    // Nobody saw what it did meanwhile. What had stopped has not shown yet that it works.
    if (beat_ != Beat::stopped) moved_at_ = reading.at;
    in_a_row_ = 0;
  } else if (moved(reading)) {
    note_move(reading);
  } else {
    note_stillness(reading);
  }
  const std::optional<Time> newest = last_ && !begins_anew ? last_->newest : std::nullopt;
  last_ = reading;
  if (!last_->newest) last_->newest = newest;  // it is asked for only while the counters stand still
}

std::optional<Time> Pulse::still_since() const {
  return beat_ == Beat::stopped ? std::optional{moved_at_} : std::nullopt;
}

std::string Pulse::cause() const {
  if (beat_ != Beat::stopped) return {};
  if (last_->service_checks_off && last_->host_checks_off) return "its checks are switched off";
  if (last_->service_checks_off) return "its service checks are switched off";
  if (last_->host_checks_off) return "its host checks are switched off";
  return "it answers, but no check has run";
}

std::string Pulse::remedy() const {
  if (beat_ != Beat::stopped) return {};
  if (last_->service_checks_off || last_->host_checks_off)
    return "switch the execution of checks on again, in Checkmk by the snap-in Master control";
  return "see whether the core hangs or its helpers died: omd status, and its log; restart it if so";
}

}  // namespace ilert_bridge
