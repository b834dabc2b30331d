// Numbers from a seed: the engine is the same everywhere, the standard's distributions are not.
#pragma once

#include <cstdint>
#include <iterator>
#include <random>

namespace ilert_bridge::simulation {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  int below(int most) { return static_cast<int>(engine_() % static_cast<std::uint64_t>(most)); }
  bool one_in(int many) { return below(many) == 0; }
  template <class Choices>
  auto of(const Choices& choices) {
    return choices[static_cast<std::size_t>(below(static_cast<int>(std::size(choices))))];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace ilert_bridge::simulation
