// Woken by the server: when a look follows, and what a wait that fails does not do.
#include <gtest/gtest.h>

#include "ilert-bridge/daemon/watch.hpp"
#include "ilert-bridge/net/stream.hpp"
#include "tests/daemon/stage.hpp"

namespace ilert_bridge {
namespace {
namespace asio = boost::asio;
using namespace stage;
using namespace std::chrono_literals;

AskFailure refused() {
  return {.kind = AskFailure::Kind::unreachable, .code = 0, .text = "connection refused"};
}

// A site whose server waits until it is told what to answer. Looks are always empty.
class WakingSite : public ::testing::Test {
 protected:
  WakingSite() {
    ports.look = [this](std::vector<Subject>) -> asio::awaitable<Asked<Look>> {
      ++looks;
      if (silent) co_return refused();
      co_return look({});
    };
    ports.texts = [](std::vector<Subject>, std::size_t) -> asio::awaitable<Asked<std::map<Subject, Texts>>> {
      co_return std::map<Subject, Texts>{};
    };
    ports.effort = [this] { return effort; };
    ports.learn_to_wait = [this]() -> asio::awaitable<Asked<bool>> {
      ++learned;
      if (unreachable) co_return refused();
      co_return able;
    };
    ports.arm = [this]() -> asio::awaitable<Asked<void>> {
      ++armed;
      looks_at_arming = looks;
      co_return no_failure;
    };
    ports.wait = [this]() -> asio::awaitable<Asked<Waited>> {
      ++waits;
      co_await answer.wait();
      co_return next;
    };
    ports.let_go = [this] { ++let_go; };
  }
  void watch_for(Span span) {
    if (!watch) {
      watch.emplace(settings, routes, "mon1", ports, ledger);
      tasks.start(watch->run());
      tasks.start(watch->heed());
    }
    io.restart();
    io.run_for(span);
  }
  void TearDown() override {
    tasks.cancel();
    io.restart();
    io.run_for(1s);
    EXPECT_EQ(tasks.running(), 0U) << "a wait holds up the end";
  }
  void wake(WaitEnd end = WaitEnd::woken) {
    next = Waited{.end = end, .took = 1ms};
    answer.notify();
  }

  SiteSettings settings{.name = "prod",
                        .endpoint = {},
                        .auth_user = {},
                        .web_url = {},
                        .poll_interval = 1h,
                        .silent_after = 1h};
  asio::io_context io{1};
  Ledger ledger{journal_in_memory()};
  std::vector<Route> routes{route()};
  WatchPorts ports;
  Wakeup answer{io.get_executor()};
  Waited next;
  Effort effort{};
  bool able = true, unreachable = false, silent = false;
  int looks = 0, learned = 0, armed = 0, waits = 0, let_go = 0, looks_at_arming = 0;
  Tasks tasks{io.get_executor()};
  std::optional<Watch> watch;
};

TEST_F(WakingSite, IsWaitedForAfterTheFirstLook) {
  watch_for(20ms);
  EXPECT_EQ(looks, 1);
  EXPECT_EQ(waits, 1);
  EXPECT_EQ(armed, 1);
  EXPECT_TRUE(watch->manner().woken) << watch->manner().words;
}

TEST_F(WakingSite, AWakeUpIsFollowedByALookWhenItHasSettled) {
  watch_for(20ms);
  wake();
  watch_for(50ms);
  EXPECT_EQ(looks, 1) << "the core is in the middle of it";
  watch_for(400ms);
  EXPECT_EQ(looks, 2);
  EXPECT_EQ(looks_at_arming, 1) << "the counters are read before the look, or something is missed between";
  EXPECT_EQ(waits, 2);
}

TEST_F(WakingSite, NoWaitBeginsBeforeTheLookThatTheLastOneAskedFor) {
  effort = 1s;  // a rest of seconds
  watch_for(20ms);
  wake();
  watch_for(300ms);
  EXPECT_EQ(looks, 1);
  EXPECT_EQ(waits, 1) << "a server that wakes at once would be asked in a loop";
}

TEST_F(WakingSite, AServerThatCannotIsPolled) {
  able = false;
  watch_for(50ms);
  EXPECT_EQ(waits, 0);
  EXPECT_EQ(learned, 1);
  EXPECT_EQ(watch->manner().words, "polled every 1h: it cannot wake us");
}

TEST_F(WakingSite, ASecondConnectionThatFailsMakesNoSiteUnsure) {
  unreachable = true;
  watch_for(50ms);
  EXPECT_EQ(learned, 1) << "tried again later";
  EXPECT_FALSE(watch->health().silent_since);
  EXPECT_EQ(watch->health().fault, "");
}

TEST_F(WakingSite, ASilentSiteIsNotWaitedFor) {
  silent = true;
  watch_for(50ms);
  EXPECT_EQ(learned, 0);
  EXPECT_EQ(waits, 0);
}

TEST_F(WakingSite, AnswersThatComeTooEarlyAreNoBusyLoop) {
  watch_for(20ms);
  for (int i = 0; i < 20; ++i) {
    wake(WaitEnd::early);
    watch_for(10ms);
  }
  EXPECT_LE(waits, 2);
}

TEST_F(WakingSite, WithoutPortsForItASiteIsPolled) {
  ports.wait = nullptr;
  ports.let_go = nullptr;
  watch_for(20ms);
  EXPECT_EQ(looks, 1);
}

TEST_F(WakingSite, ThePauseInForceIsSaid) {
  settings.poll_interval = 5s;
  effort = 2s;
  watch_for(20ms);
  EXPECT_EQ(watch->manner().pause, 28s) << "nineteen times two, less the ten on credit";
  EXPECT_NE(watch->manner().words.find("a look costs it 2s"), std::string::npos) << watch->manner().words;
}

}  // namespace
}  // namespace ilert_bridge
