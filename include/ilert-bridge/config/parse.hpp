// TOML text to nodes. Pure; the only file behind it that knows toml++.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "ilert-bridge/config/node.hpp"

namespace ilert_bridge {

// The first thing in a file that is not TOML. Nothing behind it is read.
struct NotToml {
  Spot spot;
  std::string text;
};

std::variant<Node, NotToml> parse_toml(std::string_view text, int file);

}  // namespace ilert_bridge
