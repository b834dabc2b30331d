#include "ilert-bridge/core/template.hpp"

#include <algorithm>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

std::string_view trimmed(std::string_view name) {
  while (name.starts_with(' ')) name.remove_prefix(1);
  while (name.ends_with(' ')) name.remove_suffix(1);
  return name;
}

// A piece of a template: literal text, or a name.
struct Piece {
  std::string_view text;
  bool is_name = false;
};

// The next piece, which is taken off `rest`. An unclosed "{{" is literal to the end.
Piece take_piece(std::string_view& rest) {
  const std::size_t open = rest.find("{{");
  const std::size_t close = open == std::string_view::npos ? open : rest.find("}}", open + 2);
  const bool literal = open != 0 || close == std::string_view::npos;
  const std::size_t size = !literal ? close + 2 : close == std::string_view::npos ? rest.size() : open;
  const std::string_view taken = rest.substr(0, size);
  rest.remove_prefix(size);
  return literal ? Piece{taken} : Piece{trimmed(taken.substr(2, taken.size() - 4)), true};
}

std::string_view value_of(std::string_view name, const Values& values) {
  const auto found = values.find(name);
  return found == values.end() ? std::string_view{} : std::string_view{found->second};
}

struct Filled {
  std::string text;
  bool named = false;       // there was a name at all
  bool all_empty = true;    // and none had a value
  bool ends_empty = false;  // the last piece was a name without a value
};

Filled filled(std::string_view rest, const Values& values) {
  Filled result;
  while (!rest.empty()) {
    const Piece piece = take_piece(rest);
    const std::string_view text = piece.is_name ? value_of(piece.text, values) : piece.text;
    result.text += text;
    result.ends_empty = piece.is_name && text.empty();
    if (piece.is_name) {
      result.named = true;
      result.all_empty &= text.empty();
    }
  }
  return result;
}

bool is_custom(std::string_view name) {
  return name.starts_with(custom_prefix) && name.size() > custom_prefix.size();
}

}  // namespace

std::vector<std::string> custom_variables_in(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const Piece piece = take_piece(text);
    if (piece.is_name && is_custom(piece.text)) names.emplace_back(piece.text.substr(custom_prefix.size()));
  }
  return names;
}

const std::vector<std::string_view>& placeholders() {
  static const std::vector<std::string_view> names{
      "host",  "service", "site",     "state",  "priority",    "type",         "route", "reason",  "since",
      "began", "age",     "duration", "output", "long_output", "check_output", "alias", "address", "groups",
      "link",  "notes",   "action",   "labels", "tags",        "author",       "text"};
  return names;
}

std::string template_fault(std::string_view text) {
  for (std::string_view rest = text; !rest.empty();) {
    const Piece piece = take_piece(rest);
    if (!piece.is_name) {
      if (piece.text.find("{{") != std::string_view::npos) return "\"{{\" without its \"}}\"";
      continue;
    }
    const auto& known = placeholders();
    if (std::find(known.begin(), known.end(), piece.text) != known.end()) continue;
    if (is_custom(piece.text)) continue;
    std::string fault = "there is no {{" + cut(one_line(piece.text), 40) + "}}";
    const std::string_view meant = nearest(piece.text, known);
    if (meant.empty()) return fault + "; known are " + join({known.begin(), known.end()}, ", ");
    return fault.append("; did you mean {{").append(meant).append("}}?");
  }
  return {};
}

std::string fill(std::string_view text, const Values& values) { return filled(text, values).text; }

std::string fill_line(std::string_view text, const Values& values) {
  Filled line = filled(text, values);
  if (line.ends_empty) line.text.erase(line.text.find_last_not_of(" :-,;|/(") + 1);
  return line.text;
}

std::string fill_lines(std::string_view text, const Values& values) {
  std::string lines;
  while (!text.empty()) {
    const std::size_t size = std::min(text.find('\n'), text.size() - 1) + 1;
    const Filled line = filled(text.substr(0, size), values);
    if (!line.named || !line.all_empty) lines += line.text;
    text.remove_prefix(size);
  }
  return lines;
}

}  // namespace ilert_bridge
