// An answer that is too large for the server, asked for in parts: ranges of host names in byte order, the way
// every server compares them. Hosts that appear meanwhile fall into one of them, for the first has no lower
// end and the last no upper one. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/livestatus/query.hpp"

namespace ilert_bridge {

class HostRanges {
 public:
  // Names that cannot be said in a request begin no range. `hosts`: of one part, at least one.
  HostRanges(std::vector<std::string> names, std::size_t hosts);
  bool done() const { return done_; }
  // Lets only the hosts of this part through.
  void limit(Query& query, std::string_view column) const;
  void next();
  // This part was too large: it and those behind it become half as large. False if it is one host already.
  bool halve();
  std::size_t hosts() const { return hosts_; }

 private:
  std::vector<std::string> names_;  // sorted
  std::size_t hosts_;
  std::size_t at_ = 0;
  bool done_ = false;
};

}  // namespace ilert_bridge
