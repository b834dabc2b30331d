// [{ match = { tags = ["criticality:test"] }, states = ["CRITICAL"], priority = "LOW" }]
#include "ilert-bridge/config/values.hpp"
#include "match_keys.hpp"

namespace ilert_bridge {
namespace {

// The sentence goes on behind the path of the whole list: say which part is meant.
Complain about(const std::string& part, const Complain& complain) {
  return [part, complain](const Node& at, const std::string& text) {
    complain(at, "has a wrong rule: its " + part + ' ' + text);
  };
}

// The key itself is meant, not what stands behind it.
void refuse_key(const std::string& key, const Node& value, const std::string& of,
                const std::vector<std::string_view>& known, const Complain& complain) {
  Node at = value;
  at.value = value.name;
  complain(at, "has a wrong rule: " + of + " has no key \"" + key + '"' + did_you_mean(key, known));
}

std::vector<std::string_view> names_of_match_keys() {
  std::vector<std::string_view> names;
  for (const MatchKey& key : match_keys) names.push_back(key.name);
  return names;
}

const MatchKey* match_key_called(std::string_view name) {
  for (const MatchKey& key : match_keys)
    if (key.name == name) return &key;
  return nullptr;
}

// False: there was nothing to take.
template <class Value>
bool take(Value& into, std::optional<Value> read) {
  if (!read) return false;
  into = *std::move(read);
  return true;
}

std::optional<Match> read_match(const Node& node, const Complain& complain) {
  if (!node.is_table()) {
    about("match", complain)(node, "must be a table, got " + described(node));
    return std::nullopt;
  }
  Match match;
  bool sound = true;
  for (const auto& [name, value] : node.table) {
    const MatchKey* const key = match_key_called(name);
    if (key == nullptr) {
      refuse_key(name, value, "match", names_of_match_keys(), complain);
      sound = false;
      continue;
    }
    sound = take(match.*key->patterns, read_patterns(value, key->pairs, about("match." + name, complain))) &&
            sound;
  }
  return sound ? std::optional{std::move(match)} : std::nullopt;
}

// False: there is a fault, and it was said.
bool read_part(PriorityRule& rule, const std::string& key, const Node& value, const Complain& complain) {
  if (key == "match") return take(rule.match, read_match(value, complain));
  if (key == "states") return take(rule.states, read_states(value, about(key, complain)));
  if (key == "priority") return take(rule.priority, read_priority(value, about(key, complain)));
  refuse_key(key, value, "it", {"match", "states", "priority"}, complain);
  return false;
}

std::optional<PriorityRule> read_rule(const Node& node, const Complain& complain) {
  if (!node.is_table()) {
    complain(
        node,
        "must hold tables such as { match = { tags = [\"criticality:test\"] }, priority = \"LOW\" }, got " +
            described(node));
    return std::nullopt;
  }
  PriorityRule rule;
  bool sound = true;
  for (const auto& [key, value] : node.table) sound = read_part(rule, key, value, complain) && sound;
  if (node.find("priority") != nullptr) return sound ? std::optional{std::move(rule)} : std::nullopt;
  complain(node, "has a rule without its priority, \"HIGH\" or \"LOW\"");
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<PriorityRule>> read_priority_rules(const Node& node, const Complain& complain) {
  if (!node.is_list()) {
    complain(node, "must be a list of rules, got " + described(node));
    return std::nullopt;
  }
  std::vector<PriorityRule> rules;
  for (const Node& entry : node.list)
    if (auto rule = read_rule(entry, complain)) rules.push_back(*std::move(rule));
  if (rules.size() != node.list.size()) return std::nullopt;
  return rules;
}

}  // namespace ilert_bridge
