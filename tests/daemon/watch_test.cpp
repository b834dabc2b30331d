#include "ilert-bridge/daemon/watch.hpp"

#include "ilert-bridge/base/log.hpp"
#include "tests/daemon/stage.hpp"

namespace ilert_bridge {
namespace {
namespace asio = boost::asio;
using namespace stage;

// A site that plays its answers in order.
struct Site {
  std::deque<Asked<Look>> looks;
  std::deque<Asked<std::map<Subject, Texts>>> texts;
  std::vector<std::vector<Subject>> asked_by_name;
  std::vector<std::vector<Subject>> asked_texts;

  WatchPorts ports() {
    WatchPorts made;
    made.look = [this](std::vector<Subject> by_name) -> asio::awaitable<Asked<Look>> {
      asked_by_name.push_back(by_name);
      Asked<Look> answer = std::move(looks.front());
      looks.pop_front();
      co_return answer;
    };
    made.texts = [this](std::vector<Subject> subjects,
                        std::size_t) -> asio::awaitable<Asked<std::map<Subject, Texts>>> {
      asked_texts.push_back(subjects);
      Asked<std::map<Subject, Texts>> answer = std::map<Subject, Texts>{};
      if (!texts.empty()) {
        answer = std::move(texts.front());
        texts.pop_front();
      }
      co_return answer;
    };
    return made;
  }
};

AskFailure no_connection() {
  return {.kind = AskFailure::Kind::unreachable, .code = 0, .text = "connection refused"};
}

class WatchLoop : public ::testing::Test {
 protected:
  bool look_once() { return run(io, watch.look_once()); }

  SiteSettings settings{
      .name = "prod", .endpoint = {}, .auth_user = {}, .web_url = {}, .silent_after = Span{0}};
  asio::io_context io{1};
  Ledger ledger{journal_in_memory()};
  Site site;
  std::vector<Route> routes{route()};
  Watch watch{settings, routes, "mon1", site.ports(), ledger};
};

TEST_F(WatchLoop, AProblemIsJournalledWithItsTexts) {
  site.looks.emplace_back(look({critical(service())}));
  std::map<Subject, Texts> texts;
  texts[service()].output = "connection refused by peer";
  site.texts.emplace_back(texts);
  EXPECT_TRUE(look_once());
  const std::vector<Entry> entries = ledger.journal().list({});
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].queued.event.type, EventType::alert);
  EXPECT_NE(entries[0].queued.event.summary.find("connection refused by peer"), std::string::npos);
  EXPECT_EQ(ledger.report(service(), "oncall").told, Told::open);
}

TEST_F(WatchLoop, TextsAreAskedOnlyForSubjectsAboutToBeSent) {
  site.looks.emplace_back(look({critical(service()), critical(service("web02"))}));
  site.looks.emplace_back(
      look({critical(service()), critical(service("web02")), critical(service("web03"))}));
  look_once();
  look_once();
  ASSERT_EQ(site.asked_texts.size(), 2U);
  EXPECT_EQ(site.asked_texts[1], std::vector<Subject>{service("web03")});
}

TEST_F(WatchLoop, WhatWasReportedIsAskedForByName) {
  site.looks.emplace_back(look({critical(service())}));
  site.looks.emplace_back(look({fine(service())}));
  look_once();
  look_once();
  EXPECT_EQ(site.asked_by_name[1], std::vector<Subject>{service()});
  EXPECT_EQ(told(ledger.journal()), (Lines{"ALERT waiting", "RESOLVE waiting"}));
  EXPECT_TRUE(ledger.reports().empty());
}

// Or nobody would see that it is gone.
TEST_F(WatchLoop, WhomACommentIsOrderedForIsAskedForByName) {
  Recording recording;
  recording.orders.push_back({.route = "oncall",
                              .subject = service("web02"),
                              .kind = OrderKind::comment,
                              .source = "comment 1 of alert 7001"});
  ledger.record(recording, now());
  site.looks.emplace_back(look({critical(service())}));
  site.looks.emplace_back(look({critical(service())}));
  look_once();
  EXPECT_EQ(site.asked_by_name[0], std::vector<Subject>{}) << "nobody listens";
  watch.converse("ilert", std::chrono::seconds{30});
  look_once();
  EXPECT_EQ(site.asked_by_name[1], (std::vector<Subject>{service(), service("web02")}));
}

