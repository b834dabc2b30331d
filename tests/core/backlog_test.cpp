#include "ilert-bridge/core/backlog.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

constexpr Time noon = from_unix(1'800'000'000);
constexpr Span second = std::chrono::seconds{1};

// Keys with one event each; an id is also the age: the lower, the older.
class BacklogTest : public testing::Test {
 protected:
  void waits(const std::string& key, EventType type, Priority priority = Priority::high,
             std::string own = {}) {
    const EventId id = ++last_id;
    const Told told = type == EventType::alert ? Told::none : Told::open;
    backlog.hear(key, {told, State::critical, Priority::high});
    backlog.want(key, type == EventType::resolve  ? Told::none
                      : type == EventType::accept ? Told::accepted
                                                  : Told::open);
    const Subject subject{
        .site = "prod", .host = own.empty() ? key : "", .service = {}, .own = std::move(own)};
    backlog.add({key,
                 subject,
                 {},
                 {.id = id, .type = type, .priority = priority, .recorded_at = noon + id * second}});
  }

  std::vector<std::string> order(std::uint64_t first_turn = 1, std::optional<std::uint64_t> probing = {}) {
    std::vector<std::string> keys;
    for (std::uint64_t turn = first_turn;; ++turn) {
      const auto key = backlog.next(now, turn, probing);
      if (!key) return keys;
      keys.push_back(*key);
      backlog.begin(*key, turn);
    }
  }

  Backlog backlog{Replay::collapse};
  Time now = noon + std::chrono::hours{1};
  EventId last_id = 0;
};

using Keys = std::vector<std::string>;

TEST_F(BacklogTest, TheMostUrgentGoFirstAndOfTheseTheOldest) {
  waits("remark", EventType::comment);
  waits("low", EventType::alert, Priority::low);
  waits("over", EventType::resolve);
  waits("acked", EventType::accept);
  waits("page", EventType::alert);
  waits("page later", EventType::alert);
  waits("storm", EventType::alert, Priority::high, "storm");
  EXPECT_EQ(order(), (Keys{"storm", "page", "page later", "over", "acked", "low", "remark"}));
}

TEST_F(BacklogTest, EveryEighthTurnIsForWhoHasWaitedLongest) {
  waits("remark", EventType::comment);
  for (int page = 0; page < 12; ++page) waits("page " + std::to_string(page), EventType::alert);
  const Keys keys = order();
  EXPECT_EQ(keys[7], "remark");
}

TEST_F(BacklogTest, WhoMustWaitByItselfIsPassedOver) {
  waits("failing", EventType::alert);
  waits("other", EventType::comment);
  backlog.begin("failing", 1);
  backlog.end("failing", now + 5 * second);
  EXPECT_EQ(backlog.next(now, 1, {}), "other");
  EXPECT_EQ(backlog.next_due(now), now + 5 * second);
  now += 5 * second;
  EXPECT_EQ(backlog.next(now, 1, {}), "failing");
  EXPECT_EQ(backlog.next_due(now), std::nullopt);
}

TEST_F(BacklogTest, WhoseWaitBeganBeforeTheClockWasSetBackNeedNotWait) {
  waits("web01", EventType::alert);
  backlog.begin("web01", 1);
  backlog.end("web01", noon + std::chrono::seconds{2});
  EXPECT_EQ(backlog.next(noon, 1, {}), std::nullopt);
  EXPECT_EQ(backlog.next(noon - std::chrono::hours{1}, 1, {}), "web01");
  EXPECT_EQ(backlog.next_due(noon - std::chrono::hours{1}), std::nullopt);
}

TEST_F(BacklogTest, WhileProbingEveryKeyGetsItsTryTheMostUrgentFirst) {
  for (const char* key : {"a", "b", "c"}) waits(key, EventType::alert);
  waits("remark", EventType::comment);
  Keys keys;
  for (std::uint64_t turn = 101; turn <= 105; ++turn) {
    keys.push_back(backlog.next(now, turn, 100).value());
    backlog.begin(keys.back(), turn);
    backlog.end(keys.back(), now);
  }
  EXPECT_EQ(keys, (Keys{"a", "b", "c", "remark", "a"}));
}

TEST_F(BacklogTest, ANewPageIsOneThatIsNewerAndUntriedAndUrgent) {
  const auto new_page = [&](int after, std::uint64_t turn = 9) {
    return backlog.new_page(now, noon + after * second, turn).value_or("none");
  };
  waits("page", EventType::alert);
  waits("page later", EventType::alert);
  waits("low", EventType::alert, Priority::low);
  waits("over", EventType::resolve);
  EXPECT_EQ(new_page(0), "page");
  EXPECT_EQ(new_page(1), "page later");
  EXPECT_EQ(new_page(2), "none") << "what does not page waits for the next probe";
  backlog.begin("page later", 10);
  EXPECT_EQ(new_page(1), "none") << "under way";
  backlog.end("page later", {});
  EXPECT_EQ(new_page(1), "none") << "tried";
  EXPECT_EQ(new_page(1, 10), "page later");
  backlog.end("page later", now + 30 * second);
  EXPECT_EQ(new_page(1, 10), "none") << "it has to wait by itself";
}

TEST_F(BacklogTest, AKeyUnderWayIsNotBegunTwice) {
  waits("web01", EventType::alert);
  backlog.begin("web01", 1);
  EXPECT_EQ(backlog.next(now, 2, {}), std::nullopt);
  EXPECT_TRUE(backlog.is_under_way("web01"));
}

TEST_F(BacklogTest, WhatNeedNotBeToldIsIdle) {
  waits("web01", EventType::alert);
  EXPECT_TRUE(backlog.idle_keys(10).empty());
  backlog.want("web01", Told::none);
  EXPECT_EQ(backlog.idle_keys(10), Keys{"web01"});
  EXPECT_EQ(backlog.requests(), 0U);
  EXPECT_EQ(backlog.next(now, 1, {}), std::nullopt);
  backlog.replace("web01", {});
  EXPECT_EQ(backlog.events(), 0U);
  EXPECT_TRUE(backlog.idle_keys(10).empty());
}

TEST_F(BacklogTest, AnOutcomeThatBecameUnknownIsRepeated) {
  waits("web01", EventType::alert);
  backlog.outcome_unknown("web01", 1);
  backlog.want("web01", Told::none);
  EXPECT_EQ(backlog.plan("web01")->stand_in, EventType::resolve);
}

TEST_F(BacklogTest, AnAlertThatIlertHasNotTakenWaitsWhileItsProblemIsHeld) {
  waits("http", EventType::alert);
  waits("ping", EventType::alert);
  backlog.hold("http", true);
  EXPECT_EQ(order(), Keys{"ping"});
  EXPECT_EQ(backlog.calls(), 1U);
  EXPECT_EQ(backlog.requests(), 1U);
  EXPECT_EQ(backlog.oldest(), noon + 2 * second) << "nobody is to think that it is stuck";
  EXPECT_EQ(backlog.idle_keys(10), Keys{}) << "nor is it superseded";
  backlog.hold("http", false);
  EXPECT_EQ(order(), Keys{"http"});
}

TEST_F(BacklogTest, WhatIsSaidOfAHeldProblemWhoseAlertWasParkedCallsNobody) {
  waits("http", EventType::comment);
  backlog.hear("http", {Told::none, State::critical, Priority::high});
  backlog.hold("http", true);
  EXPECT_EQ(order(), Keys{});
  EXPECT_EQ(backlog.idle_keys(9), Keys{}) << "it is not superseded either";
  backlog.hold("http", false);
  EXPECT_EQ(order(), Keys{"http"});
}

TEST_F(BacklogTest, WhatIsHeldAndOverIsSuperseded) {
  waits("http", EventType::alert);
  backlog.hold("http", true);
  backlog.want("http", Told::none);
  EXPECT_EQ(backlog.idle_keys(10), Keys{"http"});
}

TEST_F(BacklogTest, OfAnAlertThatIlertHasTakenEverythingLeavesWhileItsProblemIsHeld) {
  waits("remark", EventType::comment);
  waits("over", EventType::resolve);
  waits("acked", EventType::accept);
  for (const char* key : {"remark", "over", "acked"}) backlog.hold(key, true);
  EXPECT_EQ(order().size(), 3U);
}

TEST_F(BacklogTest, WhatIsTriedAgainIsNoNewsForAStorm) {
  backlog.want("http", Told::open);
  backlog.add(
      {"http", {"prod", "web1", "HTTP", ""}, {}, {.id = 1, .recorded_at = noon, .tried_again = true}});
  EXPECT_EQ(backlog.calls(), 0U);
  EXPECT_TRUE(backlog.is_tried_again("http"));
  EXPECT_EQ(order(), Keys{"http"});
}

TEST_F(BacklogTest, TheCensusCountsTheHighCallsThatWait) {
  const auto about = [&](const std::string& host, const std::string& service,
                         std::vector<std::string> groups) {
    const std::string key = host + '/' + service;
    backlog.want(key, Told::open);
    backlog.add(
        {key, {"prod", host, service, ""}, std::move(groups), {.id = ++last_id, .recorded_at = noon}});
  };
  about("db1", "", {});
  about("db1", "CPU", {});
  about("web1", "HTTP", {});
  waits("came and went", EventType::alert);
  backlog.want("came and went", Told::none);
  for (int host = 0; host < 60; ++host) {
    const std::string key = "recovered " + std::to_string(host);
    backlog.hear(key, {Told::open, State::down, Priority::high});
    waits(key, EventType::resolve);
  }
  waits("low", EventType::alert, Priority::low);
  waits("remark", EventType::comment);
  waits("the bridge's own", EventType::alert, Priority::high, "site");
  EXPECT_EQ(backlog.calls(), 3U) << "what is over, LOW or only a word is no storm";
  Census census = backlog.census();
  EXPECT_EQ(census.calls(), 3U);
  EXPECT_EQ(census.hosts, 1U);
  EXPECT_EQ(census.services, 2U);
  EXPECT_FALSE(census.by_group);
  EXPECT_EQ(census.most_hit.front(), (std::pair<std::string, std::size_t>{"db1", 2}));

  about("db2", "CPU", {"databases"});
  census = backlog.census();
  EXPECT_TRUE(census.by_group);
  EXPECT_EQ(census.most_hit, (std::vector<std::pair<std::string, std::size_t>>{{"databases", 1}}));
}

}  // namespace
}  // namespace ilert_bridge
