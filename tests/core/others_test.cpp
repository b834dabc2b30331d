#include <gtest/gtest.h>

#include "ilert-bridge/core/render.hpp"
#include "tests/core/builders.hpp"

using namespace ilert_bridge;

namespace {

Sighting sighting(const std::string& on, const std::string& service, State state,
                  Presence presence = Presence::seen) {
  Sighting one;
  one.subject = {"prod", on, service, ""};
  one.observation.state = state;
  one.presence = presence;
  return one;
}

}  // namespace

TEST(Others, AreTheServicesOfTheSameHostWithProblems) {
  Look look = look_at({sighting("web01", "", State::down), sighting("web01", "HTTP", State::critical),
                       sighting("web01", "SSH", State::warning), sighting("web01", "CPU", State::ok),
                       sighting("web01", "gone", State::critical, Presence::absent),
                       sighting("web02", "HTTP", State::critical)});
  look.sightings.push_back(sighting("web01", "new", State::critical));
  look.sightings.back().observation.checked = false;
  std::map<Subject, Texts> texts;
  for (const char* const service : {"", "HTTP", "CPU"}) texts[{"prod", "web01", service, ""}] = {};
  texts[{"prod", "web02", "HTTP", ""}] = {};
  texts[{"prod", "web03", "", ""}] = {};
  count_others(texts, look);
  EXPECT_EQ((texts[{"prod", "web01", "", ""}].others), 2U);
  EXPECT_EQ((texts[{"prod", "web01", "HTTP", ""}].others), 1U) << "not itself";
  EXPECT_EQ((texts[{"prod", "web01", "CPU", ""}].others), 2U) << "which is well";
  EXPECT_EQ((texts[{"prod", "web02", "HTTP", ""}].others), 0U);
  EXPECT_EQ((texts[{"prod", "web03", "", ""}].others), 0U);
}
