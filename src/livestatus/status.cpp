#include "ilert-bridge/livestatus/status.hpp"

#include <algorithm>

namespace ilert_bridge {

namespace {

constexpr std::int64_t longest_unit = 3600;  // seconds; more is no unit of delays

}  // namespace

// Any mixture will do as long as it changes when one of them does.
Program as_one(const Programs& programs) {
  Program all;
  bool is_first = true;
  for (const auto& [key, program] : programs) {
    const std::int64_t mixed = all.pid * 31 + program.pid + (program.start & 0xffffff);
    all.pid = is_first ? program.pid : mixed & 0xffffffffffff;
    all.start = std::max(all.start, program.start);
    is_first = false;
  }
  return all;
}

StatusReader::StatusReader(const Capabilities& capabilities) : columns_("status", capabilities) {
  if (capabilities.flavour == Flavour::lmd) key_ = columns_.want("peer_key");
  start_ = columns_.need("program_start");
  pid_ = columns_.want("nagios_pid");
  if (!pid_.there()) pid_ = columns_.want("core_pid");
  notifications_ = columns_.want("enable_notifications");
  flap_detection_ = columns_.want("enable_flap_detection");
  last_command_ = columns_.want("last_command_check");
  interval_length_ = columns_.want("interval_length");
  hosts_ = columns_.want("num_hosts");
  services_ = columns_.want("num_services");
}

void StatusReader::add(const Row& row) {
  const std::int64_t start = start_.in(row).seconds();
  status_.programs[key_.in(row).text()] = {.start = start, .pid = pid_.in(row).number() & 0xffffffff};
  status_.program = as_one(status_.programs);
  status_.complete = status_.complete && start > 0;
  status_.notifications_enabled = status_.notifications_enabled && notifications_.in(row).truth(true);
  status_.detects_flapping = (rows_ > 0 && status_.detects_flapping) || flap_detection_.in(row).truth(true);
  status_.newest = std::max({status_.newest, start, last_command_.in(row).seconds()});
  if (const std::int64_t unit = interval_length_.in(row).number(); unit > 0 && unit <= longest_unit)
    status_.interval_length = std::chrono::seconds{unit};
  status_.hosts += hosts_.in(row).number();
  status_.services += services_.in(row).number();
  ++rows_;
}

}  // namespace ilert_bridge
