// What somebody may have meant by a name that does not exist. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ilert_bridge {

// The likeliest first, at most so many: the same name but for case, or with or without a domain; then those
// that are a few letters away; then those that hold the word, the shortest first.
std::vector<std::string> most_alike(std::string_view word, const std::vector<std::string>& names,
                                    std::size_t most);

}  // namespace ilert_bridge
