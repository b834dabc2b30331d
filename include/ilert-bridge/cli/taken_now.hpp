// What ilert has taken by now, as the journal has it, and what is in the way of the rest, as the daemon says.
#pragma once

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/core/taken.hpp"
#include "ilert-bridge/journal/journal.hpp"

namespace ilert_bridge {

class TakenNow {
 public:
  TakenNow() = default;  // nothing: there is no journal to read
  TakenNow(const Journal& journal, const Config& config, Time now);
  // Of the configuration's journal, if there is one to read.
  static TakenNow read(const Config& config, Time now);

  Taken of(const Subject& subject, const std::string& route) const;
  TakenOn of(const Subject& subject) const;
  // Of a route, as the reports decide it.
  Uncalled uncalled(const std::string& route, const Reports& reports, Time now) const;

 private:
  struct OnRoute {
    std::map<std::string, Heard> heard;
    std::map<std::string, Untaken> untaken;
    std::vector<EventId> calls;  // of these, that wait and are HIGH, in their order
    Way way;
  };
  std::string bridge_name_;
  std::map<std::string, OnRoute> routes_;
};

}  // namespace ilert_bridge
