#include "ilert-bridge/cli/completion.hpp"

#include <stdexcept>

namespace ilert_bridge {
namespace {

// What the help calls it, and what is asked for. Of events only those make sense that can be changed.
std::string kind_of(const std::string& called, const std::string& command) {
  static const std::map<std::string, std::string> kinds{
      {"SITE", "sites"},   {"ROUTE", "routes"}, {"HOST", "hosts"}, {"SERVICE", "services"},
      {"STATE", "states"}, {"SHELL", "shells"}, {"FILE", "files"}, {"DIR", "folders"}};
  if (called == "ID") return command == "show" ? "events" : "unsent";
  const auto found = kinds.find(called);
  return found == kinds.end() ? "none" : found->second;
}

std::vector<std::string> argument_kinds(const CommandWord& command) {
  std::vector<std::string> kinds;
  for (const std::string& argument : command.arguments) kinds.push_back(kind_of(argument, command.name));
  if (command.last_repeats) kinds.back() += "…";
  return kinds;
}

void add_rows(const CommandWord& command, const std::string& path, std::vector<OptionWord> options,
              std::vector<CompletionRow>& rows) {
  for (const OptionWord& own : command.options) {
    std::erase_if(options, [&](const OptionWord& above) { return above.name == own.name; });
    options.push_back(own);
  }
  rows.push_back({path, command.commands, options, argument_kinds(command)});
  for (const CommandWord& below : command.commands)
    add_rows(below, path.empty() ? below.name : path + ' ' + below.name, options, rows);
}

}  // namespace

std::vector<CompletionRow> completion_rows(const CommandWord& program) {
  std::vector<CompletionRow> rows;
  add_rows(program, "", {}, rows);
  return rows;
}

std::map<std::string, std::string> completion_values(const std::vector<CompletionRow>& rows) {
  std::map<std::string, std::string> values;
  for (const CompletionRow& row : rows)
    for (const OptionWord& option : row.options) {
      const std::string kind = option.takes.empty() ? "" : kind_of(option.takes, row.path);
      if (values.emplace(option.name, kind).first->second != kind)
        throw std::logic_error(option.name + " is followed by one thing here and by another there");
    }
  std::erase_if(values, [](const auto& value) { return value.second.empty(); });
  return values;
}

std::string shell_word(const std::string& text) {
  std::string word = "'";
  for (const char letter : text) {
    if (letter == '\'') word += R"('\')";  // out of the quotes, the quote, and in again
    word += letter;
  }
  return word + '\'';
}

std::string fish_word(const std::string& text) {
  std::string word = "'";
  for (const char letter : text) {
    if (letter == '\'' || letter == '\\') word += '\\';
    word += letter;
  }
  return word + '\'';
}

}  // namespace ilert_bridge
