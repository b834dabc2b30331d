// From what is found on this host to a first configuration, and to the words that say what is left to do.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ilert_bridge {

struct FoundSite {
  std::string name;    // fits [site.NAME]
  std::string socket;  // path of its Livestatus socket
  bool there = false;  // the socket exists: the site is started
  // The group that may use the socket, if the service's user is not in it yet; else empty.
  std::string group_to_join{};
};

struct FoundHost {
  std::vector<FoundSite> sites;
  std::vector<std::string> keys;  // names of the files in secrets, sorted
  std::string config_folder;      // holds conf.d and secrets
};

inline constexpr std::string_view usual_config_folder = "/etc/ilert-bridge";

// Whether the name can be that of a site in the configuration, unquoted.
bool can_name_a_site(std::string_view name);

// Whether the text of a configuration has a site or a route already.
bool is_set_up(std::string_view toml);

// conf.d/site.toml: every site, a route, and the heartbeat, which counts if its key is there. As valid as
// TOML can be without the keys.
std::string first_configuration(const FoundHost& host);

// The sites, one line each.
std::string sites_text(const FoundHost& host);

// The commands that are left to do, ready to be pasted.
std::string what_is_left(const FoundHost& host);

}  // namespace ilert_bridge
