#include <algorithm>

#include "ilert-bridge/config/draft.hpp"

namespace ilert_bridge {
namespace {

std::string quoted_path(const Path& path) { return '\'' + to_text(path) + '\''; }

std::string pattern_text(const Path& pattern) { return join(pattern, "."); }

bool is_leaf(const Path& pattern) { return children_of(pattern_text(pattern)).empty(); }

bool contains(const std::vector<std::string_view>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::size_t common_parts(const Path& a, const Path& b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

// The key of that name in another table, nearest to where it was written; empty if there is none.
std::string elsewhere(const Path& path, const Path& pattern) {
  const Key* best = nullptr;
  std::size_t best_common = 0;
  for (const Key& key : schema()) {
    const Path parts = key.parts();
    if (parts.back() != path.back()) continue;
    const std::size_t common = common_parts(parts, pattern);
    if (best != nullptr && common <= best_common) continue;
    best = &key;
    best_common = common;
  }
  if (best == nullptr) return {};
  Path place = best->parts();
  for (std::size_t i = 0; i < place.size(); ++i)
    if (place[i] == "*") place[i] = i < best_common ? path[i] : "NAME";
  return place.size() == 1 ? "; it stands at the top of the file, before the first [table]"
                           : "; did you mean '" + join(place, ".") + "'?";
}

std::string advice(const Path& path, const Path& pattern, const std::vector<std::string_view>& known) {
  const std::string_view near = nearest_of(path.back(), known);
  if (!near.empty()) {
    Path meant = path;
    meant.back() = near;
    return "; did you mean " + quoted_path(meant) + '?';
  }
  std::string other = elsewhere(path, pattern);
  if (!other.empty()) return other;
  return "; valid here: " + join({known.begin(), known.end()}, ", ");
}

class Shape {
 public:
  explicit Shape(Findings& findings) : findings_(findings) {}

  void check_table(const Node& table, const Path& path, const Path& pattern) {
    const auto known = children_of(pattern_text(pattern));
    for (const auto& [key, child] : table.table) {
      if (contains(known, "*")) {
        check_named(child, path / key, pattern);
      } else if (!contains(known, key)) {
        refuse(child, path / key, pattern / key, known);
      } else if (!is_leaf(pattern / key)) {
        check_subtable(child, path / key, pattern / key);
      }
    }
  }

 private:
  void check_subtable(const Node& node, const Path& path, const Path& pattern) {
    if (node.is_table()) return check_table(node, path, pattern);
    const bool named = contains(children_of(pattern_text(pattern)), "*");
    findings_.error(node.value, quoted_path(path) + " must be a table, got " + described(node) + "; write [" +
                                    to_text(named ? path / "NAME" : path) + "]");
  }

  void check_named(const Node& node, const Path& path, const Path& pattern) {
    const auto& kind = pattern.back();
    if (node.is_table() && is_name(path.back())) return check_table(node, path, pattern / "*");
    if (node.is_table()) {
      findings_.error(node.name, quoted_path(path) + ": a " + kind +
                                     "'s name has 1 to 64 letters, digits, '.', '_' and '-', nothing else");
    } else if (contains(children_of(pattern_text(pattern / "*")), path.back())) {
      findings_.error(node.name, quoted_path(path) + ": every " + kind + " has a name; write [" + kind +
                                     ".NAME] instead of [" + kind + "]");
    } else {
      findings_.error(node.value, quoted_path(path) + " must be a table, got " + described(node) +
                                      "; write [" + to_text(path) + "]");
    }
  }

  void refuse(const Node& node, const Path& path, const Path& pattern,
              const std::vector<std::string_view>& known) {
    findings_.error(node.name, "unknown key " + quoted_path(path) + advice(path, pattern, known));
  }

  Findings& findings_;
};

}  // namespace

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") ==
             std::string_view::npos;
}

void check_shape(const Node& file, Findings& findings) { Shape{findings}.check_table(file, {}, {}); }

bool has_misspelt(const Node& table, std::string_view pattern, std::string_view key) {
  const auto known = children_of(pattern);
  return std::any_of(table.table.begin(), table.table.end(), [&](const auto& child) {
    return !contains(known, child.first) && nearest_of(child.first, known) == key;
  });
}

}  // namespace ilert_bridge
