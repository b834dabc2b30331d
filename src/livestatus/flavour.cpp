#include "ilert-bridge/livestatus/flavour.hpp"

#include <algorithm>

namespace ilert_bridge {
namespace {

using Tables = std::map<std::string, std::set<std::string>>;

bool contains(const Tables& tables, const std::string& table, const std::string& column) {
  const auto found = tables.find(table);
  return found != tables.end() && found->second.count(column) != 0;
}

// "2.13.6-1-icinga2", "1.5.2-naemon"
bool is_of(std::string_view version, std::string_view name) {
  return version.find(name) != std::string_view::npos;
}

// Checkmk up to 1.6 brings a Nagios 3.5 that it patched, with its own Livestatus; 1.6 is told by its labels.
// Others had a Nagios 3.5, too (Debian: 3.5.1), but none with so new a Livestatus as that of 1.4 and later.
bool is_raw_checkmk(std::string_view program, std::string_view livestatus) {
  const bool is_new = livestatus.starts_with("1.4.") || livestatus.starts_with("1.5.");
  const bool is_older = program == "3.5.0" && livestatus.starts_with("1.2.8");
  return is_older || (is_new && program.starts_with("3.5."));
}

// A core of Checkmk's own says "Check_MK 2.3.0p1", and that twice would tell nothing.
std::string checkmk_version(std::string_view program, std::string_view livestatus) {
  std::string version{livestatus};
  if (!program.empty() && !is_of(program, "Check_MK"))
    version.append(" (Nagios core ").append(program) += ')';
  return version;
}

std::set<std::string> with_host_columns(std::set<std::string> columns,
                                        const std::set<std::string>& of_hosts) {
  for (const std::string& column : of_hosts) columns.insert("host_" + column);
  return columns;
}

Tables icinga2_tables() {
  const std::set<std::string> common = {"acknowledged",
                                        "action_url_expanded",
                                        "contact_groups",
                                        "contacts",
                                        "custom_variable_names",
                                        "custom_variable_values",
                                        "custom_variables",
                                        "groups",
                                        "flap_detection_enabled",
                                        "has_been_checked",
                                        "in_notification_period",
                                        "is_flapping",
                                        "last_check",
                                        "last_hard_state",
                                        "last_hard_state_change",
                                        "last_state_change",
                                        "long_plugin_output",
                                        "notes_url_expanded",
                                        "notification_period",
                                        "notifications_enabled",
                                        "plugin_output",
                                        "scheduled_downtime_depth",
                                        "state",
                                        "state_type"};
  std::set<std::string> hosts = common;
  hosts.insert({"name", "alias", "address", "last_time_up"});
  std::set<std::string> services = with_host_columns(common, hosts);
  services.insert({"description", "host_name", "last_time_ok"});
  const std::set<std::string> remarks = {"author", "comment", "entry_time", "host_name",
                                         "service_description"};
  std::set<std::string> comments = remarks, downtimes = remarks;
  comments.insert("entry_type");
  downtimes.insert({"start_time", "end_time", "fixed"});
  return {{"hosts", hosts},
          {"services", services},
          {"comments", comments},
          {"downtimes", downtimes},
          {"timeperiods", {"name", "in"}},
          {"status",
           {"enable_flap_detection", "enable_notifications", "last_command_check", "livestatus_version",
            "nagios_pid", "program_start", "program_version"}}};
}

}  // namespace

std::string_view name(Flavour flavour) {
  switch (flavour) {
    case Flavour::checkmk:
      return "Checkmk";
    case Flavour::naemon:
      return "Naemon";
    case Flavour::icinga2:
      return "Icinga 2";
    case Flavour::lmd:
      return "LMD";
    case Flavour::nagios:
      return "Nagios with MK Livestatus";
    case Flavour::unknown:
      break;
  }
  return "unknown server";
}

bool Capabilities::has(std::string_view table, std::string_view column) const {
  return contains(columns.empty() ? icinga2_columns() : columns, std::string{table}, std::string{column});
}

Flavour flavour_of(std::string_view program_version, std::string_view livestatus_version,
                   const Tables& columns) {
  // LMD shows its backends' versions, so it is asked for first.
  if (contains(columns, "sites", "peer_key") || contains(columns, "hosts", "peer_key")) return Flavour::lmd;
  if (is_of(program_version, "icinga2") || is_of(livestatus_version, "icinga2")) return Flavour::icinga2;
  if (is_of(program_version, "naemon") || is_of(livestatus_version, "naemon")) return Flavour::naemon;
  const bool checkmk_columns = contains(columns, "status", "edition") ||
                               contains(columns, "status", "core_pid") ||
                               contains(columns, "hosts", "labels");
  if (checkmk_columns || is_of(program_version, "Check_MK")) return Flavour::checkmk;
  if (is_raw_checkmk(program_version, livestatus_version)) return Flavour::checkmk;
  return columns.empty() ? Flavour::unknown : Flavour::nagios;
}

Capabilities capabilities_of(std::string_view program_version, std::string_view livestatus_version,
                             Tables columns) {
  Capabilities capabilities;
  capabilities.flavour = flavour_of(program_version, livestatus_version, columns);
  const bool checkmk = capabilities.flavour == Flavour::checkmk;
  capabilities.version =
      checkmk ? checkmk_version(program_version, livestatus_version) : std::string{program_version};
  // A server that is not known is treated as the most delicate one.
  const bool delicate = capabilities.flavour == Flavour::icinga2 || capabilities.flavour == Flavour::unknown;
  capabilities.keep_alive = !delicate;
  capabilities.auth_user = !delicate;
  capabilities.finds_by_host = !delicate;
  const bool pages = capabilities.flavour == Flavour::naemon || capabilities.flavour == Flavour::lmd;
  capabilities.parts = pages ? Parts::offsets : Parts::host_ranges;
  // LMD would ask its backends five times a second as long as somebody waits.
  capabilities.waits = delicate || capabilities.flavour == Flavour::lmd ? Waits::never : Waits::unasked;
  capabilities.lists_columns = !columns.empty();
  capabilities.columns = std::move(columns);
  return capabilities;
}

const Tables& icinga2_columns() {
  static const Tables tables = icinga2_tables();
  return tables;
}

}  // namespace ilert_bridge