TEST_F(WatchLoop, ASilentSiteResolvesNothingAndIsReportedOnce) {
  site.looks.emplace_back(look({critical(service())}));
  site.looks.emplace_back(no_connection());
  site.looks.emplace_back(no_connection());
  look_once();
  EXPECT_FALSE(look_once());
  EXPECT_FALSE(look_once());
  EXPECT_EQ(told(ledger.journal()), (Lines{"ALERT waiting", "ALERT waiting"}))
      << "the problem's and one about the site";
  EXPECT_EQ(ledger.report(service(), "oncall").told, Told::open);
  EXPECT_EQ(watch.health().fault, "connection refused");
}

TEST_F(WatchLoop, AFaultWhoseWordsChangeEveryTimeIsOneLine) {
  static std::vector<std::string> warnings;
  warnings.clear();
  set_log_sink([](Level level, std::string_view line) {
    if (level == Level::warning) warnings.emplace_back(line);
  });
  for (int i = 0; i < 5; ++i) {
    AskFailure failure = no_connection();
    failure.text += std::to_string(i);
    site.looks.emplace_back(failure);
    look_once();
  }
  EXPECT_EQ(warnings.size(), 1U);
  site.looks.emplace_back(look({}));
  look_once();
  site.looks.emplace_back(no_connection());
  look_once();
  set_log_sink(nullptr);
  EXPECT_EQ(warnings.size(), 1U) << "a site that comes and goes is heard once a minute";
}

TEST_F(WatchLoop, TheAlertAboutASilentSiteIsResolvedWhenItAnswers) {
  site.looks.emplace_back(no_connection());
  site.looks.emplace_back(look({}));
  look_once();
  look_once();
  EXPECT_EQ(told(ledger.journal()), (Lines{"ALERT waiting", "RESOLVE waiting"}));
  EXPECT_TRUE(ledger.reports().empty());
  EXPECT_FALSE(watch.health().silent_since);
}

TEST_F(WatchLoop, BeingEndedInTheMiddleOfALookIsNotTheSitesSilence) {
  Wakeup never{io.get_executor()};
  WatchPorts ports = site.ports();
  ports.look = [&never](std::vector<Subject>) -> asio::awaitable<Asked<Look>> {
    co_await never.wait();
    co_return no_connection();
  };
  Watch ended{settings, routes, "mon1", ports, ledger};
  Tasks tasks{io.get_executor()};
  tasks.start(ended.run());
  io.run_for(std::chrono::milliseconds{1});
  tasks.cancel();
  run(io, tasks.join());
  EXPECT_TRUE(told(ledger.journal()).empty());
  EXPECT_FALSE(ended.health().silent_since);
}

TEST_F(WatchLoop, AShortSilenceIsNotWorthAnAlert) {
  settings.silent_after = std::chrono::hours{1};
  Watch patient{settings, routes, "mon1", site.ports(), ledger};
  site.looks.emplace_back(no_connection());
  run(io, patient.look_once());
  EXPECT_TRUE(told(ledger.journal()).empty());
}

// Our clock was set an hour ahead, or the machine slept for an hour: the site owes one answer.
TEST_F(WatchLoop, AJumpOfTheClockIsNoSilence) {
  settings.silent_after = std::chrono::minutes{5};
  Watch watched{settings, routes, "mon1", site.ports(), ledger};
  Look before = look({});
  before.at -= std::chrono::hours{1};
  site.looks.emplace_back(before);
  site.looks.emplace_back(no_connection());
  run(io, watched.look_once());
  run(io, watched.look_once());
  EXPECT_TRUE(told(ledger.journal()).empty());
  ASSERT_TRUE(watched.health().silent_since) << "but it is seen that it does not answer";
  const Time present = now();
  EXPECT_LT(present - on_the_wall(*watched.health().silent_since, present), std::chrono::minutes{1});
}

