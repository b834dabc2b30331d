#include "ilert-bridge/config/node.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

bool is_bare(std::string_view key) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !key.empty() && std::all_of(key.begin(), key.end(), fits);
}

std::string escaped(char c) {
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\t':
      return "\\t";
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x20 && byte != 0x7f) return std::string(1, c);
  std::array<char, 8> code{};
  std::snprintf(code.data(), code.size(), "\\u%04X", byte);
  return code.data();
}

std::string toml_string(std::string_view text) {
  std::string toml = "\"";
  for (const char c : text) toml += escaped(c);
  return toml += '"';
}

std::string key_text(std::string_view key) { return is_bare(key) ? std::string{key} : toml_string(key); }

std::string list_text(const Node& node) {
  std::vector<std::string> parts;
  for (const Node& entry : node.list) parts.push_back(to_toml(entry));
  return "[" + join(parts, ", ") + "]";
}

std::string table_text(const Node& node) {
  std::vector<std::string> parts;
  for (const auto& [key, child] : node.table) parts.push_back(key_text(key) + " = " + to_toml(child));
  return parts.empty() ? "{}" : "{ " + join(parts, ", ") + " }";
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  const auto at = table.find(key);
  return at == table.end() ? nullptr : &at->second;
}

const Node* find(const Node& root, const Path& path) {
  const Node* at = &root;
  for (const std::string& part : path)
    if (at != nullptr) at = at->find(part);
  return at;
}

std::string to_text(const Path& path) {
  std::vector<std::string> parts;
  for (const std::string& part : path) parts.push_back(key_text(part));
  return join(parts, ".");
}

Path operator/(Path path, std::string part) {
  path.push_back(std::move(part));
  return path;
}

std::string to_toml(const Node& node) {
  switch (node.kind) {
    case Node::Kind::text:
      return toml_string(node.text);
    case Node::Kind::list:
      return list_text(node);
    case Node::Kind::table:
      return table_text(node);
    default:
      return node.text;
  }
}

std::string described(const Node& node) {
  switch (node.kind) {
    case Node::Kind::text:
      return "text " + cut(toml_string(node.text), 80);
    case Node::Kind::integer:
      return "integer " + node.text;
    case Node::Kind::real:
      return "number " + node.text;
    case Node::Kind::boolean:
      return "boolean " + node.text;
    case Node::Kind::date:
      return "a date";
    case Node::Kind::list:
      return "a list";
    case Node::Kind::table:
      return "a table";
  }
  return {};
}

void merge(Node& into, Node later) {
  if (!into.is_table() || !later.is_table()) {
    into = std::move(later);
    return;
  }
  for (auto& [key, child] : later.table) {
    const auto [at, fresh] = into.table.try_emplace(key);
    if (fresh) {
      at->second = std::move(child);
    } else {
      merge(at->second, std::move(child));
    }
  }
}

}  // namespace ilert_bridge
