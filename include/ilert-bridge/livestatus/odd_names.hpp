// Rows whose names are not what the core's configuration says. Checkmk ends a name at its first byte that is
// no UTF-8, Naemon changes characters, and LMD shows the objects of many cores side by side: then a row has
// no name, or two objects have the same. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ilert-bridge/core/model.hpp"
#include "ilert-bridge/livestatus/observe.hpp"

namespace ilert_bridge {

struct OddNames {
  std::size_t nameless = 0;  // rows that are left out: nobody could say what they are about
  std::size_t shared = 0;    // rows that are left out, because a worse one has the same name
  std::size_t unspoken = 0;  // reported subjects that a server would not understand: held
  std::string example;       // of the latter two, for people

  // What to tell a person; empty if there is nothing odd.
  std::string text() const;
};

// Of the rows of one table, from `first` on: those without a name go. (A service without its description
// would be taken for its host.)
void drop_nameless(Table table, std::vector<Sighting>& sightings, std::size_t first, OddNames& odd);

// Of subjects that are sighted twice the worst sighting stays, so that no problem is lost and nothing changes
// from look to look: a problem before none, by badness, the confirmed one, the one that nobody is on, the
// newest.
void keep_the_worst(std::vector<Sighting>& sightings, OddNames& odd);

}  // namespace ilert_bridge
