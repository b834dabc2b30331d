// The first configuration: finds the sites below `root`, writes conf.d/site.toml beside the configuration,
// and prints what is left to do. Changes nothing that is there. The exit status.
#pragma once

#include <filesystem>

namespace ilert_bridge {

int write_first_configuration(const std::filesystem::path& root, const std::filesystem::path& config_file);

}  // namespace ilert_bridge
