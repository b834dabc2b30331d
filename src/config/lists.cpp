#include <algorithm>

#include "ilert-bridge/config/values.hpp"

namespace ilert_bridge {
namespace {

const std::vector<std::string_view> bad_states{"DOWN", "UNREACHABLE", "WARNING", "CRITICAL", "UNKNOWN"};

const Names<bool Send::*>& parts_to_send() {
  static const Names<bool Send::*> parts{{"output", &Send::output},   {"links", &Send::links},
                                         {"notes", &Send::notes},     {"groups", &Send::groups},
                                         {"address", &Send::address}, {"alias", &Send::alias},
                                         {"labels", &Send::labels},   {"tags", &Send::tags}};
  return parts;
}

// Complains unless it is a list. A single text gets told how to become one.
bool is_list(const Node& node, const Complain& complain) {
  if (node.is_list()) return true;
  const std::string remedy = node.is_text() ? "; write [" + to_toml(node) + "]" : std::string{};
  complain(node, "must be a list, got " + described(node) + remedy);
  return false;
}

std::string pattern_fault(const Node& entry, bool pair) {
  if (!entry.is_text()) return "must hold texts, got " + described(entry);
  if (entry.text.empty()) return "holds an empty text, which no name is equal to";
  if (entry.text == "~") return "holds an empty regular expression; leave the key out to match everything";
  if (pair && !entry.text.starts_with('~') && entry.text.find(':') == std::string::npos)
    return "must hold entries such as \"key:value\" or a regular expression, got " + described(entry);
  return {};
}

std::string variable_fault(const Node& entry) {
  if (!entry.is_text()) return "must hold texts, got " + described(entry);
  if (entry.text.starts_with('_')) {
    const std::string name = entry.text.substr(1);
    return "holds \"" + one_line(entry.text) + "\"; Livestatus shows it as \"" + one_line(name) + '"';
  }
  if (entry.text.empty() || entry.text.find_first_of("{} \t\n") != std::string::npos)
    return "must hold names of custom variables, got " + described(entry);
  return {};
}

std::optional<Pattern> read_pattern(const Node& entry, bool pair, const Complain& complain) {
  std::string fault = pattern_fault(entry, pair);
  if (fault.empty()) {
    std::string why;
    Pattern pattern = Pattern::parse(entry.text, &why);
    if (why.empty()) return pattern;
    fault = "holds a regular expression that cannot be used: " + why;
  }
  complain(entry, fault);
  return std::nullopt;
}

std::optional<std::pair<State, Priority>> read_priority_of(const std::string& key, const Node& value,
                                                           const Complain& complain) {
  if (std::find(bad_states.begin(), bad_states.end(), key) == bad_states.end()) {
    Node at = value;
    at.value = value.name;
    complain(at, "takes the states " + either(bad_states) + ", got \"" + key + '"' +
                     did_you_mean(key, bad_states));
    return std::nullopt;
  }
  const auto priority = read_priority(value, complain);
  if (!priority) return std::nullopt;
  return std::pair{*state_named(key), *priority};
}

}  // namespace

std::optional<std::vector<std::string>> read_words(const Node& node,
                                                   const std::vector<std::string_view>& words,
                                                   const Complain& complain) {
  if (!is_list(node, complain)) return std::nullopt;
  const Complain complain_of_entry = [&](const Node& entry, const std::string& text) {
    complain(entry, "has a wrong entry: it " + text);
  };
  std::vector<std::string> read;
  for (const Node& entry : node.list)
    if (auto word = read_word(entry, words, complain_of_entry)) read.push_back(*std::move(word));
  if (read.size() != node.list.size()) return std::nullopt;
  return read;
}

std::optional<std::set<State>> read_states(const Node& node, const Complain& complain) {
  const auto words = read_words(node, bad_states, complain);
  if (!words) return std::nullopt;
  std::set<State> states;
  for (const std::string& word : *words) states.insert(*state_named(word));
  if (!states.empty()) return states;
  complain(node, "must name at least one of " + either(bad_states));
  return std::nullopt;
}

std::optional<Priority> read_priority(const Node& node, const Complain& complain) {
  static const Names<Priority> priorities{{"HIGH", Priority::high}, {"LOW", Priority::low}};
  return read_choice(node, priorities, complain);
}

std::optional<std::map<State, Priority>> read_priorities(const Node& node, const Complain& complain) {
  if (!node.is_table()) {
    complain(node, "must be a table such as { WARNING = \"LOW\" }, got " + described(node));
    return std::nullopt;
  }
  std::map<State, Priority> priorities;
  for (const auto& [key, value] : node.table)
    if (const auto priority = read_priority_of(key, value, complain)) priorities.insert(*priority);
  if (priorities.size() != node.table.size()) return std::nullopt;
  return priorities;
}

std::optional<Send> read_send(const Node& node, const Complain& complain) {
  const auto words = read_words(node, words_of(parts_to_send()), complain);
  if (!words) return std::nullopt;
  Send send;
  for (const auto& [word, part] : parts_to_send())
    send.*part = std::find(words->begin(), words->end(), word) != words->end();
  return send;
}

std::optional<std::vector<std::string>> read_variables(const Node& node, const Complain& complain) {
  if (!is_list(node, complain)) return std::nullopt;
  std::vector<std::string> names;
  for (const Node& entry : node.list) {
    std::string fault = variable_fault(entry);
    const bool is_twice = std::find(names.begin(), names.end(), entry.text) != names.end();
    if (fault.empty() && is_twice) fault = "names \"" + entry.text + "\" twice";
    fault.empty() ? names.push_back(entry.text) : complain(entry, fault);
  }
  if (names.size() != node.list.size()) return std::nullopt;
  return names;
}

std::optional<std::vector<Pattern>> read_patterns(const Node& node, bool pairs, const Complain& complain) {
  if (!is_list(node, complain)) return std::nullopt;
  std::vector<Pattern> patterns;
  for (const Node& entry : node.list)
    if (auto pattern = read_pattern(entry, pairs, complain)) patterns.push_back(*std::move(pattern));
  if (patterns.size() != node.list.size()) return std::nullopt;
  return patterns;
}

}  // namespace ilert_bridge
