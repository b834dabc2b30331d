// A piece of configuration text as a value that knows where it was written. What toml++ gives becomes this at
// once, so merging, reading and complaining are about our own, plain type.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ilert_bridge {

// A stretch of one line. Columns count code points from 1.
struct Spot {
  int file = -1;  // index into the files read; -1: nowhere, the value is built in
  int line = 0;
  int column = 0;
  int width = 1;
  int last_line = 0;  // where what begins here ends
};

struct Node {
  enum class Kind { text, integer, real, boolean, date, list, table };
  Kind kind = Kind::table;
  std::string text{};  // a text's value; other scalars as TOML writes them
  std::int64_t number = 0;
  bool truth = false;
  std::vector<Node> list{};
  std::map<std::string, Node, std::less<>> table{};
  Spot name{};   // of the key
  Spot value{};  // of what stands behind the key; a [header] for tables

  bool is_text() const { return kind == Kind::text; }
  bool is_list() const { return kind == Kind::list; }
  bool is_table() const { return kind == Kind::table; }
  const Node* find(std::string_view key) const;
};

using Path = std::vector<std::string>;

const Node* find(const Node& root, const Path& path);

// "site.prod.poll_interval"; parts that TOML would quote are quoted.
std::string to_text(const Path& path);
Path operator/(Path path, std::string part);

// As TOML, on one line.
std::string to_toml(const Node& node);

// For people: "integer 5", "text \"x\"", "a table".
std::string described(const Node& node);

// Tables key by key, all other values replaced by the later.
void merge(Node& into, Node later);

}  // namespace ilert_bridge
