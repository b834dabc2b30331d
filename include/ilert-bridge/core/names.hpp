// Enumerators and the words for them, one table per enum, in the order of the enum.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace ilert_bridge {

template <std::size_t count>
using Words = std::array<std::string_view, count>;

template <class Enum, std::size_t count>
std::string_view name_in(const Words<count>& names, Enum value) {
  const auto at = static_cast<std::size_t>(value);
  return at < count ? names[at] : std::string_view{"?"};
}

template <class Enum, std::size_t count>
std::optional<Enum> named_in(const Words<count>& names, std::string_view name) {
  for (std::size_t at = 0; at < count; ++at)
    if (names[at] == name) return static_cast<Enum>(at);
  return {};
}

}  // namespace ilert_bridge
