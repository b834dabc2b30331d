// From the merged tree to a Config, in steps; each adds its findings and none stops at the first.
#pragma once

#include <string>
#include <vector>

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/config/findings.hpp"
#include "ilert-bridge/config/node.hpp"
#include "ilert-bridge/config/schema.hpp"

namespace ilert_bridge {

// One key of the schema with the administrator's names put in.
struct Instance {
  const Key* key;
  Path path;
  const Node* node;  // null: not given
};

// Of every site and route in the tree, in the order of the schema and of their names.
std::vector<Instance> instances(const Node& tree);

// Unknown keys, values where tables must be, names that cannot be names.
void check_shape(const Node& tree, Findings& findings);

// Everything that one key alone decides.
Config build(const Node& tree, Findings& findings);

// What several keys decide together. `complete`: all files could be read, so what is missing is missing.
void check_rules(const Node& tree, bool complete, const std::filesystem::path& file, Config& config,
                 Findings& findings);

// The routes' integration keys, from files or in line.
void read_keys(const Node& tree, const std::filesystem::path& file, const Surroundings& surroundings,
               Config& config, Findings& findings);

// Marks what must not be shown: integration keys, what looks like one, passwords in URLs.
void hide_secrets(const Node& tree, Findings& findings);

// Whether the table has, instead of `key`, something that was probably meant to be it.
bool has_misspelt(const Node& table, std::string_view pattern, std::string_view key);

std::vector<Origin> origins_of(const Node& tree, const Config& config, const Findings& findings);

}  // namespace ilert_bridge
