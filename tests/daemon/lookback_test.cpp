// A gap, the log of it played from a list, and what comes into the journal.
#include "ilert-bridge/daemon/lookback.hpp"

#include "ilert-bridge/base/log.hpp"
#include "tests/daemon/stage.hpp"

namespace ilert_bridge {
namespace {
namespace asio = boost::asio;
using namespace stage;
using std::chrono::minutes;
using std::chrono::seconds;

std::vector<std::string> warnings;

class LookbackTest : public ::testing::Test {
 protected:
  LookbackTest() {
    warnings.clear();
    set_log_sink([](Level level, std::string_view line) {
      if (level == Level::warning) warnings.emplace_back(line);
    });
  }
  ~LookbackTest() override { set_log_sink(nullptr); }

  // The site was looked at until then, by a process before this one.
  void looked_until(Time when, std::optional<std::pair<Time, Time>> unread = {}) {
    Recording recording;
    recording.looks["prod"] = {.at = when, .clock_ahead = ahead, .unread = unread};
    ledger.record(recording, when);
  }
  void line(Span ago, State state, Span here_ahead = {}) {
    LogLine one;
    one.subject = service();
    one.subject.site.clear();
    one.at = from_unix(unix_seconds(now() - ago + here_ahead));
    one.state = state;
    one.output = "refused";
    lines.push_back(one);
  }
  // Another process, on the same journal.
  void start() {
    Lookback::Setting setting;
    setting.site = "prod";
    setting.bridge_name = "mon1";
    setting.poll_interval = seconds{5};
    setting.routes = routes;
    lookback.emplace(
        setting,
        [this](LogWindow window, Span) -> asio::awaitable<Asked<LogPage>> {
          windows.push_back(window);
          if (!faults.empty()) {
            const AskFailure fault = faults.front();
            faults.pop_front();
            co_return fault;
          }
          LogPage page;
          page.is_whole = window.to - window.from <= widest;
          for (const LogLine& one : lines)
            if (page.is_whole && one.at >= window.from && one.at < window.to) page.lines.push_back(one);
          co_return page;
        },
        [this] { ++between; }, ledger);
  }
  // One look and what follows of it; nothing else is decided.
  bool look_once(bool answers = true) {
    const LookPort port = [&, answers](std::vector<Subject> by_name) -> asio::awaitable<Asked<Look>> {
      asked.push_back(by_name);
      if (!answers) co_return AskFailure{};
      Look made = look({});
      made.at = at;
      made.clock_ahead = ahead;
      for (const Subject& subject : by_name) made.sightings.push_back(fine(subject));
      co_return made;
    };
    auto looking = lookback->look(port, {});
    const Asked<Look> looked = run(io, std::move(looking));
    if (!looked) return false;
    Recording recording;
    lookback->add_missed(recording, *looked, {}, at);
    lookback->add_mark(recording, *looked);
    if (!ledger.record(recording, at)) return false;
    lookback->missed_recorded();
    lookback->recorded();
    return true;
  }
  Lines missed() const {
    Lines found;
    for (const Entry& entry : ledger.journal().list({}))
      found.insert(found.begin(), std::string{name(entry.queued.event.type)} + ' ' +
                                      std::string{name(entry.settled)} + ' ' +
                                      std::string{name(entry.queued.event.reason)});
    return found;
  }

