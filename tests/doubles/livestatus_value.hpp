// One value of a Livestatus table, and how servers compare and write it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ilert-bridge/livestatus/flavour.hpp"

namespace ilert_bridge::doubles {

using Scalar = std::variant<std::int64_t, std::string>;
using Texts = std::vector<std::string>;
using Dictionary = std::map<std::string, std::string>;
using Lines = std::vector<std::vector<Scalar>>;  // comments_with_info and its kin
struct Ids : std::vector<std::int64_t> {
  using vector::vector;
};
using Value =
    std::variant<std::monostate, bool, std::int64_t, double, std::string, Texts, Ids, Dictionary, Lines>;

// As JSON, with the manners of the flavour: ASCII escapes, strings cut at bad UTF-8, booleans, dictionaries
// as pairs.
void write_json(std::string& out, const Value& value, Flavour flavour);
// As a field of the default format CSV, which escapes nothing.
void write_csv(std::string& out, const Value& value);

}  // namespace ilert_bridge::doubles
