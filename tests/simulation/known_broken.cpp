#include "tests/simulation/scenes.hpp"

namespace ilert_bridge::simulation {

const std::vector<KnownBroken>& known_broken() {
  static const std::vector<KnownBroken> list = {};
  return list;
}

}  // namespace ilert_bridge::simulation
