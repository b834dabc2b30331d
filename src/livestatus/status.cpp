#include "ilert-bridge/livestatus/status.hpp"

#include <algorithm>

namespace ilert_bridge {

StatusReader::StatusReader(const Capabilities& capabilities) : columns_("status", capabilities) {
  start_ = columns_.need("program_start");
  pid_ = columns_.want("nagios_pid");
  if (!pid_.there()) pid_ = columns_.want("core_pid");
  notifications_ = columns_.want("enable_notifications");
  last_command_ = columns_.want("last_command_check");
  hosts_ = columns_.want("num_hosts");
  services_ = columns_.want("num_services");
}

void StatusReader::add(const Row& row) {
  const std::int64_t start = start_.in(row).seconds();
  Program& program = status_.program;
  // Any mixture will do as long as it changes when one of them does.
  const std::int64_t pid = pid_.in(row).number() & 0xffffffff;
  program.pid = rows_ == 0 ? pid : (program.pid * 31 + pid + (start & 0xffffff)) & 0xffffffffffff;
  program.start = std::max(program.start, start);
  status_.complete = status_.complete && start > 0;
  status_.notifications_enabled = status_.notifications_enabled && notifications_.in(row).truth(true);
  status_.newest = std::max({status_.newest, start, last_command_.in(row).seconds()});
  status_.hosts += hosts_.in(row).number();
  status_.services += services_.in(row).number();
  ++rows_;
}

}  // namespace ilert_bridge
