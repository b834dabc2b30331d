#include "room.hpp"

#include <algorithm>
#include <system_error>

#include "reserve.hpp"

namespace ilert_bridge::journal {
namespace {

// What SQLite still holds back, its log when the bridge goes on, and what makes a full disk one with room.
constexpr Bytes margin = Bytes{16} << 20;
constexpr std::uint64_t rows_between_looks = 256;

}  // namespace

bool Room::is_left() {
  if (++asked_ % rows_between_looks == 0) short_ = short_ || disk_of(damaged_).free < margin;
  return !short_;
}

std::int64_t Room::first_event(std::int64_t oldest, std::int64_t newest) const {
  std::error_code ignored;
  const auto size = static_cast<Bytes>(std::filesystem::file_size(damaged_, ignored));
  const Bytes usable = disk_of(damaged_).free - margin;
  if (newest < 1 || usable >= size + size / 8) return 1;
  if (usable <= 0) return newest + 1;
  const std::int64_t events = newest - std::clamp<std::int64_t>(oldest, 1, newest) + 1;
  return std::max<std::int64_t>(1, newest - usable / std::max<Bytes>(1, size / events));
}

}  // namespace ilert_bridge::journal
