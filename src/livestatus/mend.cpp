#include "ilert-bridge/livestatus/mend.hpp"

#include <array>
#include <charconv>
#include <optional>

namespace ilert_bridge {
namespace {

// What was found at one place: as it is, replaced, or too short to tell.
struct Finding {
  std::size_t length = 1;
  std::string_view replacement;
  bool complete = true;
};
constexpr Finding too_short{0, {}, false};
constexpr std::string_view replacement_character = "\\ufffd";

using Marks = std::array<bool, 256>;
constexpr Marks marks(std::string_view bytes, unsigned controls) {
  Marks marks{};
  for (const char c : bytes) marks[static_cast<unsigned char>(c)] = true;
  for (unsigned c = 0; c < controls; ++c) marks[c] = true;
  return marks;
}
constexpr Marks telling_in_strings = marks("\"\\", 0x20);
constexpr Marks telling_outside = marks("\"-nNiI", 0);

std::size_t next_of(const Marks& telling, std::string_view text, std::size_t at) {
  while (at < text.size() && !telling[static_cast<unsigned char>(text[at])]) ++at;
  return at;
}

Finding number_that_is_none(std::string_view text) {
  for (const std::string_view word : {"nan", "-nan", "NaN", "-NaN", "inf", "-inf", "Infinity", "-Infinity"}) {
    if (text.starts_with(word)) return {word.size(), "null", true};
    if (word.starts_with(text)) return too_short;
  }
  return {};
}

std::optional<unsigned> escaped_unit(std::string_view text) {
  unsigned unit = 0;
  const char* const end = text.data() + 6;
  const auto [rest, fault] = std::from_chars(text.data() + 2, end, unit, 16);
  if (fault != std::errc{} || rest != end) return std::nullopt;
  return unit;
}
constexpr bool is_high(unsigned unit) { return unit >= 0xd800 && unit < 0xdc00; }
constexpr bool is_low(unsigned unit) { return unit >= 0xdc00 && unit < 0xe000; }

Finding after_high_surrogate(std::string_view text) {
  const std::string_view second = text.substr(6);
  const bool may_be_escape = std::string_view{"\\u"}.starts_with(second.substr(0, 2));
  if (may_be_escape && second.size() < 6) return too_short;
  const auto unit = may_be_escape ? escaped_unit(second) : std::nullopt;
  if (unit && is_low(*unit)) return {12, {}, true};
  return {6, replacement_character, true};
}

Finding escape(std::string_view text) {
  if (text.size() < 2) return too_short;
  if (text[1] != 'u') return {2, {}, true};
  if (text.size() < 6) return too_short;
  const auto unit = escaped_unit(text);
  if (!unit) return {2, {}, true};  // broken; the parser says so
  if (is_low(*unit)) return {6, replacement_character, true};
  if (is_high(*unit)) return after_high_surrogate(text);
  return {6, {}, true};
}

Finding control_in_string(char c) {
  switch (c) {
    case '\n':
      return {1, "\\n", true};
    case '\t':
      return {1, "\\t", true};
    default:
      return {1, replacement_character, true};
  }
}

Finding in_string(std::string_view text) {
  return text[0] == '\\' ? escape(text) : control_in_string(text[0]);
}

}  // namespace

std::string_view Mender::mend(std::string_view piece) {
  if (!held_.empty()) {
    joined_.assign(held_).append(piece);
    held_.clear();
    piece = joined_;
  }
  mended_.clear();
  std::size_t copied = 0;
  for (std::size_t at = 0;;) {
    at = next_of(in_string_ ? telling_in_strings : telling_outside, piece, at);
    if (at == piece.size()) break;
    if (piece[at] == '"') {
      in_string_ = !in_string_;
      ++at;
      continue;
    }
    const Finding found = in_string_ ? in_string(piece.substr(at)) : number_that_is_none(piece.substr(at));
    if (!found.complete) {
      held_ = piece.substr(at);
      piece = piece.substr(0, at);
      break;
    }
    if (!found.replacement.empty()) {
      mended_.append(piece.substr(copied, at - copied)).append(found.replacement);
      copied = at + found.length;
    }
    at += found.length;
  }
  if (copied == 0) return piece;
  return mended_.append(piece.substr(copied));
}

}  // namespace ilert_bridge
