// One event that ilert never takes while it takes others, over minutes and hours.
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <stdexcept>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/daemon/deliver.hpp"
#include "tests/property/virtual_time.hpp"

namespace ilert_bridge::property {
namespace {
namespace asio = boost::asio;
using namespace std::chrono_literals;

const Time noon = from_unix(1'767'268'800);

Journal journal_in_memory() {
  Result<Journal> journal =
      Journal::open("/nonexistent/journal.db", Journal::Access::rehearsal, "mon1", now());
  if (!journal) throw std::runtime_error(journal.error().text);
  return std::move(*journal);
}

Route route(const std::string& name) {
  Route made;
  made.name = name;
  made.own_alerts = true;
  return made;
}

// ilert answers of host "bad" what it is told to, and takes everything else, or nothing.
class OwnFault : public ::testing::Test {
 protected:
  OwnFault() {
    set_time(noon);
    set_log_sink([](Level, std::string_view) {});
    start();
  }
  ~OwnFault() override {
    loop.reset();
    set_log_sink(nullptr);
  }

  void start() {
    DeliverPorts ports;
    ports.say = [this](const OwnMatter& matter) { note(matter); };
    ports.send = [this](Event event, bool required_only) -> asio::awaitable<Answer> {
      const bool bad = event.subject.host == "bad";
      if (bad) required_only_tried += required_only ? 1 : 0;
      if (bad) ++tries;
      Answer answer;
      answer.outcome = bad || all_fail ? bad_answer : Outcome::delivered;
      answer.http_status = answer.outcome == Outcome::route_held ? 403 : 0;
      answer.text = name(answer.outcome);
      co_return answer;
    };
    loop = std::make_unique<Deliver>(io.get_executor(), DeliverOptions{.bridge_name = "mon1", .gap = Span{0}},
                                     route("oncall"), ports, ledger);
    ledger.on_change([this](const Recording::Change& change) {
      if (change.route == "oncall") loop->recorded(change);
    });
  }

  void note(const OwnMatter& matter) {
    if (matter.kind == "route" && matter.wrong != held) ++turns_of_the_route;
    if (matter.kind == "route") held = matter.wrong;
    if (matter.kind == "route") return say(matter, {route("night")}, ledger, "mon1", now());
    say(matter, {route("oncall")}, ledger, "mon1", now());
  }

  void journal(const std::string& host, EventType type = EventType::alert) {
    Recording recording;
    Recording::Change change{.subject = {.site = "prod", .host = host, .service = "HTTP", .own = {}},
                             .route = "oncall",
                             .report = {},
                             .events = {}};
    change.report.told = Told::open;
    Event event;
    event.route = "oncall";
    event.subject = change.subject;
    event.alert_key = alert_key(change.subject, "mon1");
    event.type = type;
    event.summary = "s";
    change.events.push_back(event);
    recording.changes.push_back(change);
    ledger.record(recording, now());
  }

  void deliver() {
    std::exception_ptr failure;
    asio::co_spawn(io, loop->drain(), [&](std::exception_ptr thrown) { failure = thrown; });
    io.restart();
    io.run();
    if (failure) std::rethrow_exception(failure);
  }

  // For so long: something else happens every quarter of a minute, or nothing does.
  void pass(Span span, bool with_others) {
    for (const Time until = now() + span; now() < until;) {
      let_pass(15s);
      if (with_others) journal("host" + std::to_string(++others));
      deliver();
    }
  }

  std::size_t parked() { return ledger.journal().parked("oncall"); }
  bool is_open(const char* kind) {
    return ledger.reports().contains(Subject{.site = "oncall", .host = {}, .service = {}, .own = kind});
  }

  asio::io_context io{1};
  Ledger ledger{journal_in_memory()};
  std::unique_ptr<Deliver> loop;
  Outcome bad_answer = Outcome::route_held;
  bool all_fail = false;
  bool held = false;
  int turns_of_the_route = 0;  // as its own alert told them
  int tries = 0;
  int required_only_tried = 0;
  int others = 0;
};

TEST_F(OwnFault, WhatIsForbiddenForItselfIsParkedAndTheRouteIsHeldOnceAtMost) {
  journal("bad");
  pass(5min, true);
  EXPECT_EQ(parked(), 1U);
  EXPECT_TRUE(is_open("parked"));
  EXPECT_GE(required_only_tried, 1);
  EXPECT_LE(tries, 10);
  EXPECT_EQ(turns_of_the_route, 2) << "held until the next page got through, and not again";
  EXPECT_EQ(loop->waiting(), 0U);
  for (int i = 0; i < 4; ++i) {
    journal("bad");
    pass(5min, true);
  }
  EXPECT_EQ(turns_of_the_route, 2) << "nor by others that are answered like that";
  EXPECT_EQ(parked(), 5U);
}

TEST_F(OwnFault, APageDoesNotWaitBehindWhatIsForbidden) {
  journal("bad");
  pass(2h, false);
  EXPECT_TRUE(held);
  journal("good");
  deliver();
  EXPECT_FALSE(held);
  EXPECT_EQ(loop->waiting(), 1U) << "the good one is told, at once";
}

TEST_F(OwnFault, AWrongKeyHoldsTheRouteAndParksNothing) {
  all_fail = true;
  journal("bad");
  pass(30min, true);
  EXPECT_TRUE(held);
  EXPECT_EQ(turns_of_the_route, 1);
  EXPECT_LT(ledger.journal().attempts_since("oncall", noon).size(), 20U) << "and it is tried slowly";
  EXPECT_EQ(parked(), 0U);
  all_fail = false;
  pass(16min, true);
  EXPECT_FALSE(held);
}

TEST_F(OwnFault, WhatAlwaysFailsWhileOthersPassIsParkedAndHeldUpNothing) {
  for (const Outcome answer : {Outcome::failed, Outcome::unknown}) {
    bad_answer = answer;
    const std::size_t before = parked();
    journal("bad");
    pass(9min, true);
    EXPECT_EQ(parked(), before);
    pass(6min, true);
    EXPECT_EQ(parked() + loop->waiting(), before + 1) << name(answer) << ", or it is tried again just now";
    EXPECT_GE(required_only_tried, 1);
  }
  EXPECT_TRUE(is_open("parked"));
}

TEST_F(OwnFault, AStormIsOverThoughOneEventNeverPasses) {
  bad_answer = Outcome::failed;
  journal("bad");
  for (int i = 0; i < 100; ++i) journal("many" + std::to_string(i));
  deliver();
  EXPECT_TRUE(is_open("storm"));
  pass(20min, true);
  EXPECT_FALSE(is_open("storm"));
}

TEST_F(OwnFault, AnIlertThatIsDownParksNothing) {
  for (const Outcome answer : {Outcome::failed, Outcome::unknown, Outcome::not_sent}) {
    bad_answer = answer;
    journal("bad");
    pass(5min, true);
    all_fail = true;
    pass(3h, true);
    EXPECT_EQ(parked(), 0U) << name(answer);
    all_fail = false;
    bad_answer = Outcome::delivered;
    pass(30min, true);
    EXPECT_EQ(loop->waiting(), 0U);
    EXPECT_EQ(parked(), 0U);
  }
}

TEST_F(OwnFault, ATypeThatIlertNeverTakesIsParkedAlsoOnAQuietRoute) {
  journal("bad");
  bad_answer = Outcome::delivered;
  deliver();
  bad_answer = Outcome::route_held;
  journal("bad", EventType::comment);
  pass(5min, true);
  EXPECT_EQ(parked(), 1U);
  journal("bad", EventType::comment);
  pass(5min, false);
  EXPECT_EQ(parked(), 2U);
  EXPECT_EQ(turns_of_the_route, 2);
}

}  // namespace
}  // namespace ilert_bridge::property
