// Which server is on the other end, and what it can do. Probed, never believed by its version alone.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace ilert_bridge {

enum class Flavour { checkmk, naemon, icinga2, lmd, nagios, unknown };
std::string_view name(Flavour flavour);

struct Capabilities {
  Flavour flavour = Flavour::unknown;
  std::string version;     // as the server says it
  bool keep_alive = true;  // false on Icinga 2, where four idle connections block everyone
  bool auth_user = true;   // false: the server ignores it
  // Table → columns the server has; empty if it has no table `columns` (Icinga 2), where the built-in list
  // counts.
  std::map<std::string, std::set<std::string>> columns;
  bool has(std::string_view table, std::string_view column) const;
};

// From `program_version`, `livestatus_version` and the columns; pure.
Flavour flavour_of(std::string_view program_version, std::string_view livestatus_version,
                   const std::map<std::string, std::set<std::string>>& columns);

// What a server of that flavour can do; where the flavour is unknown, what is safe with all of them. Pure.
Capabilities capabilities_of(std::string_view program_version, std::string_view livestatus_version,
                             std::map<std::string, std::set<std::string>> columns);

// What Icinga 2 has of the columns we want; it cannot be asked.
const std::map<std::string, std::set<std::string>>& icinga2_columns();

}  // namespace ilert_bridge
