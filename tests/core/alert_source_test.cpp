// Which alert source is whose, when routes and keys change.
#include "ilert-bridge/core/alert_source.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

constexpr bool reload = true, restart = false;

KnownSource source(std::int64_t id, const std::string& route, const std::string& key,
                   SourceStanding state = SourceStanding::working) {
  return {
      .id = id, .name = route, .route = route, .fingerprint = fingerprint_of(key, "salt"), .state = state};
}

// "id name as route: state" of each, with what it was and what it follows.
std::vector<std::string> told(const std::vector<KnownSource>& known, const std::vector<RouteKey>& configured,
                              bool key_is_known) {
  std::vector<std::string> lines;
  for (const SourceChange& change : source_changes(known, configured, key_is_known, "pepper")) {
    std::string line = std::to_string(change.source.id) + ' ' + change.source.name + " as " +
                       change.source.route + ": " + std::string{name(change.source.state)};
    if (!change.was.empty() && change.was != change.source.route) line += ", was " + change.was;
    if (change.follows) line += ", follows " + *change.follows;
    lines.push_back(line);
  }
  return lines;
}

using Lines = std::vector<std::string>;

TEST(AlertSource, AFingerprintTellsAKeyAndHidesIt) {
  const std::string fingerprint = fingerprint_of("il1api-secret", "salt");
  EXPECT_TRUE(is_fingerprint_of(fingerprint, "il1api-secret"));
  EXPECT_FALSE(is_fingerprint_of(fingerprint, "il1api-another"));
  EXPECT_FALSE(is_fingerprint_of("", "il1api-secret"));
  EXPECT_FALSE(is_fingerprint_of("", ""));
  EXPECT_EQ(fingerprint.find("secret"), std::string::npos);
  EXPECT_NE(fingerprint, fingerprint_of("il1api-secret", "pepper")) << "two journals have nothing in common";
}

TEST(AlertSource, ARouteThatIsNewHasANewOne) {
  EXPECT_EQ(told({}, {{"oncall", "a"}}, restart), Lines{"0 oncall as oncall: working"});
  EXPECT_EQ(told({source(1, "oncall", "a")}, {{"oncall", "a"}, {"night", "b"}}, reload),
            Lines{"0 night as night: working"});
}

TEST(AlertSource, NothingChangesWhereNothingChanged) {
  EXPECT_EQ(told({source(1, "oncall", "a")}, {{"oncall", "a"}}, restart), Lines{});
  EXPECT_EQ(told({source(1, "oncall", "a")}, {{"oncall", "a"}}, reload), Lines{});
}

TEST(AlertSource, AnotherNameIsTheSameSource) {
  for (const bool how : {reload, restart})
    EXPECT_EQ(told({source(1, "oncall", "a")}, {{"night", "a"}}, how),
              Lines{"1 oncall as night: working, was oncall"});
}

TEST(AlertSource, TwoRoutesThatChangeTheirKeysChangeTheirNames) {
  EXPECT_EQ(told({source(1, "day", "a"), source(2, "night", "b")}, {{"day", "b"}, {"night", "a"}}, restart),
            (Lines{"2 night as day: working, was night", "1 day as night: working, was day"}));
}

TEST(AlertSource, AnotherKeyIsAnotherSourceThatFollowsTheOldOne) {
  EXPECT_EQ(told({source(1, "oncall", "a")}, {{"oncall", "b"}}, restart),
            (Lines{"1 oncall as oncall (former key): gone, was oncall",
                   "0 oncall (another key) as oncall: working, follows oncall (former key)"}));
  EXPECT_EQ(told({source(1, "oncall", "a")}, {{"oncall", "b"}}, reload),
            (Lines{"1 oncall as oncall (former key): draining, was oncall",
                   "0 oncall (another key) as oncall: working, follows oncall (former key)"}));
}

TEST(AlertSource, AnotherKeyOnceMore) {
  KnownSource former = source(1, "oncall", "a", SourceStanding::gone);
  former.route = "oncall (former key)";
  KnownSource present = source(2, "oncall (another key)", "b");
  present.route = "oncall";
  EXPECT_EQ(told({former, present}, {{"oncall", "c"}}, restart),
            (Lines{"2 oncall (another key) as oncall (former key 2): gone, was oncall",
                   "0 oncall (another key 2) as oncall: working, follows oncall (former key 2)"}));
}

