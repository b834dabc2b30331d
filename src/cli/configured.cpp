#include "ilert-bridge/cli/configured.hpp"

#include <iostream>

#include "ilert-bridge/base/counted.hpp"
#include "ilert-bridge/base/local_time.hpp"
#include "ilert-bridge/cli/person.hpp"

namespace ilert_bridge {
namespace {

std::optional<Config> loaded_with(const std::filesystem::path& config_file, bool secrets) {
  Surroundings surroundings = Surroundings::of_process();
  surroundings.needs_secrets = secrets;
  Loaded loaded = load_config(config_file, surroundings);
  for (const Fault& fault : loaded.errors) std::cerr << to_text(fault);
  for (const Fault& fault : loaded.warnings) std::cerr << to_text(fault);
  if (loaded.usable()) return std::move(loaded.config);
  std::cerr << counted(loaded.errors.size(), "error") << ", configuration not loaded\n";
  return std::nullopt;
}

}  // namespace

std::optional<Config> configured(const Invocation& invocation) {
  return loaded_with(invocation.config_file, true);
}

std::optional<Config> configured_to_show(const Invocation& invocation) {
  return configured_to_show(invocation.config_file);
}

std::optional<Config> configured_to_show(const std::filesystem::path& config_file) {
  return loaded_with(config_file, false);
}

void heed_time_zone(const Invocation& invocation) {
  Surroundings surroundings = Surroundings::of_process();
  surroundings.needs_secrets = false;
  use_zone(load_config(invocation.config_file, surroundings).config.time_zone);
}

Result<LocatedJournal> located_journal(const Invocation& invocation) {
  Loaded loaded = load_config(invocation.config_file, Surroundings::of_process());
  if (loaded.config.journal_path.empty())
    return error("the journal's path is not known: " + invocation.config_file.string() +
                 " cannot be used, see 'ilert-bridge check'");
  return LocatedJournal{std::move(loaded.config.journal_path), std::move(loaded.config.name)};
}

ShownJournal journal_to_show(const Config& config, Time at) {
  ShownJournal shown;
  std::error_code ignored;
  if (is_kept_from_us(config.journal_path)) {
    shown.is_kept = true;
    shown.unread = "no right to read " + config.journal_path.native();
  } else if (std::filesystem::exists(config.journal_path, ignored)) {
    Result<Journal> journal = Journal::open(config.journal_path, Journal::Access::read_only, config.name, at);
    if (journal) {
      shown.journal = *std::move(journal);
    } else {
      shown.unread = journal.error().text;
    }
  }
  return shown;
}

Result<Journal> journal_to_read(const Invocation& invocation) {
  const Result<LocatedJournal> journal = located_journal(invocation);
  if (!journal) return journal.error();
  return Journal::open(journal->path, Journal::Access::read_only, journal->bridge_name, now());
}

}  // namespace ilert_bridge
