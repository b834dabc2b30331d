#include "ilert-bridge/cli/command_tree.hpp"

#include <CLI/CLI.hpp>

namespace ilert_bridge {
namespace {

bool is_shown(const CLI::Option& option) { return !option.get_group().empty(); }

void add(const CLI::Option& option, CommandWord& command) {
  if (option.get_positional()) {
    command.arguments.push_back(option.get_name());
    command.last_repeats = option.get_items_expected_max() > 1;
    return;
  }
  const std::string takes = option.get_items_expected_max() == 0 ? "" : option.get_type_name();
  for (const std::string& name : option.get_lnames())
    command.options.push_back({"--" + name, option.get_description(), takes});
}

}  // namespace

CommandWord tree_of(const CLI::App& app) {
  CommandWord command{.name = app.get_name(), .meaning = app.get_description()};
  for (const CLI::Option* option : app.get_options())
    if (is_shown(*option)) add(*option, command);
  for (const CLI::App* below : app.get_subcommands([](const CLI::App*) { return true; }))
    if (!below->get_group().empty()) command.commands.push_back(tree_of(*below));
  return command;
}

}  // namespace ilert_bridge
