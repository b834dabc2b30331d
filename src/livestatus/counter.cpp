#include "ilert-bridge/livestatus/counter.hpp"

#include <algorithm>

namespace ilert_bridge {
namespace {

constexpr std::int64_t seven_digits = 1'000'000;

}  // namespace

CounterBounds bounds_of_printed(std::int64_t printed) {
  std::int64_t unit = 1;
  while (printed / unit >= seven_digits) unit *= 10;
  return {printed - unit / 2, printed + unit / 2};
}

std::vector<std::int64_t> thresholds(const CounterBounds& bounds, std::size_t count) {
  std::vector<std::int64_t> asked;
  const std::int64_t width = bounds.most - bounds.least;
  const std::int64_t steps = std::min<std::int64_t>(width, static_cast<std::int64_t>(count));
  for (std::int64_t i = 1; i <= steps; ++i) asked.push_back(bounds.least + width * i / steps);
  return asked;
}

CounterBounds narrowed(CounterBounds bounds, const std::vector<std::int64_t>& asked,
                       const std::vector<bool>& reached) {
  for (std::size_t i = 0; i < asked.size() && i < reached.size(); ++i) {
    if (!reached[i]) return {bounds.least, asked[i] - 1};
    bounds.least = asked[i];
  }
  bounds.most = bounds.least;
  return bounds;
}

}  // namespace ilert_bridge
