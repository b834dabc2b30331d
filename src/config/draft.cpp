#include "ilert-bridge/config/draft.hpp"

#include <algorithm>
#include <variant>

#include "ilert-bridge/config/parse.hpp"

namespace ilert_bridge {
namespace {

constexpr std::string_view site_keys = "site.*.";
constexpr std::string_view route_keys = "route.*.";

std::vector<std::string> names_in(const Node& tree, std::string_view kind) {
  std::vector<std::string> names;
  if (const Node* tables = tree.find(kind))
    for (const auto& [name, table] : tables->table)
      if (table.is_table() && is_name(name)) names.push_back(name);
  return names;
}

Path named(const Key& key, const std::string& name) {
  Path path = key.parts();
  std::replace(path.begin(), path.end(), std::string{"*"}, name);
  return path;
}

void add(std::vector<Instance>& all, const Node& tree, std::string_view kind, std::string_view keys) {
  for (const std::string& name : names_in(tree, kind))
    for (const Key& key : schema()) {
      if (!key.path.starts_with(keys)) continue;
      Path path = named(key, name);
      const Node* node = find(tree, path);
      all.push_back({&key, std::move(path), node});
    }
}

Node preset_of(const Key& key) {
  auto parsed = parse_toml("it = " + key.preset, -1);
  return std::get<Node>(parsed).table.at("it");
}

Complain complain_about(const Path& path, Findings& findings) {
  return [path, &findings](const Node& at, const std::string& text) {
    findings.error(at.value, '\'' + to_text(path) + "' " + text);
  };
}

// The site, route and policy that an instance belongs to.
Slot slot_for(const Instance& instance, Config& config, Policy& policy) {
  Slot slot{.config = &config, .policy = &policy};
  if (instance.key->path.starts_with(site_keys))
    slot.site = &*std::find_if(config.sites.begin(), config.sites.end(),
                               [&](const SiteSettings& site) { return site.name == instance.path[1]; });
  if (!instance.key->path.starts_with(route_keys)) return slot;
  slot.route = &*std::find_if(config.routes.begin(), config.routes.end(), [&](const RouteSettings& route) {
    return route.route.name == instance.path[1];
  });
  slot.policy = &slot.route->route.policy;
  return slot;
}

void store(const Instance& instance, const Slot& slot, Findings& findings) {
  const Complain complain = complain_about(instance.path, findings);
  if (instance.node != nullptr) {
    instance.key->store(*instance.node, slot, complain);
  } else if (!instance.key->preset.empty()) {
    instance.key->store(preset_of(*instance.key), slot, complain);
  }
}

}  // namespace

std::vector<Instance> instances(const Node& tree) {
  std::vector<Instance> all;
  for (const Key& key : schema())
    if (key.path.find('*') == std::string::npos) all.push_back({&key, key.parts(), find(tree, key.parts())});
  add(all, tree, "site", site_keys);
  add(all, tree, "route", route_keys);
  return all;
}

Config build(const Node& tree, Findings& findings) {
  Config config;
  Policy policy;
  for (std::string& name : names_in(tree, "site")) config.sites.emplace_back().name = std::move(name);
  for (std::string& name : names_in(tree, "route")) config.routes.emplace_back().route.name = std::move(name);
  const std::vector<Instance> all = instances(tree);
  // Routes come after [policy], and begin with what it says.
  const auto first_of_route = std::find_if(all.begin(), all.end(), [](const Instance& instance) {
    return instance.key->path.starts_with(route_keys);
  });
  for (auto at = all.begin(); at != first_of_route; ++at) store(*at, slot_for(*at, config, policy), findings);
  for (RouteSettings& route : config.routes) route.route.policy = policy;
  for (auto at = first_of_route; at != all.end(); ++at) store(*at, slot_for(*at, config, policy), findings);
  return config;
}

}  // namespace ilert_bridge
