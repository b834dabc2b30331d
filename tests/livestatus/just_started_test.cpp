// A core that has just started shows its downtimes before it counts them.
#include <gtest/gtest.h>

#include <algorithm>

#include "ilert-bridge/livestatus/source.hpp"
#include "tests/doubles/livestatus_double.hpp"
#include "tests/net/scripted_peer.hpp"

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;
using doubles::LivestatusDouble;
using doubles::World;
using testing_net::run;

class JustStarted : public testing::TestWithParam<Flavour> {
 protected:
  JustStarted() : server(world, {.flavour = GetParam()}) {
    options.site = "prod";
    options.endpoint = server.endpoint();
    world.add_service({.host = "web01", .description = "HTTP", .state = 2});
    world.add_service({.host = "web02", .description = "HTTP", .state = 2});
  }
  Observation seen(const std::string& host) {
    if (!source) source.emplace(options);
    const Asked<Look> look = run(io, source->look({}));
    EXPECT_TRUE(look) << look.error().text;
    for (const Sighting& sighting : look->sightings)
      if (sighting.subject.host == host) return sighting.observation;
    return {};
  }
  bool asked(const std::string& part) const {
    const std::vector<std::string> requests = server.requests();
    return std::any_of(requests.begin(), requests.end(),
                       [&](const std::string& it) { return it.find(part) != std::string::npos; });
  }

  World world;
  LivestatusDouble server;
  SourceOptions options;
  testing_net::asio::io_context io;
  std::optional<Source> source;
};

TEST_P(JustStarted, ADowntimeIsKnownBeforeItIsCounted) {
  world.schedule_downtime("web01", "HTTP", "ben", "work");
  world.schedule_downtime("web02", "", "ben", "the whole host");
  EXPECT_TRUE(seen("web01").in_downtime);
  world.restart(true, 1h);
  EXPECT_FALSE(seen("web01").in_downtime);
  EXPECT_EQ(seen("web01").downtime, (Remark{"ben", "work"}));
  EXPECT_EQ(seen("web02").downtime, (Remark{"ben", "the whole host"})) << "it covers the services too";
}

TEST_P(JustStarted, OneThatIsOverOrOfAnotherDayIsNone) {
  world.schedule_downtime("web01", "HTTP", "ben", "tomorrow", world.now() + 86'400);
  world.schedule_downtime("web02", "HTTP", "ben", "was cancelled");
  world.cancel_downtimes("web02", "HTTP");
  world.restart(true, 1h);
  EXPECT_TRUE(seen("web01").downtime.empty());
  EXPECT_TRUE(seen("web02").downtime.empty());
}

TEST_P(JustStarted, NobodysNameIsRememberedWhereNoneIsWanted) {
  options.wants_remarks = false;
  world.schedule_downtime("web01", "HTTP", "ben", "work");
  world.restart(true, 1h);
  EXPECT_EQ(seen("web01").downtime, unread_remark);
}

TEST_P(JustStarted, ACoreThatHasRunForLongIsNotAskedForIt) {
  seen("web01");
  EXPECT_FALSE(asked("GET downtimes"));
  world.restart();
  seen("web01");
  EXPECT_TRUE(asked("GET downtimes"));
}

const auto flavour_name = [](const auto& info) {
  std::string text{name(info.param)};
  std::erase_if(text, [](char c) { return c == ' '; });
  return text;
};

INSTANTIATE_TEST_SUITE_P(Flavours, JustStarted,
                         testing::Values(Flavour::checkmk, Flavour::naemon, Flavour::icinga2, Flavour::lmd,
                                         Flavour::nagios),
                         flavour_name);

}  // namespace
}  // namespace ilert_bridge
