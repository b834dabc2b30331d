#include "ilert-bridge/base/text.hpp"

#include <utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <numeric>

namespace ilert_bridge {
namespace {

constexpr std::string_view ellipsis = "…";

// C0 and C1 controls, line and paragraph separators, and the marks that turn the direction of text around:
// none of them belongs on a pager's screen.
bool is_control(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

bool is_plain_ascii(char c) { return (c >= ' ' && c < 0x7f) || c == '\n' || c == '\t'; }

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

std::string_view first_code_points(std::string_view utf8, std::size_t count) {
  std::size_t end = 0;
  while (end < utf8.size() && (count > 0 || continues(utf8[end]))) count -= continues(utf8[end++]) ? 0 : 1;
  return utf8.substr(0, end);
}

std::string_view continuations(std::string_view bytes) {
  std::size_t end = 0;
  while (end < bytes.size() && continues(bytes[end])) ++end;
  return bytes.substr(0, end);
}

// Bytes that are no UTF-8 are Latin-1 mostly, as old plugins and configurations write it. But not where one
// of them leads others on, nor beside characters that are UTF-8: that is a character which was cut.
std::string valid_utf8(std::string_view bytes) {
  constexpr unsigned char first_printable = 0xa0;
  std::string valid;
  valid.reserve(bytes.size() + bytes.size() / 8);
  bool any_utf8 = false;
  for (auto at = bytes.begin(); at != bytes.end();) {
    const auto wrong = utf8::find_invalid(at, bytes.end());
    any_utf8 = any_utf8 || std::any_of(at, wrong, continues);
    valid.append(at, wrong);
    if (wrong == bytes.end()) break;
    const auto byte = static_cast<unsigned char>(*wrong);
    const std::string_view led = continuations({wrong + 1, bytes.end()});
    const bool is_latin1 = !any_utf8 && byte >= first_printable && led.empty();
    utf8::append(is_latin1 ? char32_t{byte} : char32_t{0xfffd}, std::back_inserter(valid));
    at = wrong + 1 + static_cast<std::ptrdiff_t>(led.size());
  }
  return valid;
}

std::string hex_escape(unsigned char byte) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "\\x%02x", byte);
  return text.data();
}

// One code point (or, of bytes that are no UTF-8, one byte) as `quoted` writes it.
void append_quoted(std::string& text, std::uint32_t c, std::string_view bytes) {
  if (c == '"' || c == '\\') {
    text.append(1, '\\').append(bytes);
  } else if (c == '\n') {
    text += "\\n";
  } else if (c == '\t') {
    text += "\\t";
  } else if (is_control(c)) {
    for (const char byte : bytes) text += hex_escape(static_cast<unsigned char>(byte));
  } else {
    text += bytes;
  }
}

bool is_plain(std::string_view bytes) {
  if (bytes.empty() || !utf8::is_valid(bytes.begin(), bytes.end())) return false;
  for (auto at = bytes.begin(); at != bytes.end();) {
    const std::uint32_t c = utf8::unchecked::next(at);
    if (is_control(c) || c == ' ' || c == '"' || c == '=' || c == '\\') return false;
  }
  return true;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row.back();
}

}  // namespace

std::string clean(std::string_view bytes) {
  if (std::all_of(bytes.begin(), bytes.end(), is_plain_ascii)) return std::string{bytes};
  const std::string valid = valid_utf8(bytes);
  std::string text;
  text.reserve(valid.size());
  for (auto at = valid.cbegin(); at != valid.cend();) {
    const auto start = at;
    const std::uint32_t c = utf8::unchecked::next(at);
    if (c == '\r') {
      if (at == valid.cend() || *at != '\n') text += '\n';
    } else if (c == '\n' || c == '\t' || !is_control(c)) {
      text.append(start, at);
    }
  }
  return text;
}

std::string one_line(std::string_view bytes) {
  std::string line;
  for (const char c : clean(bytes)) {
    const bool blank = c == '\n' || c == '\t' || c == ' ';
    if (!blank) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  if (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

std::string cut(std::string_view utf8, std::size_t limit) {
  if (utf8.size() <= limit || code_points(utf8) <= limit) return std::string{utf8};
  if (limit == 0) return {};
  return std::string{first_code_points(utf8, limit - 1)}.append(ellipsis);
}

std::string cut_bytes(std::string_view utf8, std::size_t limit) {
  if (utf8.size() <= limit) return std::string{utf8};
  if (limit < ellipsis.size()) return {};
  std::size_t end = limit - ellipsis.size();
  for (int back = 0; back < 3 && end > 0 && continues(utf8[end]); ++back) --end;
  return std::string{utf8.substr(0, end)}.append(ellipsis);
}

std::size_t code_points(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return !continues(c); }));
}

std::string pad(std::string_view utf8, std::size_t width) {
  std::string text = cut(utf8, width);
  text.append(width - std::min(width, code_points(text)), ' ');
  return text;
}

std::string quoted(std::string_view bytes) {
  std::string text = "\"";
  if (utf8::is_valid(bytes.begin(), bytes.end())) {
    for (auto at = bytes.begin(); at != bytes.end();) {
      const auto start = at;
      const std::uint32_t c = utf8::unchecked::next(at);
      append_quoted(text, c, {start, at});
    }
  } else {
    // Every byte for itself: 0x80 and above are the control characters that they would be in Latin-1, or
    // worse.
    for (const char& c : bytes)
      append_quoted(text, static_cast<unsigned char>(c) < 0x80 ? c : 0x80U, {&c, 1});
  }
  return text += '"';
}

std::string log_value(std::string_view bytes) { return is_plain(bytes) ? std::string{bytes} : quoted(bytes); }

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string_view candidate : candidates) {
    const std::size_t longer = std::max(word.size(), candidate.size());
    if (longer - std::min(word.size(), candidate.size()) >= best_distance) continue;
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance && distance < longer) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string lower(std::string_view ascii) {
  std::string text{ascii};
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) {
    if (&part != &parts.front()) text += separator;
    text += part;
  }
  return text;
}

}  // namespace ilert_bridge
