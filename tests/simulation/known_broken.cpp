#include "tests/simulation/scenes.hpp"

namespace ilert_bridge::simulation {

const std::vector<KnownBroken>& known_broken() {
  static const std::vector<KnownBroken> list{
      {"OwnAlertsAfterALostJournal", 3, "who does not know of an own alert does not end it"},
  };
  return list;
}

}  // namespace ilert_bridge::simulation
