#include <algorithm>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/config/draft.hpp"
#include "ilert-bridge/config/secret.hpp"

namespace ilert_bridge {
namespace {

// scheme://user:password@host. A '/' in the password must not save it from being found, so any '@' will do.
bool holds_a_password(std::string_view text) {
  const auto begin = text.find("://");
  return begin != std::string_view::npos && text.find('@', begin) != std::string_view::npos &&
         text.find(' ') == std::string_view::npos;
}

void hide_all(const Node& node, const Spot& spot, Findings& findings) {
  findings.hide(spot, node.text);
  for (const Node& entry : node.list) hide_all(entry, spot, findings);
  for (const auto& [key, child] : node.table) {
    findings.hide(child.name, key);
    hide_all(child, child.name, findings);
  }
}

}  // namespace

void hide_secrets(const Node& tree, Findings& findings) {
  for (const Node& entry : tree.list) hide_secrets(entry, findings);
  for (const auto& [key, child] : tree.table) {
    Spot spot = child.name;
    spot.last_line = std::max(spot.line, child.value.last_line);
    if (names_a_secret(key) || looks_like_a_key(child.text) || holds_a_password(child.text)) {
      hide_all(child, spot, findings);
    } else {
      hide_secrets(child, findings);
    }
  }
}

}  // namespace ilert_bridge
