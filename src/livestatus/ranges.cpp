#include "ilert-bridge/livestatus/ranges.hpp"

#include <algorithm>
#include <utility>

#include "ilert-bridge/livestatus/named.hpp"

namespace ilert_bridge {
namespace {

bool cannot_be_asked_for(const std::string& host) { return !can_be_asked_for({"", host, "", ""}); }

}  // namespace

HostRanges::HostRanges(std::vector<std::string> names, std::size_t hosts)
    : names_(std::move(names)), hosts_(std::max<std::size_t>(hosts, 1)) {
  names_.erase(std::remove_if(names_.begin(), names_.end(), cannot_be_asked_for), names_.end());
  std::sort(names_.begin(), names_.end());
}

void HostRanges::limit(Query& query, std::string_view column) const {
  if (at_ > 0) query.filter_from(column, names_[at_]);
  if (at_ + hosts_ < names_.size()) query.filter_below(column, names_[at_ + hosts_]);
}

void HostRanges::next() {
  at_ += hosts_;
  done_ = at_ >= names_.size();
}

bool HostRanges::halve() {
  if (hosts_ <= 1 || names_.empty()) return false;
  hosts_ = std::min(hosts_, names_.size() - at_) / 2;
  hosts_ = std::max<std::size_t>(hosts_, 1);
  return true;
}

}  // namespace ilert_bridge
