#include "tests/doubles/livestatus_framing.hpp"

#include <algorithm>
#include <utility>

namespace ilert_bridge::doubles {
namespace {

using Heard = Framing::Heard;
constexpr std::size_t longest_line = 64 * 1024;  // naemon and its ancestor

std::string_view trimmed(std::string_view line) {
  const auto last = line.find_last_not_of(" \t\r");
  return line.substr(0, last + 1);
}

}  // namespace

Heard Framing::next() {
  while (true) {
    const auto end = unread_.find('\n');
    const bool bounded = flavour_ == Flavour::naemon || flavour_ == Flavour::nagios;
    if (bounded && std::min(end, unread_.size()) > longest_line)
      return {.kind = Heard::Kind::refused,
              .code = 451,
              .text = "Client request too long: line exceeds 65536 bytes"};
    if (end == std::string::npos) return ended_ ? at_end() : Heard{};
    const auto line = unread_.substr(0, end);
    unread_.erase(0, end + 1);
    const auto text = trimmed(line);
    if (!text.empty()) {
      lines_.emplace_back(text);
    } else if (line.empty() || line == "\r" || flavour_ == Flavour::icinga2) {
      return complete();  // elsewhere a line of blanks ends nothing
    }
  }
}

Heard Framing::complete() {
  if (lines_.empty() && flavour_ == Flavour::lmd)
    return {.kind = Heard::Kind::refused, .code = 400, .text = "bad request: empty request"};
  if (lines_.empty()) return {.kind = Heard::Kind::over};
  return {.kind = Heard::Kind::request, .lines = std::exchange(lines_, {})};
}

Heard Framing::at_end() {
  const bool mid_line = !unread_.empty();
  if (mid_line && flavour_ == Flavour::naemon)
    return {.kind = Heard::Kind::refused,
            .code = 451,
            .text = "Client connection terminated while request still incomplete"};
  if (mid_line && flavour_ == Flavour::icinga2) {
    lines_.emplace_back(trimmed(unread_));
    unread_.clear();
  }
  if (lines_.empty() || !unread_.empty()) return {.kind = Heard::Kind::over};
  return complete();
}

}  // namespace ilert_bridge::doubles
