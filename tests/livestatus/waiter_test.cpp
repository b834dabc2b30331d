// How each server is waited for, and what is never asked of it.
#include "ilert-bridge/livestatus/waiter.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <optional>

#include "ilert-bridge/livestatus/source.hpp"
#include "tests/doubles/livestatus_double.hpp"
#include "tests/doubles/temporary.hpp"
#include "tests/net/scripted_peer.hpp"

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;
using doubles::Fault;
using doubles::LivestatusDouble;
using doubles::World;
using testing_net::run;

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// A server, a source that has looked at it, and what of its requests must never be.
class WaitingHost {
 public:
  explicit WaitingHost(LivestatusDouble::Options options) : server(world, std::move(options)) {
    world.add_service("web01", "HTTP");
    source.emplace(SourceOptions{.site = "prod",
                                 .endpoint = server.endpoint(),
                                 .auth_user = {},
                                 .attributes = {},
                                 .wants_remarks = true,
                                 .texts = {},
                                 .deadlines = {.connect = 5s, .silence = 2s, .answer = 20s}});
    EXPECT_TRUE(look());
  }
  ~WaitingHost() { expect_sane_requests(); }
  void expect_sane_requests() const {
    for (const std::string& request : server.requests()) {
      if (!contains(request, "\nWait")) continue;
      EXPECT_TRUE(request.starts_with("GET status\n")) << request;
      const std::size_t timeout = request.find("\nWaitTimeout: ");
      ASSERT_NE(timeout, std::string::npos) << "an infinite wait:\n" << request;
      const int millis = std::stoi(request.substr(timeout + 14));
      EXPECT_TRUE(millis >= 1 && millis <= 5000) << request;
    }
    EXPECT_LE(most_connected, 2U);
  }

  bool look() { return run(io, source->look({})).has_value(); }
  Waits learn() {
    const Asked<Waits> waits = run(io, source->learn_to_wait());
    most_connected = std::max(most_connected, server.connected());
    EXPECT_TRUE(waits) << (waits ? "" : waits.error().text);
    return waits ? *waits : Waits::unasked;
  }
  bool arm() { return run(io, source->arm()).has_value(); }
  // One wait; `change` happens as soon as the server lets it wait.
  Asked<Waited> wait(const std::function<void()>& change = {}) {
    std::optional<Asked<Waited>> result;
    testing_net::asio::co_spawn(io, source->wait(), [&](std::exception_ptr, Asked<Waited> waited) {
      result.emplace(std::move(waited));
    });
    bool changed = !change;
    io.restart();
    while (!result) {
      io.run_for(1ms);
      io.restart();
      most_connected = std::max(most_connected, server.connected());
      if (changed || server.waiting() == 0) continue;
      change();
      changed = true;
    }
    return std::move(*result);
  }
  std::size_t waits_sent() const {
    const std::vector<std::string> requests = server.requests();
    return static_cast<std::size_t>(std::count_if(
        requests.begin(), requests.end(),
        [](const std::string& one) { return contains(one, "\nWaitT") || contains(one, "\nWaitC"); }));
  }

  World world;
  LivestatusDouble server;
  testing_net::asio::io_context io;
  std::optional<Source> source;
  std::size_t most_connected = 0;
};

using Host = WaitingHost;

TEST(Waiter, FindsOutByAskingHowAServerWaits) {
  struct Case {
    Flavour flavour;
    bool old;
    Waits waits;
    const char* because;
  };
  const Case table[] = {
      {Flavour::checkmk, false, Waits::condition, "a bare trigger is answered at once"},
      {Flavour::nagios, false, Waits::condition, "MK Livestatus 1.5 and later"},
      {Flavour::nagios, true, Waits::bare, "before 1.5: the version alone does not say so"},
      {Flavour::naemon, false, Waits::bare, "its counters cannot be asked for"},
      {Flavour::icinga2, false, Waits::never, "it would answer at once, for ever"},
      {Flavour::lmd, false, Waits::never, "it would ask its backends meanwhile"},
  };
  for (const Case& row : table) {
    SCOPED_TRACE(row.because);
    Host host({.flavour = row.flavour, .old = row.old});
    EXPECT_EQ(host.learn(), row.waits);
    if (row.waits == Waits::never) {
      EXPECT_EQ(host.waits_sent(), 0U);
    }
  }
}

TEST(Waiter, OnNaemonNoConditionIsEverWaitedFor) {
  Host host({.flavour = Flavour::naemon});
  ASSERT_EQ(host.learn(), Waits::bare);
  ASSERT_TRUE(host.arm());
  EXPECT_TRUE(host.wait([&] { host.world.service_check("web01", "HTTP", 2); }));
  for (const std::string& request : host.server.requests())
    EXPECT_FALSE(contains(request, "WaitCondition")) << "it may spin at full load without an end:\n"
                                                     << request;
}

