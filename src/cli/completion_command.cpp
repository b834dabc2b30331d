#include <iostream>

#include "ilert-bridge/cli/completion.hpp"
#include "ilert-bridge/cli/program.hpp"

namespace ilert_bridge {

int completion_command(const Invocation& asked, const CommandWord& program) {
  const std::vector<CompletionRow> rows = completion_rows(program);
  const std::string& shell = asked.completion.shell;
  std::cout << (shell == "bash"  ? bash_completion(rows)
                : shell == "zsh" ? zsh_completion(rows)
                                 : fish_completion(rows));
  return exit_done;
}

}  // namespace ilert_bridge
