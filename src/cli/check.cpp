#include <iostream>

#include "ilert-bridge/base/counted.hpp"
#include "ilert-bridge/cli/check_parts.hpp"
#include "ilert-bridge/cli/check_report.hpp"
#include "ilert-bridge/cli/program.hpp"
#include "ilert-bridge/cli/service_user.hpp"

namespace ilert_bridge {
namespace {

CheckLine valid(const Config& config) {
  CheckLine line{.part = "configuration"};
  line.text =
      "valid, " + counted(config.sites.size(), "site") + ", " + counted(config.routes.size(), "route");
  line.figures = {{"sites", config.sites.size()}, {"routes", config.routes.size()}};
  return line;
}

// Where no systemd runs, the bridge reads its keys itself, at a reload, too.
std::set<std::string> kept_keys(const Loaded& loaded, const std::filesystem::path& config_file) {
  std::error_code ignored;
  if (!std::filesystem::exists("/run/systemd/system", ignored)) return {};
  return routes_with_kept_keys(loaded, config_file);
}

int refuse(const Loaded& loaded, const Invocation& invocation, CheckReport& report) {
  if (!invocation.json) std::cerr << counted(loaded.errors.size(), "error") << ", configuration not loaded\n";
  report.end(false);
  return exit_usage;
}

}  // namespace

int check_command(const Invocation& invocation) {
  CheckReport report(invocation.json);
  const Loaded loaded = load_config(invocation.config_file, Surroundings::of_process());
  report.say(loaded.errors);
  report.say(loaded.warnings);
  if (!loaded.usable()) return refuse(loaded, invocation, report);
  report.say(valid(loaded.config));
  check_access(loaded, invocation.config_file, report);
  if (invocation.connect) {
    check_sites(loaded.config, kept_keys(loaded, invocation.config_file), report);
    check_ilert(loaded.config, report);
    check_sources(loaded.config, report);
  }
  report.end(true);
  return report.any_failed() ? exit_failed : exit_done;
}

}  // namespace ilert_bridge
