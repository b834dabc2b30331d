#include "ilert-bridge/config/schema.hpp"

#include <algorithm>

#include "ilert-bridge/config/schema_rows.hpp"

namespace ilert_bridge {
namespace {

std::vector<Key> all_rows() {
  std::vector<Key> rows;
  for (const auto part : {bridge_rows, site_rows, policy_rows, route_rows, match_rows, route_policy_rows,
                          sync_rows, signs_of_life_rows}) {
    std::vector<Key> more = part();
    std::move(more.begin(), more.end(), std::back_inserter(rows));
  }
  return rows;
}

}  // namespace

Path Key::parts() const {
  Path parts;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('.', at), path.size());
    parts.push_back(path.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

const std::vector<Key>& schema() {
  static const std::vector<Key> rows = all_rows();
  return rows;
}

std::vector<std::string_view> children_of(std::string_view pattern) {
  const std::string prefix = pattern.empty() ? std::string{} : std::string{pattern} + '.';
  std::vector<std::string_view> children;
  for (const Key& key : schema()) {
    if (!key.path.starts_with(prefix)) continue;
    const std::string_view rest = std::string_view{key.path}.substr(prefix.size());
    const std::string_view child = rest.substr(0, rest.find('.'));
    if (std::find(children.begin(), children.end(), child) == children.end()) children.push_back(child);
  }
  return children;
}

}  // namespace ilert_bridge
