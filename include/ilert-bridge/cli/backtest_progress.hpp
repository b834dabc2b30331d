// How far the reading is, on a terminal: one line of standard error that is gone at the end.
#pragma once

#include <string>

#include "ilert-bridge/daemon/past_reading.hpp"

namespace ilert_bridge {

class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine();  // takes it away
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(const PastProgress& reached);

 private:
  bool is_terminal_;
  bool is_shown_ = false;
};

// "prod [##########..........] 50 %, Ctrl-C stops". Pure.
std::string progress_text(const PastProgress& reached);

}  // namespace ilert_bridge
