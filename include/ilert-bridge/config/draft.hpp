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

// Whether a site or route may be called so.
bool is_name(std::string_view name);

// Of one file: unknown keys, values where tables must be, names that cannot be names. Before merging, because
// a later file's table would cover what is wrong here.
void check_shape(const Node& file, Findings& findings);

// Everything that one key alone decides.
Config build(const Node& tree, Findings& findings);

struct Draft {
  const Node& tree;
  const std::filesystem::path& file;
  bool complete;  // all files could be read, so what is missing is missing
  Config& config;
  Findings& findings;
};

// What several keys decide together.
void check_rules(const Draft& draft);

// Warns of what can be used as it is written, and was hardly meant so.
void check_doubts(const Draft& draft);

// Integration keys, tokens and passwords, from files or in line.
void read_keys(const Draft& draft, const Surroundings& surroundings);

// Marks what must not be shown: integration keys, what looks like one, passwords in URLs.
void hide_secrets(const Node& tree, Findings& findings);

// Whether the table has, instead of `key`, something that was probably meant to be it.
bool has_misspelt(const Node& table, std::string_view pattern, std::string_view key);

std::vector<Origin> origins_of(const Node& tree, const Config& config, const Findings& findings);

}  // namespace ilert_bridge