TEST(AlertSource, AKeyThatIsBackHasItsSourceBack) {
  KnownSource former = source(1, "oncall", "a", SourceStanding::gone);
  former.route = "oncall (former key)";
  KnownSource present = source(2, "oncall (another key)", "b");
  present.route = "oncall";
  EXPECT_EQ(told({former, present}, {{"oncall", "a"}}, restart),
            (Lines{"1 oncall as oncall: working, was oncall (former key)",
                   "2 oncall (another key) as oncall (former key): gone, was oncall"}));
}

TEST(AlertSource, WhatNoRouteHasAnyMoreKeepsItsNameWhileNobodyElseHasIt) {
  EXPECT_EQ(told({source(1, "oncall", "a"), source(2, "night", "b")}, {{"night", "b"}}, restart),
            Lines{"1 oncall as oncall: gone"});
  EXPECT_EQ(told({source(1, "oncall", "a", SourceStanding::gone)}, {{"oncall", "b"}}, restart),
            (Lines{"1 oncall as oncall (former key): gone, was oncall",
                   "0 oncall (another key) as oncall: working"}))
      << "a route that was away is no route whose key changed";
}

TEST(AlertSource, WhatDrainsIsGoneAfterARestart) {
  EXPECT_EQ(told({source(1, "oncall", "a", SourceStanding::draining)}, {}, reload), Lines{});
  EXPECT_EQ(told({source(1, "oncall", "a", SourceStanding::draining)}, {}, restart),
            Lines{"1 oncall as oncall: gone"});
}

TEST(AlertSource, ARouteThatAnOlderVersionKnewByNameTakesItsKey) {
  KnownSource known{
      .id = 1, .name = "oncall", .route = "oncall", .fingerprint = "", .state = SourceStanding::gone};
  EXPECT_EQ(told({known}, {{"oncall", "a"}}, restart), Lines{"1 oncall as oncall: working"});
  EXPECT_TRUE(is_fingerprint_of(
      source_changes({known}, {{"oncall", "a"}}, restart, "salt").front().source.fingerprint, "a"));
  EXPECT_EQ(told({known}, {{"night", "a"}}, restart), Lines{"0 night as night: working"});
}

TEST(AlertSource, WhatAPersonSaidIsCarriedOverAndWhatIsOpenIsToldAnew) {
  Report report;
  report.told = Told::accepted;
  report.remark = {"ann", "on it"};
  EXPECT_EQ(carried_over(report), report);
  report.told = Told::dismissed;
  EXPECT_EQ(carried_over(report), report);
  report.told = Told::open;
  EXPECT_TRUE(carried_over(report).is_blank());
  report.alert_worthy_since = from_unix(1'800'000'000);
  EXPECT_EQ(carried_over(report).told, Told::none);
  EXPECT_EQ(carried_over(report).alert_worthy_since, from_unix(1'800'000'000)) << "it has lasted long enough";
}

TEST(AlertSource, ReportsGoByTheNewNames) {
  const Subject web01{"prod", "web01", "", ""}, web02{"prod", "web02", "", ""};
  Report open, known;
  open.told = Told::open;
  known.told = Told::dismissed;
  const Reports before{{web01, {{"oncall", open}}}, {web02, {{"oncall", known}}}};
  const std::vector<KnownSource> sources{source(1, "oncall", "a")};
  const Reports renamed = reports_after(before, source_changes(sources, {{"night", "a"}}, reload, "salt"));
  EXPECT_EQ(renamed, (Reports{{web01, {{"night", open}}}, {web02, {{"night", known}}}}));
  const Reports other = reports_after(before, source_changes(sources, {{"oncall", "b"}}, reload, "salt"));
  EXPECT_EQ(other.at(web01).at("oncall (former key)"), open);
  EXPECT_TRUE(other.at(web01).at("oncall").is_blank()) << "what lasts is told anew";
  EXPECT_EQ(other.at(web02).at("oncall"), known);
}

TEST(AlertSource, ASiteIsNotNewBecauseAKeyIs) {
  const std::vector<KnownSource> known{source(1, "oncall", "a")};
  const LookedAt before{{"prod", "oncall"}};
  EXPECT_EQ(looked_at_after(before, source_changes(known, {{"night", "a"}, {"oncall", "b"}}, reload, "salt")),
            (LookedAt{{"prod", "night"}, {"prod", "oncall"}}));
  EXPECT_EQ(looked_at_after(before, source_changes(known, {{"night", "a"}}, reload, "salt")),
            (LookedAt{{"prod", "night"}}));
  EXPECT_EQ(looked_at_after(before, source_changes(known, {{"oncall", "b"}}, reload, "salt")),
            (LookedAt{{"prod", "oncall"}, {"prod", "oncall (former key)"}}));
}

}  // namespace
}  // namespace ilert_bridge
