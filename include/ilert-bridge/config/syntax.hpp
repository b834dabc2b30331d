// What is wrong with a line that is no TOML, in words for its writer: not what the parser stumbled over, but
// what to write instead. Pure.
#pragma once

#include <string>

#include "ilert-bridge/config/parse.hpp"

namespace ilert_bridge {

// Of a key or a table that is there twice; empty if it is something else. Shows no value.
std::string twice_fault(const NotToml& broken);

// `line`: the one that the spot is in. The parser's own words where nothing better is known.
std::string syntax_fault(const NotToml& broken, const std::string& line);

}  // namespace ilert_bridge
