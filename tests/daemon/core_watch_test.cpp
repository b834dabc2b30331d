// The own alert about a core that checks nothing.
#include "ilert-bridge/daemon/core_watch.hpp"

#include "tests/daemon/stage.hpp"

namespace ilert_bridge {
namespace {
namespace asio = boost::asio;
using namespace stage;
using std::chrono::minutes;
using std::chrono::seconds;

class CoreWatchTest : public ::testing::Test {
 protected:
  void pass(int count, std::int64_t checks_each) {
    for (int i = 0; i < count; ++i) {
      at += minutes{1};
      reading.checks = reading.checks.value_or(1) + checks_each;
      take();
    }
  }
  void take() {
    auto taking = core.take(at);
    run(io, std::move(taking));
  }

  asio::io_context io{1};
  Ledger ledger{journal_in_memory()};
  std::vector<Route> routes{route()};
  PulseReading reading;
  Time at = now();
  int asked = 0;
  std::optional<AskFailure> fault;
  CoreWatch core{"prod", "mon1", routes,
                 [this](std::optional<PulseReading>) -> asio::awaitable<Asked<PulseReading>> {
                   ++asked;
                   if (fault) co_return *fault;
                   reading.at = at;
                   co_return reading;
                 },
                 ledger};
};

TEST_F(CoreWatchTest, OpensOnceAndResolvesWhenChecksRunAgain) {
  pass(10, 60);
  EXPECT_EQ(told(ledger.journal()), Lines{});
  pass(30, 0);
  EXPECT_EQ(told(ledger.journal()), Lines{"ALERT waiting"});
  const Event alert = ledger.journal().list({}).at(0).queued.event;
  EXPECT_EQ(alert.subject.own, "core");
  EXPECT_EQ(alert.subject.site, "prod");
  EXPECT_EQ(alert.summary,
            "ilert-bridge mon1: site prod no longer checks anything: it answers, but no check has run");
  EXPECT_NE(alert.details.find("omd status"), std::string::npos);
  EXPECT_TRUE(core.pulse().still_since());
  pass(3, 60);
  EXPECT_EQ(told(ledger.journal()), (Lines{"ALERT waiting", "RESOLVE waiting"}));
}

TEST_F(CoreWatchTest, AsksOnceAMinuteHoweverOftenItLooks) {
  for (int i = 0; i < 120; ++i) {
    at += seconds{1};
    take();
  }
  EXPECT_EQ(asked, 1) << "a start has enough to ask";
}

TEST_F(CoreWatchTest, ACoreThatCannotBeAskedIsNotJudged) {
  pass(10, 60);
  fault = AskFailure{};
  pass(60, 0);
  EXPECT_EQ(told(ledger.journal()), Lines{});
}

TEST_F(CoreWatchTest, ACoreThatCannotBeAskedIsSaid) {
  pass(10, 60);
  EXPECT_FALSE(core.reading().failing_since());
  fault = AskFailure{.text = "no table status"};
  pass(2, 60);
  EXPECT_EQ(core.reading().failing_since(), at - minutes{1});
  EXPECT_EQ(core.reading().words(),
            "the core's counters cannot be read, a core that stops would not be noticed: no table status");
  fault.reset();
  pass(1, 60);
  EXPECT_FALSE(core.reading().failing_since());
}

TEST_F(CoreWatchTest, ARestartOfTheBridgeEndsNothing) {
  pass(10, 60);
  pass(20, 0);
  CoreWatch after{"prod", "mon1", routes,
                  [this](std::optional<PulseReading>) -> asio::awaitable<Asked<PulseReading>> {
                    reading.at = at;
                    co_return reading;
                  },
                  ledger};
  for (int i = 0; i < 5; ++i) {
    at += minutes{1};
    auto taking = after.take(at);
    run(io, std::move(taking));
  }
  EXPECT_EQ(told(ledger.journal()), Lines{"ALERT waiting"});
}

}  // namespace
}  // namespace ilert_bridge
