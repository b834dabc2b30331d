// The command line as a value, read from CLI11's option objects: what the completions are made of.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace ilert_bridge {

struct OptionWord {
  std::string name;     // "--site"
  std::string meaning;  // one line
  std::string takes;    // what follows it, "SITE"; empty: nothing
};

struct CommandWord {
  std::string name;  // "show"; of the program itself: "ilert-bridge"
  std::string meaning;
  std::vector<OptionWord> options;     // its own, long names only
  std::vector<std::string> arguments;  // "HOST", "SERVICE", in order
  bool last_repeats = false;           // of the last argument any number is taken
  std::vector<CommandWord> commands;
};

// Without what --help does not show either.
CommandWord tree_of(const CLI::App& app);

}  // namespace ilert_bridge
