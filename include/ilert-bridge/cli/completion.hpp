// Scripts that complete our command line in a shell. The words are those of the command tree; names of hosts,
// routes, events and the like are asked for while somebody types: "ilert-bridge names KIND -- LETTERS". Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ilert-bridge/cli/command_tree.hpp"

namespace ilert_bridge {

// One command with all that may follow it; options of the commands above it may, too.
struct CompletionRow {
  std::string path;  // "journal show"; "": no command yet
  std::vector<CommandWord> commands;
  std::vector<OptionWord> options;
  std::vector<std::string> arguments;  // kinds of names, "hosts"; the last one ends in "…" if it repeats
};
std::vector<CompletionRow> completion_rows(const CommandWord& program);

// What follows an option, by its name: {"--site", "sites"}. The kinds that are no names: "files", "folders",
// and "none" for what nobody can guess. An option is followed by the same wherever it stands.
std::map<std::string, std::string> completion_values(const std::vector<CompletionRow>& rows);

std::string bash_completion(const std::vector<CompletionRow>& rows);
std::string zsh_completion(const std::vector<CompletionRow>& rows);
std::string fish_completion(const std::vector<CompletionRow>& rows);

// The text as one word of a shell, in single quotes. Fish has other rules.
std::string shell_word(const std::string& text);
std::string fish_word(const std::string& text);

}  // namespace ilert_bridge
