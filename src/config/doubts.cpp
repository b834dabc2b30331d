#include <algorithm>
#include <array>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/config/draft.hpp"
#include "ilert-bridge/core/template.hpp"
#include "match_keys.hpp"

namespace ilert_bridge {
namespace {

using View = std::string_view;

std::string called(const Path& path) { return '\'' + to_text(path) + '\''; }

// "web*" as shells read it: a star is anything, all else is itself.
std::string expression_of_stars(View name) {
  std::string expression = name.starts_with('*') ? "" : "^";
  const bool to_the_end = !name.ends_with('*');
  while (name.starts_with('*')) name.remove_prefix(1);
  while (name.ends_with('*')) name.remove_suffix(1);
  for (const char c : name) {
    if (c == '*') {
      expression += ".*";
    } else {
      if (View{".[]{}()+?|\\"}.find(c) != View::npos) expression += '\\';
      expression += c;
    }
  }
  if (name.empty()) return ".";
  return to_the_end ? expression + '$' : expression;
}

// The expression that a literal was probably meant to be, with its "~"; empty: it may well be a name.
std::string meant_expression(View name) {
  if (name.starts_with('~') || name.find_first_of("*^$") == View::npos) return {};
  const bool is_one = name.find_first_of("^$") != View::npos || name.find(".*") != View::npos;
  return '~' + (is_one ? std::string{name} : expression_of_stars(name));
}

void doubt_literals(const Node& list, const Path& path, View one, Findings& findings) {
  for (const Node& entry : list.list) {
    const std::string meant = entry.is_text() ? meant_expression(entry.text) : std::string{};
    if (!meant.empty())
      findings.warning(entry.value, called(path) + ": " + to_toml(entry) + " is only " + std::string{one} +
                                        " exactly so; \"~\" makes it a regular expression: write " +
                                        to_toml(Node{.kind = Node::Kind::text, .text = meant}));
  }
}

// What the macros of Nagios and Checkmk are called in templates.
constexpr std::array<std::pair<View, View>, 16> macros{{{"HOSTNAME", "host"},
                                                        {"HOSTALIAS", "alias"},
                                                        {"HOSTADDRESS", "address"},
                                                        {"HOSTSTATE", "state"},
                                                        {"HOSTSHORTSTATE", "state"},
                                                        {"HOSTOUTPUT", "output"},
                                                        {"LONGHOSTOUTPUT", "long_output"},
                                                        {"SERVICEDESC", "service"},
                                                        {"SERVICESTATE", "state"},
                                                        {"SERVICESHORTSTATE", "state"},
                                                        {"SERVICEOUTPUT", "output"},
                                                        {"LONGSERVICEOUTPUT", "long_output"},
                                                        {"OMD_SITE", "site"},
                                                        {"NOTIFICATIONTYPE", "type"},
                                                        {"NOTIFICATIONAUTHOR", "author"},
                                                        {"NOTIFICATIONCOMMENT", "text"}}};

// Something in a template that will be sent as it stands, and the value it probably means; empty: none.
struct Literal {
  View written;
  View value;
};

std::vector<Literal> macros_in(View text) {
  std::vector<Literal> found;
  for (auto at = text.find('$'); at != View::npos; at = text.find('$', at)) {
    const auto end = text.find('$', at + 1);
    if (end == View::npos) break;
    const View name = text.substr(at + 1, end - at - 1);
    const bool is_macro = !name.empty() &&
                          (name.front() == '_' || (name.front() >= 'A' && name.front() <= 'Z')) &&
                          name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:") == View::npos;
    if (is_macro) {
      const auto* known =
          std::find_if(macros.begin(), macros.end(), [&](const auto& macro) { return macro.first == name; });
      found.push_back({text.substr(at, end - at + 1), known == macros.end() ? View{} : known->second});
    }
    at = is_macro ? end + 1 : end;
  }
  return found;
}

std::vector<Literal> single_braces_in(View text) {
  std::vector<Literal> found;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '{') continue;
    if (text.substr(at).starts_with("{{")) {
      at = std::min(text.find("}}", at), text.size() - 1) + 1;
      continue;
    }
    const auto end = text.find('}', at);
    if (end == View::npos) break;
    const std::string name = one_line(text.substr(at + 1, end - at - 1));
    const auto& known = placeholders();
    const auto value = std::find(known.begin(), known.end(), name);
    if (value != known.end()) found.push_back({text.substr(at, end - at + 1), *value});
  }
  return found;
}

void doubt_template(const Node& node, const Path& path, bool is_title, Findings& findings) {
  std::vector<Literal> literals = macros_in(node.text);
  for (const Literal& brace : single_braces_in(node.text)) literals.push_back(brace);
  for (const Literal& literal : literals) {
    const std::string value = "{{" + std::string{literal.value} + "}}";
    findings.warning(node.value, called(path) + ": " + quoted(literal.written) +
                                     " would be sent as it stands; " +
                                     (literal.value.empty() ? "names of values stand in {{ }}: see "
                                                              "ilert-bridge.toml(5)"
                                                            : "write " + quoted(value)));
  }
  if (is_title && literals.empty() && !node.text.empty() && node.text.find("{{") == std::string::npos)
    findings.warning(node.value, called(path) +
                                     " has no {{\xe2\x80\xa6}}: every alert would have the same title; write "
                                     "what it is about, such as \"{{host}}/{{service}} is {{state}}\"");
}

void doubt_match(const Node& match, const Path& path, Findings& findings) {
  for (const MatchKey& key : match_keys)
    if (const Node* list = match.find(key.name); list != nullptr && list->is_list())
      doubt_literals(*list, path / std::string{key.name}, key.one, findings);
}

void doubt_rules(const Node& tree, const Path& path, Findings& findings) {
  const Node* rules = find(tree, path);
  if (rules == nullptr) return;
  for (const Node& rule : rules->list)
    if (const Node* match = rule.find("match")) doubt_match(*match, path / "match", findings);
}

// What a template would never show.
void doubt_variables(const Node& node, const Path& path, const std::vector<std::string>& sent,
                     Findings& findings) {
  for (const std::string& name : custom_variables_in(node.text))
    if (std::find(sent.begin(), sent.end(), name) == sent.end())
      findings.warning(node.value, called(path) + ": " + quoted("{{custom." + one_line(name) + "}}") +
                                       " would be empty, for that variable may not leave; name it in "
                                       "\"custom\"");
}

void doubt_route(const Node& tree, const Path& path, const Send& send, Findings& findings) {
  for (const char* const table : {"match", "except"})
    if (const Node* match = find(tree, path / table)) doubt_match(*match, path / table, findings);
  doubt_rules(tree, path / "priority_rules", findings);
  for (const char* const key : {"summary", "details"}) {
    const Node* node = find(tree, path / key);
    if (node == nullptr || !node->is_text()) continue;
    doubt_template(*node, path / key, std::string_view{key} == "summary", findings);
    doubt_variables(*node, path / key, send.custom, findings);
  }
}

}  // namespace

void check_doubts(const Draft& draft) {
  for (const RouteSettings& settings : draft.config.routes)
    doubt_route(draft.tree, Path{"route", settings.route.name}, settings.route.send, draft.findings);
}

}  // namespace ilert_bridge
