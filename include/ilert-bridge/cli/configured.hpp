// What every command begins with: the configuration, read and complained about.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "ilert-bridge/cli/program.hpp"
#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/journal/journal.hpp"

namespace ilert_bridge {

// Errors and warnings go to standard error. Nothing if there are errors.
std::optional<Config> configured(const Invocation& invocation);
// The same for a command that only shows something: keys that this user may not read are none of its
// concern.
std::optional<Config> configured_to_show(const Invocation& invocation);
std::optional<Config> configured_to_show(const std::filesystem::path& config_file);

// Times that people type and read are in the zone of the configuration, as far as it can be read.
void heed_time_zone(const Invocation& invocation);

// Where the journal is, and the name its owner opens it with. Where the rest of the configuration is broken
// they still count.
struct LocatedJournal {
  std::filesystem::path path;
  std::string bridge_name;
};
Result<LocatedJournal> located_journal(const Invocation& invocation);

// The journal for a command that shows what it knows, and does without it. Neither: there is none yet.
struct ShownJournal {
  std::optional<Journal> journal;
  bool is_kept = false;  // from the user who runs this
  std::string unread;    // why it cannot be read, "no right to read FILE"; empty if it can
};
ShownJournal journal_to_show(const Config& config, Time at);

// The journal for reading only. Where the rest of the configuration is broken its journal path still counts.
Result<Journal> journal_to_read(const Invocation& invocation);

}  // namespace ilert_bridge
