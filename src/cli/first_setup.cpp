#include "ilert-bridge/cli/first_setup.hpp"

#include <algorithm>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t longest_name = 64;
const std::string route_key = "oncall.key";
const std::string heartbeat_key = "heartbeat.key";

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The one that is there, or the one that the documents call it.
std::string key_of_route(const FoundHost& host) {
  if (has(host.keys, route_key)) return route_key;
  for (const std::string& key : host.keys)
    if (key.ends_with(".key") && key != heartbeat_key) return key;
  return route_key;
}

std::string heartbeat_text(bool key_is_there) {
  const std::string mark = key_is_there ? "" : "# ";
  return "\n# Who notices that the bridge, or this host, is dead? A heartbeat monitor of ilert: its key is "
         "what follows\n"
         "# the last / of its URL, and belongs into secrets/" +
         heartbeat_key + ".\n" + mark + "[heartbeat]\n" + mark + "key_file = \"" + heartbeat_key + "\"\n";
}

std::vector<std::string> groups_to_join(const FoundHost& host) {
  std::vector<std::string> groups;
  for (const FoundSite& site : host.sites)
    if (!site.group_to_join.empty() && !has(groups, site.group_to_join)) groups.push_back(site.group_to_join);
  return groups;
}

// With another configuration than the usual one every command has to be told.
std::string program_for(const FoundHost& host) {
  if (host.config_folder == usual_config_folder) return "ilert-bridge";
  return "ilert-bridge --config " + host.config_folder + "/ilert-bridge.toml";
}

}  // namespace

bool can_name_a_site(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= longest_name && std::all_of(name.begin(), name.end(), fits);
}

bool is_set_up(std::string_view toml) {
  for (std::size_t at = 0; at < toml.size();) {
    const std::size_t end = std::min(toml.find('\n', at), toml.size());
    const std::string line = one_line(toml.substr(at, end - at));
    for (const char* const begin : {"[site.", "[site]", "[route.", "[route]", "site.", "route."})
      if (line.starts_with(begin)) return true;
    at = end + 1;
  }
  return false;
}

std::string first_configuration(const FoundHost& host) {
  std::string text = "# Written by 'ilert-bridge init'. Every key is explained in ilert-bridge.toml(5).\n";
  for (const FoundSite& site : host.sites)
    text += "\n[site." + site.name + "]\naddress = \"unix:" + site.socket +
            "\"\n# web_url = \"https://mon.example.com/" + site.name +
            "/\"   # for links back into Checkmk\n";
  text +=
      "\n[route.oncall]                               # an alert source of type \"API\" in ilert\n"
      "integration_key_file = \"" +
      key_of_route(host) + "\"\n# match = { contact_groups = [\"oncall\"] }    # without it: everything\n";
  return text + heartbeat_text(has(host.keys, heartbeat_key));
}

std::string sites_text(const FoundHost& host) {
  std::string text;
  for (const FoundSite& site : host.sites)
    text +=
        "found site " + site.name + ": " + site.socket + (site.there ? "" : ", which is not started") + '\n';
  return text;
}

std::string what_is_left(const FoundHost& host) {
  std::string commands;
  if (const std::vector<std::string> groups = groups_to_join(host); !groups.empty())
    commands +=
        "  # The service may use the sockets:\n  usermod -aG " + join(groups, ",") + " _ilert-bridge\n";
  if (const std::string key = key_of_route(host); !has(host.keys, key))
    commands +=
        "  # Paste the integration key of an alert source, then press Enter and Ctrl-D:\n"
        "  (umask 077; cat >" +
        host.config_folder + "/secrets/" + key + ")\n";
  if (!commands.empty()) commands = "Left to do, as root:\n\n" + commands + '\n';
  const std::string program = program_for(host);
  return commands + "Is it right, and what would be sent now? Neither sends anything:\n\n  " + program +
         " check --connect\n  " + program +
         " run --once --dry-run\n\nThen start it, and prove the way to ilert:\n\n"
         "  systemctl restart ilert-bridge && " +
         program + " send-test\n";
}

}  // namespace ilert_bridge
