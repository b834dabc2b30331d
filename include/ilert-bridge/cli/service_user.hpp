// Whom the service runs as, and what is kept from that user: root may read everything, and would find all
// well.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ilert-bridge/cli/check_report.hpp"
#include "ilert-bridge/config/config.hpp"

namespace ilert_bridge {

struct ServiceUser {
  std::string name, group_name;
  uid_t user = 0;
  gid_t group = 0;
  std::vector<gid_t> groups;  // likewise those of the unit's SupplementaryGroups
};

// The owner of the journal's folder; where there is none yet, _ilert-bridge. Nothing where that is root, or
// nobody, or where this process is not root and cannot ask as somebody else.
std::optional<ServiceUser> service_user(const std::filesystem::path& journal);

// Something that the configuration names, and the service needs.
struct Needed {
  std::string part, name;  // "site" "prod", "route" "oncall", "ilert", "configuration"
  std::string what;        // "the socket", "the key file"
  std::filesystem::path path;
  bool is_socket = false;
};
// Without the keys that systemd hands over: those of the folder secrets beside the system's configuration. A
// configuration elsewhere for the system's journal is one to try: only what it names by its whole path
// counts.
std::vector<Needed> needed_by_service(const Loaded& loaded, const std::filesystem::path& config_file);

// Routes whose key systemd hands over, which a reload sees as it was at the start.
std::set<std::string> routes_with_kept_keys(const Loaded& loaded, const std::filesystem::path& config_file);

// What stands in the way to a file: itself, or the first folder that does not let the user through.
struct Barrier {
  std::filesystem::path path;
  bool is_folder = false;
  mode_t mode = 0;
  std::string group;  // its name
};
// Asks as the user. Nothing if it may use it, or if it is not there at all.
std::optional<Barrier> barrier_to(const Needed& needed, const ServiceUser& user);

// The command that lets the user through. Pure.
std::string way_through(const Barrier& barrier, const Needed& needed, const ServiceUser& user);

// All of it; nothing if this process is not root.
void check_access(const Loaded& loaded, const std::filesystem::path& config_file, CheckReport& report);

}  // namespace ilert_bridge
