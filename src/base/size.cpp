#include "ilert-bridge/base/size.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace ilert_bridge {
namespace {

struct Unit {
  std::string_view name;
  Bytes bytes;
};
// The largest first; every name ends in that of the smallest.
constexpr std::array<Unit, 5> units{{{"TiB", Bytes{1} << 40},
                                     {"GiB", Bytes{1} << 30},
                                     {"MiB", Bytes{1} << 20},
                                     {"KiB", Bytes{1} << 10},
                                     {"B", 1}}};

}  // namespace

std::optional<Bytes> parse_size(std::string_view text) {
  Bytes count = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (fault != std::errc{} || text.starts_with('-')) return std::nullopt;
  const std::string_view name = text.substr(static_cast<std::size_t>(end - text.data()));
  for (const Unit& unit : units)
    if (unit.name == name && count <= std::numeric_limits<Bytes>::max() / unit.bytes)
      return count * unit.bytes;
  return std::nullopt;
}

std::string size_text(Bytes size) {
  for (const Unit& unit : units)
    if (size != 0 && size % unit.bytes == 0) return std::to_string(size / unit.bytes).append(unit.name);
  return std::to_string(size).append("B");
}

std::string about_size(Bytes size) {
  size = std::max<Bytes>(size, 0);
  const Unit& unit = *std::find_if(units.begin(), units.end() - 1,
                                   [&](const Unit& candidate) { return size >= candidate.bytes; });
  const Bytes whole = size / unit.bytes;
  std::string text = std::to_string(whole);
  // Two digits after the point would be more than anybody reads.
  if (whole < 10 && unit.bytes > 1)
    text.append(".").append(std::to_string(size % unit.bytes * 10 / unit.bytes));
  return text.append(" ").append(unit.name);
}

}  // namespace ilert_bridge
