#include <iostream>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/daemon/bridge.hpp"

namespace ilert_bridge {

int run_command(const Invocation& invocation) {
  std::optional<Config> config = configured(invocation);
  if (!config) return exit_usage;
  const auto access = invocation.dry_run ? Journal::Access::rehearsal : Journal::Access::own;
  Result<Journal> journal = Journal::open(config->journal_path, access, config->name, now());
  if (!journal) {
    log_error(journal.error().text);
    return exit_failed;
  }
  RunOptions options{
      .config_file = invocation.config_file, .dry_run = invocation.dry_run, .once = invocation.once};
  Bridge bridge(std::move(options), std::move(*config), std::move(*journal));
  return bridge.run();
}

}  // namespace ilert_bridge
