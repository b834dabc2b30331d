#include "ilert-bridge/config/values.hpp"

#include <algorithm>

#include "ilert-bridge/core/render.hpp"

namespace ilert_bridge {
namespace {

bool has_control(std::string_view text, std::string_view except) {
  return std::any_of(text.begin(), text.end(), [&](char c) {
    return (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) && except.find(c) == std::string_view::npos;
  });
}

std::string in_quotes(std::string_view word) { return '"' + std::string{word} + '"'; }

}  // namespace

std::string_view nearest_of(std::string_view word, const std::vector<std::string_view>& candidates) {
  std::vector<std::string> lowered;
  for (const std::string_view candidate : candidates) lowered.push_back(lower(candidate));
  const std::string wanted = lower(word);
  for (std::size_t i = 0; i < lowered.size(); ++i)
    if (lowered[i] == wanted) return candidates[i];
  for (std::size_t i = 0; i < lowered.size(); ++i)
    if (wanted.size() >= 3 && lowered[i].starts_with(wanted)) return candidates[i];  // "WARN", "CRIT"
  const std::vector<std::string_view> views{lowered.begin(), lowered.end()};
  const std::string_view best = nearest(wanted, views);
  const auto at = std::find(views.begin(), views.end(), best);
  return best.empty() ? best : candidates[static_cast<std::size_t>(at - views.begin())];
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates) {
  const std::string_view best = nearest_of(word, candidates);
  return best.empty() ? std::string{} : "; did you mean " + in_quotes(best) + "?";
}

std::string either(const std::vector<std::string_view>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += in_quotes(words[i]);
  }
  return text;
}

std::optional<std::string> read_text(const Node& node, const Complain& complain) {
  if (!node.is_text()) {
    complain(node, "must be text in quotes, got " + described(node));
  } else if (has_control(node.text, "")) {
    complain(node, "must not contain a line break or another control character");
  } else {
    return node.text;
  }
  return std::nullopt;
}

std::optional<bool> read_boolean(const Node& node, const Complain& complain) {
  if (node.kind == Node::Kind::boolean) return node.truth;
  complain(node, "must be true or false" + std::string{node.is_text() ? " without quotes" : ""} + ", got " +
                     described(node));
  return std::nullopt;
}

std::optional<int> read_integer(const Node& node, int least, int most, const Complain& complain) {
  if (node.kind == Node::Kind::integer && node.number >= least && node.number <= most)
    return static_cast<int>(node.number);
  complain(node, "must be an integer from " + std::to_string(least) + " to " + std::to_string(most) +
                     ", got " + described(node));
  return std::nullopt;
}

std::optional<Span> read_span(const Node& node, Span least, Span most, const Complain& complain) {
  constexpr std::string_view wanted = "must be a duration such as \"30s\"";
  const auto span = node.is_text() ? parse_span(node.text) : std::nullopt;
  if (span && *span >= least && *span <= most) return span;
  if (span) {
    complain(node, "must be from " + span_text(least) + " to " + span_text(most) + ", got " + node.text);
  } else if (node.kind == Node::Kind::integer) {
    complain(node, std::string{wanted} + ", got " + described(node) +
                       " without a unit; for seconds write \"" + node.text + "s\"");
  } else {
    complain(node, std::string{wanted} + ", got " + described(node) +
                       "; it is one whole number and one of the units ms, s, m, h and d");
  }
  return std::nullopt;
}

std::optional<Bytes> read_size(const Node& node, Bytes least, Bytes most, const Complain& complain) {
  const auto size = node.is_text() ? parse_size(node.text) : std::nullopt;
  if (size && *size >= least && *size <= most) return size;
  if (size) {
    complain(node, "must be from " + size_text(least) + " to " + size_text(most) + ", got " + node.text);
  } else {
    complain(node, "must be a size such as \"1GiB\", got " + described(node) +
                       "; it is one whole number and one of the units B, KiB, MiB, GiB and TiB");
  }
  return std::nullopt;
}

std::optional<std::string> read_word(const Node& node, const std::vector<std::string_view>& words,
                                     const Complain& complain) {
  if (node.is_text() && std::find(words.begin(), words.end(), node.text) != words.end()) return node.text;
  complain(node, "must be " + either(words) + ", got " + described(node) +
                     (node.is_text() ? did_you_mean(node.text, words) : std::string{}));
  return std::nullopt;
}

std::optional<std::string> read_file_path(const Node& node, const Complain& complain) {
  const auto path = read_text(node, complain);
  if (!path || path->empty() || path->starts_with('/')) return path;
  complain(node, "must be an absolute path, got " + described(node));
  return std::nullopt;
}

std::optional<std::string> read_template(const Node& node, const Complain& complain) {
  std::string fault;
  if (!node.is_text()) {
    fault = "must be text in quotes, got " + described(node);
  } else if (has_control(node.text, "\n\t")) {
    fault = "must not contain control characters except line breaks";
  } else if (fault = template_fault(node.text); fault.empty()) {
    return node.text;
  } else {
    fault = "cannot be used: " + fault;
  }
  complain(node, fault);
  return std::nullopt;
}

std::optional<Endpoint> read_endpoint(const Node& node, const Complain& complain) {
  const auto text = read_text(node, complain);
  if (!text) return std::nullopt;
  Result<Endpoint> endpoint = parse_endpoint(*text);
  if (endpoint) return *std::move(endpoint);
  complain(node, "cannot be used: " + endpoint.error().text);
  return std::nullopt;
}

}  // namespace ilert_bridge
