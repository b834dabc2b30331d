// Every scene, played and judged. What today's daemon does wrong is written down in known_broken.cpp, and is
// shown here to be wrong still.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "tests/simulation/scenes.hpp"

namespace ilert_bridge::simulation {
namespace {

std::vector<Scene> all_scenes() {
  std::vector<Scene> all;
  for (auto* const some :
       {right_since_long, calls_that_never_came, calls_over_the_years, calls_for_nothing, states_without_end})
    for (Scene& scene : some()) all.push_back(std::move(scene));
  return all;
}

const KnownBroken* known(const std::string& scene) {
  const auto found = std::find_if(known_broken().begin(), known_broken().end(),
                                  [&](const KnownBroken& one) { return one.scene == scene; });
  return found == known_broken().end() ? nullptr : &*found;
}

std::string laws(const Played& played) {
  std::string text;
  for (const Broken& one : played.broken) text += "law " + std::to_string(one.law) + ": " + one.words + "\n";
  return text;
}

// In memory where that is possible: a journal is synchronised at every step.
void keep_journals_in_memory() {
  if (std::filesystem::is_directory("/dev/shm")) ::setenv("TMPDIR", "/dev/shm", 1);
}

class Scenes : public ::testing::TestWithParam<Scene> {};

TEST_P(Scenes, AreJudged) {
  keep_journals_in_memory();
  const Scene& scene = GetParam();
  const Played played = play(scene.schedule);
  const std::string whole = scene.sentence + "\n\n" + laws(played) + "\n" + played.story;
  if (std::getenv("SIMULATION_STORY") != nullptr) std::puts(whole.c_str());
  if (const KnownBroken* const fault = known(scene.name)) {
    EXPECT_TRUE(played.breaks(fault->law))
        << "known_broken.cpp says that law " << fault->law << " is broken (" << fault->what
        << "), and it is not any more: take it off the list\n\n"
        << whole;
  } else {
    EXPECT_TRUE(played.broken.empty()) << whole;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Scenes, ::testing::ValuesIn(all_scenes()),
                         [](const auto& one) { return one.param.name; });

TEST(KnownBroken, NamesScenes) {
  const std::vector<Scene> all = all_scenes();
  for (const KnownBroken& one : known_broken())
    EXPECT_TRUE(
        std::any_of(all.begin(), all.end(), [&](const Scene& scene) { return scene.name == one.scene; }))
        << one.scene << " is no scene";
}

}  // namespace
}  // namespace ilert_bridge::simulation
