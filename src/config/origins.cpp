#include <algorithm>
#include <utility>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/config/draft.hpp"

namespace ilert_bridge {
namespace {

// Of keys without a default of their own: what holds for them now.
std::string resolved(const Instance& instance, const Config& config) {
  const auto toml = [](std::string text) {
    return to_toml({.kind = Node::Kind::text, .text = std::move(text)});
  };
  if (instance.key->path == "name") return toml(config.name);
  if (instance.key->path == "journal.path") return toml(config.journal_path.native());
  if (instance.key->path == "route.*.own_alerts")
    for (const RouteSettings& route : config.routes)
      if (route.route.name == instance.path[1]) return route.route.own_alerts ? "true" : "false";
  return {};
}

// Not given, a match key matches everything and says nothing.
bool is_silent_default(const Key& key) {
  return key.path.starts_with("route.*.match.") || key.path.starts_with("route.*.except.") ||
         key.path == "route.*.integration_key";
}

// Tables of several files are joined key by key, so each key has its own place then.
std::string place_of(const Node& node, const Findings& findings) {
  std::vector<const Node*> parts;
  for (const auto& [unused, child] : node.table) parts.push_back(&child);
  const bool is_whole = std::all_of(parts.begin(), parts.end(),
                                    [&](const Node* part) { return part->name.file == node.name.file; });
  if (is_whole) return findings.place(node.name);
  const auto spot = [](const Node* part) { return std::pair{part->name.file, part->name.line}; };
  std::sort(parts.begin(), parts.end(),
            [&](const Node* one, const Node* other) { return spot(one) < spot(other); });
  std::vector<std::string> places;
  for (const Node* part : parts)
    if (std::string place = findings.place(part->name); places.empty() || places.back() != place)
      places.push_back(std::move(place));
  return join(places, ", ");
}

}  // namespace

std::vector<Origin> origins_of(const Node& tree, const Config& config, const Findings& findings) {
  std::vector<Origin> origins;
  for (const Instance& instance : instances(tree)) {
    Origin origin{.key = to_text(instance.path), .value = {}, .place = "default"};
    if (instance.node != nullptr) {
      const bool secret = instance.key->path == "route.*.integration_key";
      origin.value = secret ? "\"***\"" : clean(findings.without_secrets(to_toml(*instance.node)));
      origin.place = place_of(*instance.node, findings);
    } else if (!is_silent_default(*instance.key)) {
      origin.value = instance.key->preset.empty() ? resolved(instance, config) : instance.key->preset;
    }
    if (!origin.value.empty()) origins.push_back(std::move(origin));
  }
  return origins;
}

}  // namespace ilert_bridge
