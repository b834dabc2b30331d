// Schedules from seeds. SIMULATION_SCHEDULES says how many, SIMULATION_SEED the first of them; else they are
// the same in every run, and as many as two minutes take: a red one is of the change at hand.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <regex>
#include <string>

#include "tests/simulation/random.hpp"

namespace ilert_bridge::simulation {
namespace {

constexpr std::uint64_t first_seed = 20261129;
constexpr std::uint64_t schedules = 300;  // of each half: two cores play one each

std::uint64_t number_in(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

std::string laws(const Played& played) {
  std::string text;
  for (const Broken& one : played.broken) text += "law " + std::to_string(one.law) + ": " + one.words + "\n";
  return text;
}

void play_from(std::uint64_t first, std::uint64_t count) {
  if (std::filesystem::is_directory("/dev/shm")) ::setenv("TMPDIR", "/dev/shm", 1);
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const Schedule schedule = random_schedule(seed);
    const Played played = play(schedule);
    if (played.broken.empty()) continue;
    const Schedule less = shrunk(schedule, played.broken.front().law);
    const Played again = play(less);
    FAIL() << "seed " << seed << " breaks a law; SIMULATION_SEED=" << seed
           << " SIMULATION_SCHEDULES=1 plays it alone.\n"
           << laws(again) << "\nwhat is left of it:\n"
           << again.story;
  }
}

TEST(RandomSchedules, BreakNoLaw) {
  play_from(number_in("SIMULATION_SEED", first_seed), number_in("SIMULATION_SCHEDULES", schedules));
}

// The other half, for the other core: nothing of it where a number is asked for.
TEST(RandomSchedules, BreakNoLawEither) {
  if (std::getenv("SIMULATION_SCHEDULES") != nullptr || std::getenv("SIMULATION_SEED") != nullptr) return;
  play_from(first_seed + schedules, schedules);
}

// Without the name of the folder, which is nobody's choice.
std::string story_of(std::uint64_t seed) {
  static const std::regex folder{"ilert-bridge-[A-Za-z0-9]{6}/"};
  return std::regex_replace(play(random_schedule(seed)).story, folder, "");
}

TEST(RandomSchedules, AreTheSameForTheSameSeed) { EXPECT_EQ(story_of(first_seed), story_of(first_seed)); }

}  // namespace
}  // namespace ilert_bridge::simulation
