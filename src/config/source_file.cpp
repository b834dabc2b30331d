#include <algorithm>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/config/findings.hpp"
#include "ilert-bridge/config/secret.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t longest_shown = 200;  // code points; no person reads further

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.emplace_back(text.substr(at, end - at));
    if (lines.back().ends_with('\r')) lines.back().pop_back();
    at = end + 1;
  }
  return lines;
}

// Every control character but the tab becomes '?', one for one, so columns stay where they are.
std::string printable(std::string line) {
  for (char& c : line)
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f) c = '?';
  return clean(line);
}

bool is_of_a_name(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view{"_-\\\"'"}.find(c) != std::string_view::npos;
}

// Where the first key that names a secret is given its value: at its '='.
std::size_t secret_given_in(std::string_view line) {
  for (auto equals = line.find('='); equals != std::string_view::npos; equals = line.find('=', equals + 1)) {
    std::size_t end = equals;
    while (end > 0 && (line[end - 1] == ' ' || line[end - 1] == '\t')) --end;
    std::size_t begin = end;
    while (begin > 0 && is_of_a_name(line[begin - 1])) --begin;
    std::string name{line.substr(begin, end - begin)};
    std::erase_if(name, [](char c) { return c == '"' || c == '\''; });
    if (!name.empty() && names_a_secret(name)) return equals;
  }
  return std::string_view::npos;
}

// Likewise a key that stands where none belongs, or an address with a password.
bool shows_a_secret(std::string_view line) {
  for (auto at = line.find("il1"); at != std::string_view::npos; at = line.find("il1", at + 1)) {
    const auto end = std::min(line.find_first_of(" \t\"',]}#", at), line.size());
    if (looks_like_a_key(line.substr(at, end - at))) return true;
  }
  const auto scheme = line.find("://");
  return scheme != std::string_view::npos && line.find('@', scheme) != std::string_view::npos;
}

// What ends the value of "= …" on a later line; empty if it ends on its own.
std::string_view closing_of(std::string_view assignment) {
  const auto begin = std::min(assignment.find_first_not_of(" \t", 1), assignment.size());
  const std::string_view value = assignment.substr(begin);
  for (const std::string_view quotes : {std::string_view{"\"\"\""}, std::string_view{"'''"}})
    if (value.starts_with(quotes))
      return value.find(quotes, 3) == std::string_view::npos ? quotes : std::string_view{};
  const bool is_open_list = value.starts_with('[') && value.find(']') == std::string_view::npos;
  return is_open_list ? std::string_view{"]"} : std::string_view{};
}

}  // namespace

SourceFile::SourceFile(std::filesystem::path path, std::string_view text, bool readable_by_others)
    : path_(std::move(path)), lines_(lines_of(text)), readable_by_others_(readable_by_others) {
  find_secrets();
}

// By looking at the text alone, because the excerpt of a syntax error is shown before anything is understood.
void SourceFile::find_secrets() {
  std::string_view closing;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const std::string_view line = lines_[i];
    const int number = static_cast<int>(i) + 1;
    if (!closing.empty()) {
      hidden_[number] = Hidden::whole;
      if (line.find(closing) != std::string_view::npos) closing = {};
    } else if (const auto equals = secret_given_in(line); equals != std::string_view::npos) {
      hidden_[number] = Hidden::behind_equals;
      closing = closing_of(line.substr(equals));
    } else if (shows_a_secret(line)) {
      hidden_[number] = Hidden::behind_equals;
    }
  }
}

void SourceFile::hide(const Spot& spot) {
  hidden_.try_emplace(spot.line, Hidden::behind_equals);
  for (int line = spot.line + 1; line <= spot.last_line; ++line) hidden_[line] = Hidden::whole;
}

std::string SourceFile::shown(int line) const {
  if (line < 1 || static_cast<std::size_t>(line) > lines_.size()) return {};
  const std::string& text = lines_[static_cast<std::size_t>(line) - 1];
  const auto hidden = hidden_.find(line);
  if (hidden == hidden_.end()) return cut(printable(text), longest_shown);
  const auto equals = text.find('=');
  if (hidden->second == Hidden::whole || equals == std::string::npos) return "***";
  const auto value = std::min(text.find_first_not_of(" \t", equals + 1), text.size());
  return printable(text.substr(0, value)) + "***";
}

}  // namespace ilert_bridge
