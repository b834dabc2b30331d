#include "ilert-bridge/core/adopt.hpp"

#include <gtest/gtest.h>

#include "tests/core/builders.hpp"

using namespace ilert_bridge;

namespace {

Subject numbered(int number) { return {"prod", "web" + std::to_string(number), "HTTP", ""}; }

const Scene critical = service(State::critical);
const Subject http = critical.sighting.subject;

std::vector<Decision> adopted(const Scene& scene, const Untold& untold = {}) {
  static Look look;
  static std::vector<Route> routes;
  look = look_at({scene.sighting});
  routes = {scene.route};
  Reports reports;
  if (!scene.report.is_blank()) reports[scene.sighting.subject]["oncall"] = scene.report;
  return adoption(look, reports, untold, routes, {}, noon);
}

}  // namespace

TEST(Adopt, AProblemThatWasNotToldIsDismissedWithoutAnEvent) {
  const auto decisions = adopted(critical);
  ASSERT_EQ(decisions.size(), 1U);
  EXPECT_EQ(decisions.at(0).step.after.told, Told::dismissed);
  EXPECT_EQ(decisions.at(0).step.after.state, State::critical);
  EXPECT_TRUE(decisions.at(0).step.tellings.empty());
}

TEST(Adopt, WhatIsHeldBackIsDismissedToo) {
  for (const Scene& held :
       {critical.in_downtime(), critical.acknowledged(), critical.delay(min(60)), critical.flapping()})
    EXPECT_EQ(adopted(held).size(), 1U);
}

TEST(Adopt, WhatIlertHasHeardStaysAsItIs) {
  EXPECT_TRUE(adopted(critical.open()).empty());
  EXPECT_TRUE(adopted(critical.accepted()).empty());
  EXPECT_TRUE(adopted(critical.told(Told::dismissed)).empty());
}

TEST(Adopt, AnAlertThatHasNotLeftIsDismissed) {
  const auto decisions = adopted(critical.open(), {{http, "oncall"}});
  ASSERT_EQ(decisions.size(), 1U);
  EXPECT_EQ(decisions.at(0).step.after.told, Told::dismissed);
  EXPECT_TRUE(decisions.at(0).step.tellings.empty());
}

TEST(Adopt, WhatIsNoProblemOfTheRouteIsLeftAlone) {
  EXPECT_TRUE(adopted(service(State::ok)).empty());
  EXPECT_TRUE(adopted(service(State::warning)).empty());
  EXPECT_TRUE(adopted(critical.pending()).empty());
  EXPECT_TRUE(adopted(critical.soft()).empty());
  EXPECT_TRUE(adopted(critical.with([](Scene& it) {
                it.route.match.hosts = {Pattern::parse("db", nullptr)};
              })).empty());
}

class AdoptRemoval : public testing::Test {
 protected:
  // So many reports of which so many are gone.
  std::vector<Decision> removed(int reported, int gone, RemovedObject policy = RemovedObject::resolve) {
    std::vector<Sighting> sightings;
    Reports reports;
    routes = {critical.policy(&Policy::removed_object, policy).route};
    for (int i = 0; i < reported; ++i) {
      Sighting sighting = critical.open().sighting;
      sighting.subject = numbered(i);
      if (i < gone) sighting.presence = Presence::absent;
      sightings.push_back(sighting);
      reports[sighting.subject]["oncall"] = critical.open().report;
    }
    look = look_at(std::move(sightings));
    return adoption(look, reports, {}, routes, {}, noon);
  }
  Look look;
  std::vector<Route> routes;
};

TEST_F(AdoptRemoval, WhatAMassRemovalMissesIsResolvedAtOnce) {
  const auto decisions = removed(40, 25);
  ASSERT_EQ(decisions.size(), 25U);
  for (const Decision& decision : decisions) {
    EXPECT_EQ(decision.verdict.reason, Reason::removed);
    EXPECT_EQ(text_of(decision.step.tellings), "RESOLVE");
    EXPECT_TRUE(decision.step.after.is_blank());
  }
}

TEST_F(AdoptRemoval, AFewThatAreMissingAreConfirmedAsAlways) { EXPECT_TRUE(removed(40, 5).empty()); }

TEST_F(AdoptRemoval, WherePolicyKeepsWhatIsRemovedNothingIsResolved) {
  for (const Decision& decision : removed(40, 25, RemovedObject::keep))
    EXPECT_TRUE(decision.step.tellings.empty());
}