TEST(Waiter, WakesWhenAServiceFails) {
  for (const Flavour flavour : {Flavour::checkmk, Flavour::naemon, Flavour::nagios}) {
    SCOPED_TRACE(name(flavour));
    Host host({.flavour = flavour});
    host.learn();
    ASSERT_TRUE(host.arm());
    const Asked<Waited> waited = host.wait([&] { host.world.service_check("web01", "HTTP", 2, "refused"); });
    ASSERT_TRUE(waited) << waited.error().text;
    EXPECT_EQ(waited->end, WaitEnd::woken);
    EXPECT_LT(waited->took, 4s);
  }
}

TEST(Waiter, WakesOnACommandOnCheckmk) {
  Host host({.flavour = Flavour::checkmk});
  host.learn();
  ASSERT_TRUE(host.arm());
  const Asked<Waited> waited = host.wait([&] { host.world.count_command(); });
  ASSERT_TRUE(waited);
  EXPECT_EQ(waited->end, WaitEnd::woken);
}

TEST(Waiter, WhatHappenedBetweenTwoWaitsIsNotLostOnCheckmk) {
  Host host({.flavour = Flavour::checkmk});
  host.learn();
  ASSERT_TRUE(host.arm());
  host.world.service_check("web01", "HTTP", 2);
  const Asked<Waited> waited = host.wait();
  ASSERT_TRUE(waited);
  EXPECT_EQ(waited->end, WaitEnd::woken);
  EXPECT_LT(waited->took, 4s);
}

TEST(Waiter, CountersBeyondSixDigitsAreWaitedForExactly) {
  Host host({.flavour = Flavour::checkmk});
  host.learn();
  int state = 0;
  for (const std::int64_t count : {1'234'567, 45'678'901}) {
    SCOPED_TRACE(count);
    state = 2 - state;
    host.world.logged_so_far(count);
    ASSERT_TRUE(host.arm());
    host.server.forget_requests();
    const Asked<Waited> waited = host.wait([&] { host.world.service_check("web01", "HTTP", state); });
    ASSERT_TRUE(waited);
    EXPECT_EQ(waited->end, WaitEnd::woken);
    EXPECT_GT(host.waits_sent(), 0U);
    EXPECT_TRUE(contains(host.server.requests().front(), "log_messages > " + std::to_string(count) + "\n"))
        << host.server.requests().front();
  }
}

TEST(Waiter, ARestartedCoreCountsFromTheBeginning) {
  Host host({.flavour = Flavour::checkmk});
  host.learn();
  for (int i = 0; i < 10; ++i) host.world.service_check("web01", "HTTP", i % 2);
  ASSERT_TRUE(host.arm());
  const Asked<Waited> cut = host.wait([&] { host.server.restart(); });
  ASSERT_TRUE(cut) << "the core ends the question without a byte, and it is asked once more";
  EXPECT_EQ(cut->end, WaitEnd::woken) << "another core answers";
  ASSERT_TRUE(host.arm());
  const Asked<Waited> waited = host.wait([&] { host.world.service_check("web01", "HTTP", 2); });
  ASSERT_TRUE(waited);
  EXPECT_EQ(waited->end, WaitEnd::woken);
}

TEST(Waiter, AServerWhoseSecondConnectionHearsNothingIsNotWaitedForLong) {
  Host host({.flavour = Flavour::checkmk, .threads = 1});
  const auto began = std::chrono::steady_clock::now();
  const Asked<Waits> waits = run(host.io, host.source->learn_to_wait());
  EXPECT_FALSE(waits);
  host.source->let_go();
  EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
  EXPECT_TRUE(host.look()) << "the first connection does not suffer";
}

TEST(Waiter, EndsAtOnceWhenItIsCancelled) {
  Host host({.flavour = Flavour::checkmk});
  host.learn();
  ASSERT_TRUE(host.arm());
  testing_net::asio::cancellation_signal stop;
  bool ended = false;
  testing_net::asio::co_spawn(
      host.io, host.source->wait(),
      testing_net::asio::bind_cancellation_slot(
          stop.slot(), [&](const std::exception_ptr&, const Asked<Waited>&) { ended = true; }));
  host.io.restart();
  while (host.server.waiting() == 0) host.io.run_for(1ms);
  stop.emit(testing_net::asio::cancellation_type::terminal);
  const auto began = std::chrono::steady_clock::now();
  while (!ended) host.io.run_for(1ms);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 1s);
}

}  // namespace
}  // namespace ilert_bridge
