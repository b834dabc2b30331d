// Table status: which run of the core answers, whether it notifies, and what its clock says. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "ilert-bridge/core/model.hpp"
#include "ilert-bridge/livestatus/columns.hpp"

namespace ilert_bridge {

// The runs of the cores behind LMD, by the keys of their servers; any other server is one without a key.
using Programs = std::map<std::string, Program>;
// All of them as one program: another one when any of them restarts.
Program as_one(const Programs& programs);

struct CoreStatus {
  Programs programs;
  Program program;  // all of them as one
  bool complete =
      true;  // false: a core said 0 as its start (Icinga 2 while it starts, LMD's backend while it is away)
  bool notifications_enabled = true;
  bool detects_flapping = true;                    // one of the cores, at least
  Span interval_length = std::chrono::minutes{1};  // the unit of delays in its configuration
  std::int64_t newest = 0;                         // the latest time it told, seconds of its clock
  std::int64_t hosts = 0;                          // monitored; 0: it does not say
  std::int64_t services = 0;
};

class StatusReader {
 public:
  explicit StatusReader(const Capabilities& capabilities);
  const Columns& columns() const { return columns_; }
  // LMD has one row for each core behind it.
  void add(const Row& row);
  bool any() const { return rows_ > 0; }
  const CoreStatus& status() const { return status_; }

 private:
  Columns columns_;
  Column key_, start_, pid_, notifications_, flap_detection_, last_command_, interval_length_, hosts_,
      services_;
  CoreStatus status_;
  int rows_ = 0;
};

}  // namespace ilert_bridge
