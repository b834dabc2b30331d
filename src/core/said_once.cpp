#include "ilert-bridge/core/said_once.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

constexpr std::array<std::string_view, 3> marks{"(!!)", "(!)", "(.)"};

bool ends_word(std::string_view rest) {
  constexpr std::string_view ends = " ,;:";
  return rest.empty() || ends.find(rest.front()) != std::string_view::npos;
}

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// As the state is called, and as Checkmk and the plugins shorten it.
bool is_state(std::string_view word, State state) {
  const std::string_view full = name(state);
  const bool is_short = full.size() > 4 && word.size() == 4;  // CRIT WARN UNKN
  return lower(word) == lower(is_short ? full.substr(0, 4) : full);
}

// A plugin that is called as the service, or as its first words are.
bool is_name(std::string_view words, std::string_view service) {
  if (words.empty()) return true;
  const std::string name = lower(service);
  return name.starts_with(lower(words)) && (name.size() == words.size() || name[words.size()] == ' ');
}

// What follows ": ", " - " or the end; nothing where the word goes on otherwise.
const char* after_separator(std::string_view rest) {
  if (rest.empty()) return rest.data();
  for (const std::string_view separator : {":", " :", " -", " –"}) {
    if (!rest.starts_with(separator)) continue;
    const std::string_view left = rest.substr(separator.size());
    if (left.empty()) return left.data();
    if (left.front() == ' ') return left.data() + 1;
  }
  return nullptr;
}

// The line without "NAME STATE: " at its beginning; itself where it does not begin so.
std::string_view without_beginning(std::string_view line, std::string_view service, State state) {
  for (std::size_t at = 0; at < line.size() && at <= service.size() + 1; ++at) {
    if (at > 0 && line[at - 1] != ' ') continue;
    const std::string_view rest = line.substr(at);
    const auto* const end = std::find_if_not(rest.begin(), rest.end(), is_letter);
    const auto size = static_cast<std::size_t>(end - rest.begin());
    if (!is_state(rest.substr(0, size), state)) continue;
    if (!is_name(line.substr(0, at == 0 ? 0 : at - 1), service)) return line;
    const char* const begin = after_separator(rest.substr(size));
    return begin == nullptr ? line : std::string_view{begin, line.data() + line.size()};
  }
  return line;
}

std::string_view mark_at(std::string_view text) {
  for (const std::string_view mark : marks)
    if (text.starts_with(mark) && ends_word(text.substr(mark.size()))) return mark;
  return {};
}

// With the blank before it.
std::string without_marks(std::string_view line) {
  std::string text;
  while (!line.empty()) {
    const std::string_view mark = mark_at(line);
    if (mark.empty()) {
      text += line.front();
      line.remove_prefix(1);
    } else {
      if (text.ends_with(' ')) text.pop_back();
      line.remove_prefix(mark.size());
    }
  }
  return text;
}

}  // namespace

std::string said_once(std::string_view output, std::string_view service, State state) {
  std::string line = one_line(without_marks(output));
  for (std::size_t before = line.size() + 1; line.size() < before;) {
    before = line.size();
    line = without_beginning(line, service, state);
  }
  return line;
}

}  // namespace ilert_bridge
