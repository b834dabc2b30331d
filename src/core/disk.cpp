#include "ilert-bridge/core/disk.hpp"

#include <algorithm>

namespace ilert_bridge {
namespace {

constexpr Bytes most = Bytes{256} << 20;
constexpr Bytes least = Bytes{32} << 20;

bool has_recovered_from_low(const Disk& disk) { return disk.free >= low_below(disk) + low_below(disk) / 4; }

}  // namespace

Bytes low_below(const Disk& disk) {
  return std::max(std::min(disk.total / 20, most), std::min(least, disk.total / 4));
}

Space space_of(const Disk& disk, bool commit_failed, Space before) {
  if (commit_failed || disk.free < full_below) return Space::full;
  if (before == Space::full && disk.free < reserve_size + 4 * full_below) return Space::full;
  if (disk.free < low_below(disk)) return Space::low;
  return before != Space::ok && !has_recovered_from_low(disk) ? Space::low : Space::ok;
}

}  // namespace ilert_bridge
