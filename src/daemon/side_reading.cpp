#include "ilert-bridge/daemon/side_reading.hpp"

#include <utility>

#include "ilert-bridge/base/log.hpp"

namespace ilert_bridge {

SideReading::SideReading(std::string site, std::string what)
    : site_(std::move(site)), what_(std::move(what)) {}

void SideReading::failed(const std::string& fault, Time at) {
  fault_ = fault;
  if (!since_) since_ = at;
  if (repeats_.fails(fault, at)) log_warning(words(), {{"site", site_}});
}

void SideReading::succeeded() {
  since_.reset();
  if (repeats_.ends()) log_notice(what_ + " can be read again", {{"site", site_}});
}

void SideReading::not_wanted() {
  since_.reset();
  repeats_.ends();
}

std::string SideReading::words() const { return what_ + ' ' + fault_; }

}  // namespace ilert_bridge
