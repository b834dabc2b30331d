#include <iostream>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/cli/configured.hpp"
#include "ilert-bridge/daemon/bridge.hpp"
#include "ilert-bridge/net/notify.hpp"

namespace ilert_bridge {
namespace {

// A damaged journal is rescued here, a large one checked: killed in the middle of that, it would begin anew
// each time. Whether anybody hears it is of no consequence.
void ask_for_patience() {
  const Result<void> told =
      Notify::of_process().tell("EXTEND_TIMEOUT_USEC=900000000\nSTATUS=opening the journal\n");
  static_cast<void>(told);
}

}  // namespace

int run_command(const Invocation& invocation) {
  std::optional<Config> config = configured(invocation);
  if (!config) return exit_usage;
  if (!invocation.once) ask_for_patience();
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
