#include <algorithm>
#include <cmath>
#include <limits>

#include "ilert-bridge/livestatus/reply.hpp"

namespace ilert_bridge {
namespace {

std::int64_t whole(double number, std::int64_t otherwise) {
  constexpr double most = 9.2e18;  // just inside of int64
  if (std::isnan(number)) return otherwise;
  if (number >= most) return std::numeric_limits<std::int64_t>::max();
  if (number <= -most) return std::numeric_limits<std::int64_t>::min();
  return static_cast<std::int64_t>(number);
}

template <class Wanted>
const Wanted& value_or_empty(const Cell::Value& value) {
  static const Wanted empty;
  const Wanted* const found = std::get_if<Wanted>(&value);
  return found == nullptr ? empty : *found;
}

}  // namespace

std::int64_t Cell::converted(std::int64_t otherwise) const {
  if (const auto* real = std::get_if<double>(&value_)) return whole(*real, otherwise);
  if (const auto* truth = std::get_if<bool>(&value_)) return *truth ? 1 : 0;
  return otherwise;
}

std::int64_t Cell::seconds() const { return std::clamp<std::int64_t>(number(), 0, std::int64_t{1} << 40); }

const std::string& Cell::text() const { return value_or_empty<std::string>(value_); }
const std::vector<std::string>& Cell::list() const {
  return value_or_empty<std::vector<std::string>>(value_);
}
const std::vector<std::vector<std::string>>& Cell::table() const {
  return value_or_empty<std::vector<std::vector<std::string>>>(value_);
}

Pairs Cell::pairs() const {
  if (const auto* pairs = std::get_if<Pairs>(&value_)) return *pairs;
  Pairs pairs;
  for (const std::vector<std::string>& entry : table())
    if (entry.size() >= 2) pairs.emplace_back(entry[0], entry[1]);
  return pairs;
}

}  // namespace ilert_bridge