  asio::io_context io{1};
  Ledger ledger{journal_in_memory()};
  std::vector<Route> routes{route()};
  std::vector<LogLine> lines;
  std::vector<LogWindow> windows;
  std::vector<std::vector<Subject>> asked;
  std::deque<AskFailure> faults;
  std::optional<Lookback> lookback;
  Span widest = minutes{10};
  Span ahead{};
  Time at = now();
  int between = 0;
};

const Lines one_missed{"ALERT superseded missed", "RESOLVE superseded missed"};

TEST_F(LookbackTest, WhatBeganAndEndedBetweenTwoProcessesIsJournalledAndNotTold) {
  looked_until(at - minutes{30});
  line(minutes{20}, State::critical);
  line(minutes{10}, State::ok);
  start();
  EXPECT_TRUE(look_once());
  EXPECT_EQ(missed(), one_missed);
  EXPECT_EQ(lookback->missed(), 1U);
  ASSERT_EQ(asked.size(), 2U) << "the look before the log, and the one that counts";
  EXPECT_EQ(asked[1], std::vector<Subject>{service()});
  EXPECT_EQ(between, 1);
  EXPECT_TRUE(ledger.reports().empty());
}

TEST_F(LookbackTest, TheLogIsReadInSmallWindowsFromTheLastLookToThisOne) {
  looked_until(at - minutes{25});
  start();
  look_once();
  ASSERT_EQ(windows.size(), 3U);
  EXPECT_LE(windows[0].from, at - minutes{25});
  EXPECT_GE(windows[0].from, at - minutes{25} - seconds{5});
  for (std::size_t i = 0; i < windows.size(); ++i) EXPECT_LE(windows[i].to - windows[i].from, minutes{10});
  for (std::size_t i = 1; i < windows.size(); ++i) EXPECT_EQ(windows[i].from, windows[i - 1].to);
  EXPECT_GE(windows[2].to, at);
  EXPECT_LE(windows[2].to, at + seconds{3});
}

TEST_F(LookbackTest, ASiteThatWasNeverLookedAtHasNoPast) {
  start();
  look_once();
  EXPECT_TRUE(windows.empty());
  EXPECT_TRUE(ledger.last_look("prod"));
}

TEST_F(LookbackTest, IsNotReadWhereNoRouteLooksBack) {
  routes[0].policy.look_back = {};
  looked_until(at - minutes{30});
  start();
  look_once();
  EXPECT_TRUE(windows.empty());
}

TEST_F(LookbackTest, GoesNoFurtherBackThanThePolicy) {
  routes[0].policy.look_back = minutes{15};
  looked_until(at - std::chrono::hours{48});
  start();
  look_once();
  ASSERT_EQ(windows.size(), 2U);
  EXPECT_GE(windows[0].from, at - minutes{15} - seconds{5});
}

TEST_F(LookbackTest, OnceAndNeverAgain) {
  looked_until(at - minutes{30});
  line(minutes{20}, State::critical);
  line(minutes{10}, State::ok);
  start();
  look_once();
  const std::size_t asked_before = windows.size();
  at += seconds{5};
  look_once();
  EXPECT_EQ(windows.size(), asked_before);
  looked_until(at - minutes{30});  // killed before it could write how far it was
  start();
  look_once();
  EXPECT_GT(windows.size(), asked_before);
  EXPECT_EQ(missed(), one_missed);
}

TEST_F(LookbackTest, WhatWasToldIsNotMissed) {
  looked_until(at - minutes{30});
  line(minutes{20}, State::critical);
  line(minutes{10}, State::ok);
  Recording told;
  Event alert;
  alert.route = "oncall";
  alert.subject = service();
  alert.alert_key = alert_key(service(), "mon1");
  alert.occurred_at = at - minutes{20} - seconds{20};  // its check began then
  told.changes.push_back({service(), "oncall", {}, {alert}});
  ledger.record(told, at - minutes{20});
  start();
  look_once();
  EXPECT_EQ(missed(), Lines{"ALERT waiting problem"});
}

TEST_F(LookbackTest, WithFullReplayItIsToldInOrder) {
  routes[0].replay = Replay::full;
  looked_until(at - minutes{30});
  line(minutes{20}, State::critical);
  line(minutes{10}, State::ok);
  start();
  look_once();
  EXPECT_EQ(missed(), (Lines{"ALERT waiting missed", "RESOLVE waiting missed"}));
}

TEST_F(LookbackTest, WithFullReplayItIsNotToldAfterWhatCameLater) {
  routes[0].replay = Replay::full;
  looked_until(at - minutes{30});
  line(minutes{20}, State::critical);
  line(minutes{10}, State::ok);
  Recording told;
  Event alert;
  alert.route = "oncall";
  alert.subject = service();
  alert.alert_key = alert_key(service(), "mon1");
  alert.occurred_at = at - minutes{5};
  told.changes.push_back({service(), "oncall", {}, {alert}});
  ledger.record(told, at);
  start();
  look_once();
  EXPECT_EQ(missed(),
            (Lines{"ALERT waiting problem", "ALERT superseded missed", "RESOLVE superseded missed"}));
}

TEST_F(LookbackTest, AnOutageOfTheSiteIsAGapAndAFailedLookIsNone) {
  start();
  look_once();
  at += seconds{10};
  EXPECT_FALSE(look_once(false));
  look_once();
  EXPECT_TRUE(windows.empty()) << "one look that failed";
  for (int i = 0; i < 3; ++i) {
    at += seconds{10};
    look_once(false);
  }
  line(seconds{-12}, State::critical);
  line(seconds{-20}, State::ok);
  look_once();
  EXPECT_FALSE(windows.empty());
  EXPECT_EQ(missed(), one_missed);
}

TEST_F(LookbackTest, ALongRestIsNoOutage) {
  start();
  look_once();
  at += minutes{2};
  look_once();
  EXPECT_TRUE(windows.empty());
}

TEST_F(LookbackTest, TheServersClockCounts) {
  ahead = minutes{7};
  looked_until(at - minutes{5});
  line(minutes{4}, State::critical, ahead);
  line(minutes{3}, State::ok, ahead);
  start();
  look_once();
  EXPECT_EQ(missed(), one_missed);
}

TEST_F(LookbackTest, TooMuchForOneAnswerIsAskedForInHalves) {
  widest = minutes{3};
  looked_until(at - minutes{9});
  line(minutes{8}, State::critical);
  line(minutes{1}, State::ok);
  start();
  look_once();
  EXPECT_EQ(missed(), one_missed);
}

TEST_F(LookbackTest, AServerWithoutALogIsSaidOnce) {
  looked_until(at - minutes{30});
  faults.push_back({.kind = AskFailure::Kind::refused, .code = 404, .text = "no table log"});
  start();
  EXPECT_TRUE(look_once());
  EXPECT_EQ(windows.size(), 1U);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_NE(warnings[0].find("no table log"), std::string::npos);
  at += seconds{5};
  look_once();
  EXPECT_EQ(windows.size(), 1U);
  EXPECT_EQ(asked.size(), 2U) << "and looks go on as ever";
}

TEST_F(LookbackTest, ALogThatFailsIsTriedLaterAndTheGapIsRemembered) {
  looked_until(at - minutes{30});
  faults.push_back({.kind = AskFailure::Kind::timed_out, .text = "no answer"});
  start();
  EXPECT_TRUE(look_once());
  EXPECT_TRUE(warnings.empty());
  EXPECT_TRUE(lookback->reads());
  const auto mark = ledger.last_look("prod");
  ASSERT_TRUE(mark && mark->unread);
  EXPECT_EQ(mark->unread->first, at - minutes{30});
  line(minutes{20}, State::critical);
  line(minutes{10}, State::ok);
  start();  // and it survives this process
  look_once();
  EXPECT_EQ(missed(), one_missed);
  EXPECT_FALSE(ledger.last_look("prod")->unread);
}

TEST_F(LookbackTest, TheMarkIsKeptOnceAMinute) {
  start();
  look_once();
  const Time first = ledger.last_look("prod")->at;
  at += seconds{30};
  look_once();
  EXPECT_EQ(ledger.last_look("prod")->at, first);
  at += seconds{30};
  look_once();
  EXPECT_EQ(ledger.last_look("prod")->at, at);
}

}  // namespace
}  // namespace ilert_bridge
