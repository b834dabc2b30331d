// What the administrator asked for: the configuration file of a schedule, as the oracle reads it too.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ilert-bridge/livestatus/flavour.hpp"

namespace ilert_bridge::simulation {

inline constexpr const char* key_a = "il1api0123456789aaaaaa";
inline constexpr const char* key_b = "il1api0123456789bbbbbb";
inline constexpr const char* key_c = "il1api0123456789cccccc";

inline constexpr const char* ilert_url = "https://api.ilert.com/api";
inline constexpr const char* ilert_token = "il1usr0123456789abcdef";

struct RouteSetting {
  std::string name = "oncall";
  std::string key = key_a;
  std::string contact_group = {};  // takes what this group is a contact of; empty: everything
  bool fallback = false;
  int budget = 45;        // events in a minute
  bool warnings = false;  // alerts on WARNING too
  bool unknowns = true;
  bool warnings_are_high = false;
  std::string replay = "collapse";
};

struct Setting {
  Flavour flavour = Flavour::checkmk;
  std::vector<RouteSetting> routes{RouteSetting{}};
  std::map<std::string, std::string> policy = {};  // "ack_removed": "comment"; else the default
  std::string auth_user = {};
  bool sync = false;
  std::string sync_resolve = "ignore";

  std::string policy_of(const std::string& key, const std::string& otherwise) const;
};

// Writes the file and its secrets.
void write_config(const Setting& setting, const std::filesystem::path& folder);
std::string text_of(const Setting& setting);

}  // namespace ilert_bridge::simulation
