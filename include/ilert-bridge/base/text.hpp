// Text that came from outside, made fit to be sent, logged and shown. All functions are pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ilert_bridge {

// Valid UTF-8 without controls except newline and tab; NUL, other controls and direction marks vanish, CR LF
// and a lone CR become LF. Bytes that are no UTF-8 are read as Latin-1, or U+FFFD in a broken character.
std::string clean(std::string_view bytes);

// clean(), and every run of white space becomes one blank; none at either end.
std::string one_line(std::string_view bytes);

// At most `limit` code points; where something was cut, the last one is "…". The input must be valid UTF-8.
std::string cut(std::string_view utf8, std::size_t limit);

// At most `limit` bytes, cut at a code point's boundary; where something was cut it ends in "…" (three of the
// bytes).
std::string cut_bytes(std::string_view utf8, std::size_t limit);

std::size_t code_points(std::string_view utf8);

// Terminal columns that the text takes, one per code point; good enough for tables.
std::string pad(std::string_view utf8, std::size_t width);

// In double quotes, with \" \\ \n \t \xNN escapes for what would break a line or play with the terminal.
std::string quoted(std::string_view bytes);
// A std::string finds std::quoted by its namespace, which would be the better match where <iomanip> is
// included.
inline std::string quoted(const std::string& bytes) { return quoted(std::string_view{bytes}); }
inline std::string quoted(std::string& bytes) { return quoted(std::string_view{bytes}); }

// Quoted only where it has blanks, quotes, '=', '\' or control characters, or is empty: the value of a
// key=value pair.
std::string log_value(std::string_view bytes);

// The candidate nearest to `word` by edit distance, at most a third of its length (at least 2) away; else
// empty.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

std::string lower(std::string_view ascii);
std::string join(const std::vector<std::string>& parts, std::string_view separator);

}  // namespace ilert_bridge
