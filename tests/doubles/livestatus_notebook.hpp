// What the Livestatus double heard, and what shall go wrong next. Any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tests/doubles/livestatus_fault.hpp"

namespace ilert_bridge::doubles {

class Notebook {
 public:
  void plan(Fault fault);
  void forget_faults();
  // The fault whose turn it is. Those of connections do not hinder those of answers, and the other way round.
  std::optional<Fault> next_fault(bool of_connections);

  void heard(std::string request);
  void forget_requests();
  std::vector<std::string> requests() const;
  bool wait_for_requests(std::size_t count, std::chrono::milliseconds within) const;

  void complain(const std::vector<std::string>& complaints);
  std::vector<std::string> complaints() const;

  void opened();
  void closed();
  std::size_t accepted() const;
  std::size_t connected() const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::deque<Fault> faults_;
  std::vector<std::string> requests_, complaints_;
  std::size_t accepted_ = 0, connected_ = 0;
};

}  // namespace ilert_bridge::doubles
