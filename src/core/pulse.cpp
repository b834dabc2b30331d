#include "ilert-bridge/core/pulse.hpp"

#include <algorithm>

namespace ilert_bridge {
namespace {

constexpr Span least_patience = std::chrono::minutes{10};
constexpr Span longest_between = std::chrono::minutes{3};  // readings
constexpr int rhythm = 4;                                  // times the longest pause
constexpr int moves_to_trust = 5;
constexpr int moves_to_beat = 2;

bool counted(const std::optional<std::int64_t>& now, const std::optional<std::int64_t>& before) {
  return now && before && *now != *before;
}

}  // namespace

// Nobody saw what it did meanwhile. What had stopped has not shown yet that it works.
void Pulse::Rhythm::begin_anew(Time at) {
  if (beat != Beat::stopped) moved_at = at;
  in_a_row = 0;
}

void Pulse::Rhythm::move(Time at) {
  if (beat != Beat::stopped) longest_pause = std::max(longest_pause, at - moved_at);
  moved_at = at;
  ++moves;
  if (++in_a_row >= moves_to_beat) beat = Beat::beats;
}

void Pulse::Rhythm::stand_still(Time at, bool says_so) {
  in_a_row = 0;
  const Span patience = std::max(least_patience, rhythm * longest_pause);
  if ((moves >= moves_to_trust || says_so) && at - moved_at >= patience) beat = Beat::stopped;
}

bool Pulse::newer(const PulseReading& reading) const {
  return reading.newest && last_->newest && *reading.newest > *last_->newest;
}

void Pulse::read_services(const PulseReading& reading) {
  if (counted(reading.service_checks, last_->service_checks) || newer(reading)) {
    services_.move(reading.at);
    return;
  }
  services_are_due_ = reading.service_checks && reading.due_services.value_or(0) > 0;
  if (services_are_due_) {
    services_.stand_still(reading.at, reading.service_checks_off);
  } else {
    services_.beat = Beat::unknown;
    services_.begin_anew(reading.at);
  }
}

void Pulse::read(const PulseReading& reading) {
  const bool begins_anew = !last_ || reading.program != last_->program || reading.at < last_->at ||
                           reading.at - last_->at > longest_between;
  if (begins_anew) {
    all_.begin_anew(reading.at);
    services_.begin_anew(reading.at);
  } else {
    if (counted(reading.checks, last_->checks) || newer(reading))
      all_.move(reading.at);
    else
      all_.stand_still(reading.at, reading.service_checks_off && reading.host_checks_off);
    read_services(reading);
  }
  const std::optional<Time> newest = last_ && !begins_anew ? last_->newest : std::nullopt;
  last_ = reading;
  if (!last_->newest) last_->newest = newest;  // it is asked for only while the counters stand still
}

bool Pulse::only_services_stopped() const {
  return all_.beat != Beat::stopped && services_are_due_ && services_.beat == Beat::stopped;
}

Pulse::Beat Pulse::beat() const {
  if (only_services_stopped()) return Beat::stopped;
  // A restart of the bridge must not end what it cannot know to be over.
  if (all_.beat == Beat::beats && services_are_due_) return services_.beat;
  return all_.beat;
}

std::optional<Time> Pulse::still_since() const {
  if (beat() != Beat::stopped) return std::nullopt;
  return only_services_stopped() ? services_.moved_at : all_.moved_at;
}

std::string Pulse::what() const {
  if (beat() != Beat::stopped) return {};
  return only_services_stopped() ? "any service" : "anything";
}

std::string Pulse::cause() const {
  if (beat() != Beat::stopped) return {};
  if (last_->service_checks_off && last_->host_checks_off) return "its checks are switched off";
  if (last_->service_checks_off) return "its service checks are switched off";
  if (only_services_stopped()) return "hosts are checked, but no check of a service has run";
  if (last_->host_checks_off) return "its host checks are switched off";
  return "it answers, but no check has run";
}

std::string Pulse::remedy() const {
  if (beat() != Beat::stopped) return {};
  if (last_->service_checks_off || (last_->host_checks_off && !only_services_stopped()))
    return "switch the execution of checks on again, in Checkmk by the snap-in Master control";
  return "see whether the core hangs or its helpers died: omd status, and its log; restart it if so";
}

}  // namespace ilert_bridge
