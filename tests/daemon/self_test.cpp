#include "ilert-bridge/daemon/self.hpp"

#include "tests/daemon/stage.hpp"

namespace ilert_bridge {
namespace {
using namespace stage;

class OwnMatters : public ::testing::Test {
 protected:
  void is(bool wrong, const std::string& kind = "disk", const std::string& name = {}) {
    const std::string words = kind + (wrong ? " is wrong" : " is well");
    say({.kind = kind, .name = name, .wrong = wrong, .summary = words, .details = words}, routes, ledger,
        "mon1", now());
  }
  std::size_t waiting_on(const std::string& name) { return ledger.journal().waiting(name); }

  Ledger ledger{journal_in_memory()};
  std::vector<Route> routes{route("oncall"), route("night")};
};

TEST_F(OwnMatters, AreToldOnceHoweverOftenTheyAreFoundAndOnceWhenTheyAreOver) {
  is(false);
  EXPECT_EQ(waiting_on("oncall"), 0U) << "nothing was wrong";
  is(true);
  is(true);
  EXPECT_EQ(waiting_on("oncall"), 1U);
  EXPECT_EQ(waiting_on("night"), 1U) << "on every route that has own_alerts";
  is(false);
  is(false);
  EXPECT_EQ(waiting_on("oncall"), 2U);
  EXPECT_TRUE(ledger.reports().empty());
}

TEST_F(OwnMatters, ARestartTellsNothingAgain) {
  is(true);
  is(true);
  EXPECT_EQ(ledger.journal().reports().size(), 1U) << "the journal knows what is open";
  EXPECT_EQ(waiting_on("oncall"), 1U);
}

TEST_F(OwnMatters, KindsAndNamesAreAlertsOfTheirOwn) {
  is(true, "site", "prod");
  is(true, "site", "lab");
  is(true, "removal", "prod");
  EXPECT_EQ(waiting_on("oncall"), 3U);
  is(false, "site", "prod");
  EXPECT_EQ(ledger.reports().size(), 2U);
}

TEST_F(OwnMatters, ARouteWithoutThemHearsNothing) {
  routes[1].own_alerts = false;
  is(true);
  EXPECT_EQ(waiting_on("oncall"), 1U);
  EXPECT_EQ(waiting_on("night"), 0U);
}

TEST_F(OwnMatters, ARouteThatGetsThemNoMoreIsToldItIsOver) {
  is(true);
  routes[1].own_alerts = false;
  is(true);
  EXPECT_EQ(waiting_on("oncall"), 1U);
  EXPECT_EQ(waiting_on("night"), 2U);
}

TEST_F(OwnMatters, OfSitesAndRoutesThatLeftAreFound) {
  for (const char* kind : {"site", "core", "removal"}) is(true, kind, "prod");
  for (const char* kind : {"route", "storm", "parked"}) is(true, kind, "oncall");
  is(true, "disk");
  EXPECT_TRUE(matters_of_what_left(ledger.reports(), {"prod"}, {"oncall"}).empty());
  EXPECT_EQ(matters_of_what_left(ledger.reports(), {"lab"}, {"oncall"}).size(), 3U);
  EXPECT_EQ(matters_of_what_left(ledger.reports(), {"prod"}, {"night"}).size(), 3U);
  EXPECT_EQ(matters_of_what_left(ledger.reports(), {"oncall"}, {"prod"}).size(), 6U)
      << "the disk never leaves";
}

}  // namespace
}  // namespace ilert_bridge