std::vector<Sighting> storm(int count) {
  std::vector<Sighting> sightings;
  for (int i = 0; i < count; ++i) sightings.push_back(critical(service("web" + std::to_string(i))));
  return sightings;
}

std::size_t events(const Ledger& ledger) {
  Filter all;
  all.limit = 10'000;
  return ledger.journal().list(all).size();
}

TEST_F(WatchLoop, AStormIsJournalledInBatches) {
  site.looks.emplace_back(look(storm(2350)));
  EXPECT_TRUE(look_once());
  ASSERT_EQ(site.asked_texts.size(), 3U);
  EXPECT_EQ(site.asked_texts[0].size(), 1000U);
  EXPECT_EQ(site.asked_texts[2].size(), 350U);
  EXPECT_EQ(events(ledger), 2350U);
  EXPECT_TRUE(ledger.never_looked_at("prod", routes).empty());
}

TEST_F(WatchLoop, ALookThatEndsBetweenTwoBatchesIsNotOverAndTellsNothingTwice) {
  site.looks.emplace_back(look(storm(2350)));
  site.texts.emplace_back(std::map<Subject, Texts>{});
  site.texts.emplace_back(no_connection());
  EXPECT_FALSE(look_once());
  EXPECT_EQ(ledger.reports().size(), 1001U) << "those of the first batch, and the own alert about the site";
  EXPECT_EQ(ledger.never_looked_at("prod", routes).size(), 1U) << "the rest is still new";
  EXPECT_FALSE(ledger.last_look("prod")) << "and what the log says of it is still to be read";
  site.looks.emplace_back(look(storm(2350)));
  EXPECT_TRUE(look_once());
  EXPECT_EQ(ledger.reports().size(), 2350U);
  EXPECT_EQ(events(ledger), 2352U) << "with the own alert and its end";
  EXPECT_TRUE(ledger.last_look("prod"));
}

TEST_F(WatchLoop, WhatIsThereAtFirstIsAdoptedInBatchesToo) {
  routes[0].policy.first_start = FirstStart::adopt;
  Watch adopting{settings, routes, "mon1", site.ports(), ledger};
  site.looks.emplace_back(look(storm(6000)));
  EXPECT_TRUE(run(io, adopting.look_once()));
  EXPECT_EQ(ledger.reports().size(), 6000U);
  EXPECT_EQ(told(ledger.journal()), Lines{});
}

// A look under way until it is answered.
class LongLook : public WatchLoop {
 protected:
  LongLook() {
    ports.look = [this](std::vector<Subject>) -> asio::awaitable<Asked<Look>> {
      co_await answered.wait();
      co_return look({});
    };
  }
  void begin(Span silent_after) {
    settings.silent_after = silent_after;
    watch.emplace(settings, routes, "mon1", ports, ledger);
    tasks.start([](Watch& of) -> asio::awaitable<void> { co_await of.look_once(); }(*watch));
    io.poll();
  }
  void end() {
    answered.notify();
    run(io, tasks.join());
  }

  WatchPorts ports;
  Wakeup answered{io.get_executor()};
  std::optional<Watch> watch;
  Tasks tasks{io.get_executor()};
};

TEST_F(LongLook, ThatIsNotAnsweredIsSaidBeforeItsEndAndOnce) {
  begin(Span{0});
  watch->say_if_unanswered(now());
  watch->say_if_unanswered(now());
  EXPECT_EQ(told(ledger.journal()), Lines{"ALERT waiting"});
  EXPECT_EQ(ledger.journal().list({}).at(0).queued.event.subject.own, "site");
  EXPECT_TRUE(watch->health().silent_since);
  end();
  EXPECT_EQ(told(ledger.journal()), (Lines{"ALERT waiting", "RESOLVE waiting"}));
  EXPECT_FALSE(watch->health().silent_since);
}

