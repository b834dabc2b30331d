// Sizes in bytes, and how people write them. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ilert_bridge {

using Bytes = std::int64_t;

// "512B", "64KiB", "16MiB", "1GiB", "2TiB"; one whole number and one unit. Anything else (no unit, decimal
// units, sign, overflow): nothing.
std::optional<Bytes> parse_size(std::string_view text);

// The shortest exact form that parse_size reads back: "1GiB", "1536MiB".
std::string size_text(Bytes size);

// For people, three digits at most: "87 MiB", "1.4 GiB", "512 B"; negative sizes count as zero.
std::string about_size(Bytes size);

}  // namespace ilert_bridge
