// The servers behind LMD. It leaves out the rows of those that it does not reach, shows old ones of those
// that it has just lost, and says 200. Pure.
#pragma once

#include <string>
#include <vector>

#include "ilert-bridge/livestatus/reply.hpp"

namespace ilert_bridge {

class Peers {
 public:
  static const std::vector<std::string>& columns();  // of table sites
  void add(const Row& row);

  // The keys of those that answer, for a question to them alone.
  std::vector<std::string> reached() const;
  bool any_is_away() const { return !away_.empty(); }
  bool all_are_away() const { return any_is_away() && reached_.empty(); }
  // "LMD does not reach its peer berlin (connection refused)", for people; empty if it reaches all.
  std::string away() const;
  bool are_the_same_as(const Peers& other) const { return reached_ == other.reached_; }

 private:
  std::vector<std::string> reached_;  // sorted
  std::vector<std::string> away_;     // names and why
};

}  // namespace ilert_bridge
