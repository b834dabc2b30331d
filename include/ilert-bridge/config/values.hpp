// What a value may be, and how it is read. Each reader complains about everything that is wrong with its
// value and then gives nothing. The complaint completes a sentence that begins with the key's path.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ilert-bridge/base/size.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/config/node.hpp"
#include "ilert-bridge/core/policy.hpp"
#include "ilert-bridge/net/stream.hpp"

namespace ilert_bridge {

using Complain = std::function<void(const Node& at, const std::string& text)>;

// "; did you mean 'alert_on'?" or nothing. Case does not count.
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates);
std::string_view nearest_of(std::string_view word, const std::vector<std::string_view>& candidates);

// "\"a\", \"b\" or \"c\""
std::string either(const std::vector<std::string_view>& words);

std::optional<std::string> read_text(const Node& node, const Complain& complain);
std::optional<bool> read_boolean(const Node& node, const Complain& complain);
std::optional<int> read_integer(const Node& node, int least, int most, const Complain& complain);
std::optional<Span> read_span(const Node& node, Span least, Span most, const Complain& complain);
std::optional<Bytes> read_size(const Node& node, Bytes least, Bytes most, const Complain& complain);
std::optional<std::string> read_word(const Node& node, const std::vector<std::string_view>& words,
                                     const Complain& complain);
std::optional<std::vector<std::string>> read_words(const Node& node,
                                                   const std::vector<std::string_view>& words,
                                                   const Complain& complain);
std::optional<std::string> read_file_path(const Node& node, const Complain& complain);
std::optional<std::string> read_template(const Node& node, const Complain& complain);
std::optional<Endpoint> read_endpoint(const Node& node, const Complain& complain);

std::optional<std::set<State>> read_states(const Node& node, const Complain& complain);
std::optional<Priority> read_priority(const Node& node, const Complain& complain);
std::optional<std::map<State, Priority>> read_priorities(const Node& node, const Complain& complain);
std::optional<std::vector<PriorityRule>> read_priority_rules(const Node& node, const Complain& complain);
std::optional<Send> read_send(const Node& node, const Complain& complain);
std::optional<std::vector<std::string>> read_variables(const Node& node, const Complain& complain);
// `pairs`: entries are "key:value".
std::optional<std::vector<Pattern>> read_patterns(const Node& node, bool pairs, const Complain& complain);

// Names of an enumeration's values, as the administrator writes them.
template <class Value>
using Names = std::vector<std::pair<std::string_view, Value>>;

template <class Value>
std::vector<std::string_view> words_of(const Names<Value>& names) {
  std::vector<std::string_view> words;
  for (const auto& [word, value] : names) words.push_back(word);
  return words;
}

template <class Value>
std::optional<Value> read_choice(const Node& node, const Names<Value>& names, const Complain& complain) {
  const auto word = read_word(node, words_of(names), complain);
  if (word)
    for (const auto& [name, value] : names)
      if (name == *word) return value;
  return std::nullopt;
}

}  // namespace ilert_bridge
