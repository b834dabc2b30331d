#include "ilert-bridge/base/secrets.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace ilert_bridge {
namespace {

constexpr std::string_view blot = "***";

constexpr std::pair<std::string_view, char> entities[] = {
    {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};

std::optional<unsigned> number(std::string_view digits, int base) {
  unsigned value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [rest, failed] = std::from_chars(digits.data(), end, value, base);
  if (digits.empty() || failed != std::errc{} || rest != end) return std::nullopt;
  return value;
}

bool is_hex(std::string_view text, std::size_t digits, unsigned char byte) {
  return text.size() >= digits && number(text.substr(0, digits), 16) == byte;
}

// "&amp;", "&#38;" or "&#x26;": its length if it stands for the character.
std::size_t length_of_entity(std::string_view text, char c) {
  for (const auto& [entity, meaning] : entities)
    if (meaning == c && text.starts_with(entity)) return entity.size();
  const std::size_t end = text.substr(0, 8).find(';');
  if (!text.starts_with("&#") || end == std::string_view::npos) return 0;
  const bool hex = text[2] == 'x' || text[2] == 'X';
  const std::size_t begin = hex ? 3 : 2;
  if (end <= begin) return 0;
  return number(text.substr(begin, end - begin), hex ? 16 : 10) == static_cast<unsigned char>(c) ? end + 1
                                                                                                 : 0;
}

// How long the escape is that the text begins with, if it stands for the character; else 0.
std::size_t length_of_escape(std::string_view text, char c) {
  const auto byte = static_cast<unsigned char>(c);
  const std::string_view rest = text.substr(1);
  switch (text.front()) {
    case '%':
      return is_hex(rest, 2, byte) ? 3 : 0;
    case '+':
      return c == ' ' ? 1 : 0;
    case '&':
      return length_of_entity(text, c);
    case '\\':
      if (rest.starts_with('u') && is_hex(rest.substr(1), 4, byte)) return 6;
      if (rest.starts_with('x') && is_hex(rest.substr(1), 2, byte)) return 4;
      return rest.starts_with(c) && std::string_view{"\"'\\/"}.find(c) != std::string_view::npos ? 2 : 0;
    default:
      return 0;
  }
}

// Where the text goes on behind the secret, if it begins with it; else 0. A '%' may be itself or begin an
// escape, so all ways are followed side by side.
std::size_t end_of(std::string_view secret, std::string_view text) {
  std::vector<std::size_t> ways{0};
  for (const char c : secret) {
    std::vector<std::size_t> further;
    for (const std::size_t at : ways) {
      if (at >= text.size()) continue;
      if (text[at] == c) further.push_back(at + 1);
      if (const std::size_t length = length_of_escape(text.substr(at), c)) further.push_back(at + length);
    }
    if (further.empty()) return 0;
    ways = std::move(further);
  }
  return *std::max_element(ways.begin(), ways.end());
}

}  // namespace

void KnownSecrets::add(std::string_view secret) {
  if (secret.size() < shortest) return;
  if (std::find(secrets_.begin(), secrets_.end(), secret) == secrets_.end()) secrets_.emplace_back(secret);
}

std::size_t KnownSecrets::longest_at(std::string_view text, std::size_t at) const {
  std::size_t longest = 0;
  for (const std::string& secret : secrets_) {
    const bool may_begin =
        text[at] == secret.front() || std::string_view{"%+&\\"}.find(text[at]) != std::string_view::npos;
    if (may_begin) longest = std::max(longest, end_of(secret, text.substr(at)));
  }
  return longest;
}

std::string KnownSecrets::blot_out(std::string_view text) const {
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t length = longest_at(text, at)) {
      clean += blot;
      at += length;
    } else {
      clean += text[at++];
    }
  }
  return clean;
}

KnownSecrets& known_secrets() {
  static KnownSecrets all;
  return all;
}

std::string blot_out(std::string_view text) { return known_secrets().blot_out(text); }

}  // namespace ilert_bridge
