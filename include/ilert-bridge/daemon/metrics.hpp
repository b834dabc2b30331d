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

namespace ilert_bridge {

// Counted since the start.
class Tally {
 public:
  void count(const Event& event);
  // One attempt's answer, and how long it took to come.
  void answered(Outcome outcome, int http_status, Span took);

  static constexpr std::array<double, 9> bounds{0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};  // seconds

 private:
  friend std::string metrics_text(const Status& status, const Tally& tally);
  std::map<std::pair<std::string, std::string>, std::uint64_t> events_;  // by site and type
  std::map<std::string, std::uint64_t> deliveries_{{"accepted", 0}, {"retried", 0}, {"rejected", 0}};
  std::map<int, std::uint64_t> codes_;
  std::array<std::uint64_t, bounds.size()> within_{};  // cumulative
  std::uint64_t answers_ = 0;
  double answering_ = 0;  // seconds
};

// In Prometheus' text format.
std::string metrics_text(const Status& status, const Tally& tally);
inline constexpr const char* metrics_type = "text/plain; version=0.0.4; charset=utf-8";

// Empty if all is well or merely worth a look; else the worst thing, in one line.
std::string unhealthy(const Status& status);

}  // namespace ilert_bridge
