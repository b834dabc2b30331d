// Text of checks inside Markdown, so that nothing in it is taken for Markdown. Pure.
#pragma once

#include <string>
#include <string_view>

namespace ilert_bridge {

// A fenced block that the text cannot close: the fence is longer than any run of backticks in it (runs of
// more than 16 are shortened to that). At most `limit` code points of text; empty for an empty text. The text
// must be valid UTF-8.
std::string code_block(std::string_view text, std::size_t limit);

// The same within a line.
std::string code_span(std::string_view line, std::size_t limit);

}  // namespace ilert_bridge