// It takes connections and never answers.
TEST_F(LongLook, OfACoreThatHangsIsNotCalledSlow) {
  ports.heard_at = [] { return std::nullopt; };
  begin(Span{0});
  watch->say_if_unanswered(now());
  EXPECT_NE(watch->health().fault.find("has answered nothing for"), std::string::npos)
      << watch->health().fault;
  end();
}

TEST_F(LongLook, OfOneQuestionAfterTheOtherIsSlow) {
  ports.heard_at = [] { return std::chrono::steady_clock::now(); };
  begin(Span{0});
  io.restart();
  io.run_for(std::chrono::milliseconds{20});
  watch->say_if_unanswered(now());
  EXPECT_NE(watch->health().fault.find("answers slowly"), std::string::npos) << watch->health().fault;
  end();
}

TEST_F(LongLook, ThatDidWithoutAServerBehindLmdIsSaidByTheSitesAlert) {
  std::string away = "LMD does not reach its peer berlin (refused)";
  ports.away = [&away] { return away; };
  ports.look = [](std::vector<Subject>) -> asio::awaitable<Asked<Look>> { co_return look({}); };
  settings.silent_after = Span{0};
  watch.emplace(settings, routes, "mon1", ports, ledger);
  run(io, watch->look_once());
  EXPECT_TRUE(watch->health().away_since);
  EXPECT_FALSE(watch->health().silent_since) << "the rest goes on";
  ASSERT_EQ(told(ledger.journal()), Lines{"ALERT waiting"});
  EXPECT_NE(ledger.journal().list({}).at(0).queued.event.summary.find(away), std::string::npos);
  away.clear();
  run(io, watch->look_once());
  EXPECT_FALSE(watch->health().away_since);
  EXPECT_EQ(told(ledger.journal()), (Lines{"ALERT waiting", "RESOLVE waiting"}));
}

TEST_F(LongLook, IsNotSaidBeforeItsTime) {
  begin(std::chrono::hours{1});
  watch->say_if_unanswered(now() + std::chrono::hours{2});  // a clock that jumps is no silence
  EXPECT_EQ(told(ledger.journal()), Lines{});
  end();
}

TEST_F(LongLook, IsWhatTheTickLooksFor) {
  begin(Span{0});
  tasks.start(watch->mind_silence());
  for (int i = 0; i < 100 && told(ledger.journal()).empty(); ++i) {
    io.restart();
    io.run_for(std::chrono::milliseconds{100});
  }
  EXPECT_EQ(told(ledger.journal()), Lines{"ALERT waiting"});
  tasks.cancel();
  run(io, tasks.join());
}

TEST_F(WatchLoop, BetweenTwoLooksNothingIsOwed) {
  site.looks.emplace_back(look({}));
  look_once();
  watch.say_if_unanswered(now() + std::chrono::hours{1});
  EXPECT_EQ(told(ledger.journal()), Lines{});
}

TEST_F(WatchLoop, WithoutTextsTheAlertWaitsOneLookAndThenGoesWithout) {
  site.looks.emplace_back(look({critical(service())}));
  site.looks.emplace_back(look({critical(service())}));
  site.texts.emplace_back(no_connection());
  site.texts.emplace_back(no_connection());
  EXPECT_FALSE(look_once());
  EXPECT_EQ(ledger.report(service(), "oncall").told, Told::none);
  EXPECT_TRUE(look_once());
  EXPECT_EQ(ledger.report(service(), "oncall").told, Told::open);
}

TEST_F(WatchLoop, OnlyTheFirstLookOfARouteIsItsFirst) {
  routes[0].policy.first_start = FirstStart::adopt;
  Watch adopting{settings, routes, "mon1", site.ports(), ledger};
  site.looks.emplace_back(look({critical(service())}));
  site.looks.emplace_back(look({critical(service()), critical(service("web02"))}));
  run(io, adopting.look_once());
  EXPECT_EQ(ledger.report(service(), "oncall").told, Told::dismissed);
  run(io, adopting.look_once());
  EXPECT_EQ(ledger.report(service("web02"), "oncall").told, Told::open);
}

}  // namespace
}  // namespace ilert_bridge
