// What waits on a Livestatus server, on what, and how that differs.
#include <gtest/gtest.h>

#include <chrono>
#include <future>

#include "tests/doubles/livestatus_double.hpp"
#include "tests/doubles/plain_client.hpp"
#include "tests/doubles/temporary.hpp"

namespace ilert_bridge::doubles {
namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

const std::string tail = "OutputFormat: json\nResponseHeader: fixed16\n\n";

class Waits {
 public:
  explicit Waits(Flavour flavour, bool old = false)
      : server(world, {.flavour = flavour, .unix_path = folder / "live", .old = old}) {
    world.add_service("web01", "HTTP");
  }
  std::string ask(const std::string& request) const { return ask_once(server.endpoint(), request + tail); }
  std::future<std::string> ask_later(const std::string& request) const {
    return std::async(std::launch::async, [this, request] { return ask(request); });
  }
  // Whether the question waits until the change, rather than being answered at once.
  bool waits_for(const std::string& request, const std::function<void()>& change) {
    auto answer = ask_later(request);
    while (server.waiting() == 0)
      if (answer.wait_for(milliseconds{1}) == std::future_status::ready) return false;
    change();
    return answer.get().starts_with("200");
  }
  std::int64_t logged() const {
    std::int64_t count = 0;
    world.read([&](const WorldState& state) { count = state.logged; });
    return count;
  }

  TemporaryFolder folder;
  World world;
  LivestatusDouble server;
};

std::string counter_above(std::int64_t count, const char* trigger = "all") {
  return "GET status\nColumns: log_messages\nWaitTrigger: " + std::string(trigger) +
         "\nWaitCondition: log_messages > " + std::to_string(count) + "\nWaitTimeout: 20000\n";
}

const std::string bare = "GET status\nColumns: program_start\nWaitTrigger: all\nWaitTimeout: 20000\n";

TEST(LivestatusWait, CheckmkWaitsForAConditionOverTableStatus) {
  Waits checkmk(Flavour::checkmk);
  const auto fails = [&] { checkmk.world.service_check("web01", "HTTP", 2, "down"); };
  EXPECT_TRUE(checkmk.waits_for(counter_above(checkmk.logged()), fails));
  EXPECT_TRUE(checkmk.ask(counter_above(0)).starts_with("200")) << "it holds already";
}

TEST(LivestatusWait, ABareTriggerWaitsOnNaemonAndOldNagiosOnly) {
  const auto unblocked = [](Waits& waits) {
    return waits.waits_for(bare, [&] { waits.world.count_command(); });
  };
  Waits checkmk(Flavour::checkmk), nagios(Flavour::nagios), icinga(Flavour::icinga2), lmd(Flavour::lmd);
  EXPECT_FALSE(unblocked(checkmk));
  EXPECT_FALSE(unblocked(nagios));
  EXPECT_FALSE(unblocked(icinga));
  EXPECT_FALSE(unblocked(lmd));
  Waits naemon(Flavour::naemon), old_nagios(Flavour::nagios, true);
  EXPECT_TRUE(unblocked(naemon));
  EXPECT_TRUE(unblocked(old_nagios));
}

TEST(LivestatusWait, WhatIsRefused) {
  Waits checkmk(Flavour::checkmk), naemon(Flavour::naemon);
  const std::string no_object = "GET services\nColumns: state\nWaitCondition: state = 2\nWaitTimeout: 50\n";
  EXPECT_TRUE(checkmk.ask(no_object).starts_with("452"));
  EXPECT_TRUE(naemon.ask(no_object).starts_with("200"))
      << "it compares a row of nothing until the time is up";
  EXPECT_TRUE(checkmk.ask("GET services\nColumns: state\nWaitObject: no;such\nWaitCondition: state = 2\n")
                  .starts_with("452"));
  EXPECT_TRUE(checkmk.ask("GET status\nColumns: log_messages\nWaitTrigger: sometime\n").starts_with("400"));
  const std::string counter = "GET status\nResponseHeader: fixed16\nWaitCondition: log_messages > 0\n";
  EXPECT_TRUE(naemon.ask(counter).starts_with("400"));
}

TEST(LivestatusWait, AConditionOnOneObject) {
  Waits naemon(Flavour::naemon);
  const std::string request =
      "GET services\nColumns: state\nWaitObject: web01;HTTP\nWaitTrigger: state\nWaitCondition: state = "
      "2\nWaitTimeout: 20000\n";
  EXPECT_TRUE(naemon.waits_for(request, [&] { naemon.world.service_check("web01", "HTTP", 2); }));
}

TEST(LivestatusWait, TheTimeEndsItWithoutASign) {
  Waits naemon(Flavour::naemon);
  const auto began = Steady::now();
  EXPECT_TRUE(naemon.ask("GET status\nColumns: program_start\nWaitTrigger: log\nWaitTimeout: 30\n")
                  .starts_with("200"));
  EXPECT_GE(Steady::now() - began, milliseconds{30});
}

TEST(LivestatusWait, EachTriggerFiresOnItsOwnKindOfChange) {
  struct Case {
    const char* trigger;
    std::function<void(World&)> change;
  };
  const Case cases[] = {
      {"check", [](World& world) { world.service_check("web01", "HTTP", 0); }},
      {"state", [](World& world) { world.service_check("web01", "HTTP", 2); }},
      {"comment", [](World& world) { world.acknowledge("web01", "HTTP", "ann", "mine"); }},
      {"downtime", [](World& world) { world.schedule_downtime("web01", "HTTP", "ann", "work"); }},
      {"log", [](World& world) { world.flapping("web01", "HTTP", true); }},
      {"program", [](World& world) { world.notifications_everywhere(false); }},
  };
  Waits naemon(Flavour::naemon);
  for (const auto& one : cases) {
    SCOPED_TRACE(one.trigger);
    const std::string request =
        "GET status\nColumns: program_start\nWaitTrigger: " + std::string(one.trigger) +
        "\nWaitTimeout: 20000\n";
    EXPECT_TRUE(naemon.waits_for(request, [&] { one.change(naemon.world); }));
  }
}

TEST(LivestatusWait, ALostTriggerWakesNobody) {
  Waits naemon(Flavour::naemon);
  naemon.server.lose_triggers(100);
  auto answer = naemon.ask_later("GET status\nColumns: program_start\nWaitTrigger: all\nWaitTimeout: 100\n");
  while (naemon.server.waiting() == 0) {
  }
  naemon.world.service_check("web01", "HTTP", 2);
  EXPECT_EQ(answer.wait_for(milliseconds{20}), std::future_status::timeout);
  EXPECT_TRUE(answer.get().starts_with("200"));
}

TEST(LivestatusWait, AQueryThatWaitsEndsWithTheCoreAndWithoutAByte) {
  Waits naemon(Flavour::naemon);
  auto answer = naemon.ask_later(bare);
  while (naemon.server.waiting() == 0) {
  }
  naemon.server.restart();
  EXPECT_EQ(answer.get(), "");
}

}  // namespace
}  // namespace ilert_bridge::doubles
