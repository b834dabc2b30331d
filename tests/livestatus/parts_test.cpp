// Answers that are too large for the server, and what the looks cost it.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "ilert-bridge/livestatus/source.hpp"
#include "tests/doubles/livestatus_double.hpp"
#include "tests/net/scripted_peer.hpp"

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;
using doubles::Fault;
using doubles::LivestatusDouble;
using doubles::World;
using testing_net::run;

class SmallServer {
 public:
  SmallServer(Flavour flavour, std::size_t max_response, std::int64_t services, std::int64_t problems)
      : server(world, {.flavour = flavour, .max_response = max_response}),
        source({.site = "prod",
                .endpoint = server.endpoint(),
                .auth_user = {},
                .attributes = {},
                .wants_remarks = true,
                .texts = {},
                .deadlines = {.connect = 5s, .silence = 5s, .answer = 20s}}) {
    world.many_services(services, problems);
  }
  Asked<Look> look() { return run(io, source.look({})); }
  std::size_t sent(const std::string& part) const {
    const std::vector<std::string> requests = server.requests();
    return static_cast<std::size_t>(
        std::count_if(requests.begin(), requests.end(),
                      [&](const std::string& it) { return it.find(part) != std::string::npos; }));
  }

  World world;
  LivestatusDouble server;
  testing_net::asio::io_context io;
  Source source;
};

const Flavour every_flavour[] = {Flavour::checkmk, Flavour::naemon, Flavour::icinga2, Flavour::lmd,
                                 Flavour::nagios};

TEST(TooLarge, AnAnswerComesInPartsAndNothingIsMissingOrTwice) {
  for (const Flavour flavour : every_flavour) {
    SCOPED_TRACE(name(flavour));
    SmallServer small(flavour, 24'000, 2000, 1000);
    const Asked<Look> look = small.look();
    ASSERT_TRUE(look) << look.error().text;
    std::set<Subject> subjects;
    for (const Sighting& sighting : look->sightings) subjects.insert(sighting.subject);
    EXPECT_EQ(subjects.size(), 1000U);
    EXPECT_EQ(look->sightings.size(), 1000U);
    const bool offsets = flavour == Flavour::naemon || flavour == Flavour::lmd;
    EXPECT_EQ(small.sent("\nOffset: ") > 0, offsets);
    EXPECT_EQ(small.sent("\nFilter: host_name >= ") > 0, !offsets);
  }
}

TEST(TooLarge, WhatWasLearnedHoldsForTheNextLook) {
  SmallServer small(Flavour::checkmk, 24'000, 2000, 1000);
  ASSERT_TRUE(small.look());
  small.server.forget_requests();
  ASSERT_TRUE(small.look());
  const std::size_t parts = small.sent("GET services\n");
  EXPECT_GT(parts, 1U);
  EXPECT_LT(parts, 30U);
  small.server.forget_requests();
  ASSERT_TRUE(small.look());
  EXPECT_EQ(small.sent("GET services\n"), parts) << "no part is refused again";
}

TEST(TooLarge, OneHostThatIsTooLargeMakesTheSiteUnsure) {
  SmallServer small(Flavour::checkmk, 3000, 0, 0);
  for (int i = 0; i < 100; ++i)
    small.world.add_service({.host = "web01", .description = "service " + std::to_string(i), .state = 2});
  const Asked<Look> look = small.look();
  ASSERT_FALSE(look);
  EXPECT_NE(look.error().text.find("max_response_size"), std::string::npos) << look.error().text;
}

TEST(TooLarge, ACoreThatShutsDownIsNotAskedInParts) {
  SmallServer small(Flavour::checkmk, 0, 100, 10);
  ASSERT_TRUE(small.look());
  small.server.fault({.kind = Fault::Kind::refuse, .code = 413, .text = "core is shutting down", .after = 1});
  small.server.forget_requests();
  EXPECT_FALSE(small.look());
  EXPECT_EQ(small.sent("GET "), 2U);
}

TEST(Effort, IsWhatTheServerThinksNotWhatTheWayTakes) {
  SmallServer small(Flavour::checkmk, 0, 20'000, 10);
  ASSERT_TRUE(small.look());
  const Effort effort = small.source.take_effort();
  EXPECT_GT(effort, 0us);
  EXPECT_LT(effort, 5s);
  EXPECT_EQ(small.source.take_effort(), 0us) << "taken";
  small.server.fault({.kind = Fault::Kind::slow, .answers = -1, .bytes = 100, .pause = 1ms});
  ASSERT_TRUE(small.look());
  EXPECT_LT(small.source.take_effort(), effort + 500ms) << "a slow line is no burden";
}

TEST(Redials, AreSixtyAMinuteAtMost) {
  Redials redials;
  const Redials::Moment begin{};
  for (int i = 0; i < 60; ++i) EXPECT_TRUE(redials.allow(begin + i * 100ms));
  EXPECT_FALSE(redials.allow(begin + 10s));
  EXPECT_TRUE(redials.allow(begin + 60s));
}

TEST(Redials, AServerThatDropsEveryQuestionIsNotStormed) {
  SmallServer small(Flavour::checkmk, 0, 10, 1);
  small.server.fault({.kind = Fault::Kind::empty, .answers = -1});
  for (int i = 0; i < 200; ++i) EXPECT_FALSE(small.look());
  EXPECT_LE(small.server.accepted(), 62U);
  EXPECT_NE(small.look().error().text.find("too many connections were lost"), std::string::npos);
}

}  // namespace
}  // namespace ilert_bridge
