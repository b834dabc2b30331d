// Which server is on the other end, and what it can do. Probed, never believed by its version alone.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace ilert_bridge {

enum class Flavour { checkmk, naemon, icinga2, lmd, nagios, unknown };
std::string_view name(Flavour flavour);

// How a server can be waited for.
enum class Waits : std::uint8_t {
  unasked,   // it might bear it; asking takes a moment (Waiter::probe)
  never,     // it does not wait, or must not be asked to
  bare,      // it answers when a trigger fires: Naemon, MK Livestatus before 1.5
  condition  // it answers when a condition holds, and a bare trigger at once: Checkmk
};

// How an answer that is too large is asked for in parts.
enum class Parts : std::uint8_t {
  host_ranges,  // of host names in byte order
  offsets       // of a sorted answer: Limit, Offset, Sort
};

struct Capabilities {
  Flavour flavour = Flavour::unknown;
  std::string version;  // as the server says it
  Waits waits = Waits::never;
  Parts parts = Parts::host_ranges;
  bool finds_by_host = true;   // has an index for "host_name = …"; false: looks at every row for it
  bool lists_columns = false;  // has a table `columns`
  bool keep_alive = true;      // false on Icinga 2, where four idle connections block everyone
  bool auth_user = true;       // false: the server ignores it
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
