// What Prometheus reads: the status as gauges, and what has been counted since the start. No host and no
// service is a label: their number has no bound. prometheus-cpp is used only here, for the text.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "ilert-bridge/core/event.hpp"
#include "ilert-bridge/core/retry.hpp"
#include "ilert-bridge/core/status.hpp"
#include "ilert-bridge/daemon/consumption.hpp"

namespace ilert_bridge {

// How often something took how long.
struct Durations {
  static constexpr std::array<double, 11> bounds{0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
                                                 1,    2.5,   5,    10,  30};  // seconds
  void add(Span took);

  std::array<std::uint64_t, bounds.size()> within{};  // cumulative
  std::uint64_t count = 0;
  double sum = 0;  // seconds
};

// Counted since the start.
class Tally {
 public:
  void count(const Event& event);
  // One question that a site answered.
  void asked(Span took) { questions_.add(took); }
  // One attempt's answer, and how long it took to come.
  void answered(Outcome outcome, int http_status, Span took);

 private:
  friend std::string metrics_text(const Status& status, const Tally& tally, const Consumption& use);
  std::map<std::pair<std::string, std::string>, std::uint64_t> events_;  // by site and type
  std::map<std::string, std::uint64_t> deliveries_{{"accepted", 0}, {"retried", 0}, {"rejected", 0}};
  std::map<int, std::uint64_t> codes_;
  Durations answers_;
  Durations questions_;
};

// In Prometheus' text format.
std::string metrics_text(const Status& status, const Tally& tally, const Consumption& use);
inline constexpr const char* metrics_type = "text/plain; version=0.0.4; charset=utf-8";

// Empty if all is well or merely worth a look; else the worst thing, in one line.
std::string unhealthy(const Status& status);

}  // namespace ilert_bridge
