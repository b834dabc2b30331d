#include "ilert-bridge/config/parse.hpp"

#include <toml++/toml.h>

#include <cstdint>
#include <sstream>

namespace ilert_bridge {
namespace {

Spot spot_of(const toml::source_region& region, int file) {
  Spot spot{.file = file,
            .line = static_cast<int>(region.begin.line),
            .column = static_cast<int>(region.begin.column),
            .last_line = static_cast<int>(region.end.line)};
  if (region.end.line == region.begin.line && region.end.column > region.begin.column)
    spot.width = static_cast<int>(region.end.column - region.begin.column);
  return spot;
}

template <class Value>
std::string as_written(const Value& value) {
  std::ostringstream text;
  text << value;
  return text.str();
}

Node node_of(const toml::node& from, int file);

Node table_of(const toml::table& from, int file) {
  Node node;
  for (const auto& [key, child] : from) {
    Node& mine = node.table.emplace(std::string{key.str()}, node_of(child, file)).first->second;
    mine.name = spot_of(key.source(), file);
  }
  return node;
}

Node list_of(const toml::array& from, int file) {
  Node node{.kind = Node::Kind::list};
  for (const toml::node& entry : from) node.list.push_back(node_of(entry, file));
  return node;
}

Node scalar_of(const toml::node& from) {
  if (const auto* text = from.as_string()) return {.kind = Node::Kind::text, .text = text->get()};
  if (const auto* number = from.as_integer())
    return {.kind = Node::Kind::integer, .text = std::to_string(number->get()), .number = number->get()};
  if (const auto* truth = from.as_boolean())
    return {.kind = Node::Kind::boolean, .text = truth->get() ? "true" : "false", .truth = truth->get()};
  if (const auto* real = from.as_floating_point())
    return {.kind = Node::Kind::real, .text = as_written(*real)};
  Node date{.kind = Node::Kind::date};
  if (const auto* day = from.as_date()) date.text = as_written(*day);
  if (const auto* time = from.as_time()) date.text = as_written(*time);
  if (const auto* both = from.as_date_time()) date.text = as_written(*both);
  return date;
}

Node node_of(const toml::node& from, int file) {
  Node node = from.is_table()   ? table_of(*from.as_table(), file)
              : from.is_array() ? list_of(*from.as_array(), file)
                                : scalar_of(from);
  node.value = spot_of(from.source(), file);
  return node;
}

// "Error while parsing string: encountered end-of-file" -> "syntax error in string: …"
std::string reworded(std::string_view description) {
  constexpr std::string_view prefix = "Error while parsing ";
  if (description.starts_with(prefix))
    description.remove_prefix(prefix.size());
  else
    return "syntax error: " + std::string{description};
  return "syntax error in " + std::string{description};
}

}  // namespace

std::variant<Node, NotToml> parse_toml(std::string_view text, int file) {
  try {
    return node_of(toml::parse(text), file);
  } catch (const toml::parse_error& failed) {
    return NotToml{spot_of(failed.source(), file), reworded(failed.description())};
  }
}

}  // namespace ilert_bridge
