// LMD: what it answers and does not list, and what becomes of the objects of a server that it does not reach.
#include <gtest/gtest.h>

#include <algorithm>

#include "ilert-bridge/livestatus/source.hpp"
#include "tests/doubles/livestatus_double.hpp"
#include "tests/net/scripted_peer.hpp"

namespace ilert_bridge {
namespace {

using namespace std::string_literals;
using namespace std::chrono_literals;
using doubles::Fault;
using testing_net::run;

const Subject far{"prod", "far01", "HTTP", ""}, near{"prod", "near01", "HTTP", ""};

class Lmd : public ::testing::Test {
 protected:
  Lmd() : server(world, {.flavour = Flavour::lmd}) {
    options.site = "prod";
    options.endpoint = server.endpoint();
    options.deadlines = {.connect = 5s, .silence = 2s, .answer = 20s};
    options.attributes = {.host_groups = true, .contacts = true};
    world.peer("berlin", 0);
    add("near01", "backend");
    add("far01", "berlin");
  }
  void add(const std::string& host, const std::string& peer) {
    world.add_host({.host = host, .address = "192.0.2.1", .groups = {"linux"}, .peer = peer});
    world.add_service({.host = host, .description = "HTTP", .peer = peer});
  }
  Asked<Look> look(const std::vector<Subject>& by_name = {}) {
    if (!source) source.emplace(options);
    return run(context, source->look(by_name));
  }
  static const Sighting* find(const Look& look, const Subject& subject) {
    const auto found = std::find_if(look.sightings.begin(), look.sightings.end(),
                                    [&](const Sighting& one) { return one.subject == subject; });
    return found == look.sightings.end() ? nullptr : &*found;
  }
  std::size_t asked(std::string_view words) const {
    const std::vector<std::string> all = server.requests();
    return static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(), [&](auto& one) { return one.find(words) != std::string::npos; }));
  }

  doubles::World world;
  doubles::LivestatusDouble server;
  SourceOptions options;
  testing_net::asio::io_context context;
  std::optional<Source> source;
};

TEST_F(Lmd, TellsOfAServicesHostWhatItDoesNotList) {
  world.service_check("near01", "HTTP", 2, "refused");
  world.host_check("near01", 1, "no ping");
  world.schedule_downtime("near01", "", "ada", "reboot");
  const Asked<Look> seen = look();
  ASSERT_TRUE(seen) << seen.error().text;
  const Sighting* const service = find(*seen, near);
  ASSERT_NE(service, nullptr);
  EXPECT_EQ(service->observation.host_state, State::down);
  EXPECT_TRUE(service->observation.in_downtime);
  EXPECT_EQ(service->observation.downtime, (Remark{"ada", "reboot"}));
  EXPECT_EQ(service->observation.attributes.host_groups, std::vector{"linux"s});
}

TEST_F(Lmd, TellsTheAddressOfAServicesHost) {
  options.texts.address = true;
  source.emplace(options);
  const auto texts = run(context, source->texts({near}));
  ASSERT_TRUE(texts) << texts.error().text;
  EXPECT_EQ(texts->at(near).host_address, "192.0.2.1");
}

// The answers before it: the columns, the versions, and the types of the hosts' columns.
TEST_F(Lmd, IsAskedForEachColumnAloneWhereItRefusesThemTogether) {
  server.fault({.kind = Fault::Kind::refuse, .text = "no such column", .after = 3});
  world.service_check("near01", "HTTP", 2, "refused");
  world.host_check("near01", 1, "no ping");
  const Asked<Look> seen = look();
  ASSERT_TRUE(seen) << seen.error().text;
  EXPECT_EQ(find(*seen, near)->observation.host_state, State::down);
  EXPECT_EQ(find(*seen, near)->observation.attributes.host_groups, std::vector{"linux"s});
}

TEST_F(Lmd, AColumnThatItRefusesIsDoneWithout) {
  server.fault({.kind = Fault::Kind::refuse, .answers = 2, .text = "no such column", .after = 3});
  world.service_check("near01", "HTTP", 2, "refused");
  world.schedule_downtime("near01", "", "ada", "reboot");
  const Asked<Look> seen = look();
  ASSERT_TRUE(seen) << seen.error().text;
  const Sighting* const service = find(*seen, near);
  ASSERT_NE(service, nullptr) << "the rest is seen as ever";
  EXPECT_FALSE(service->observation.in_downtime) << "of the first column, its host's downtimes, nobody knows";
  EXPECT_EQ(service->observation.attributes.host_groups, std::vector{"linux"s});
}

TEST_F(Lmd, AServerThatIsAwayHoldsOnlyItsOwn) {
  ASSERT_TRUE(look());
  world.peer("berlin", 2, "connection refused");
  world.service_check("near01", "HTTP", 2, "refused");
  const Asked<Look> seen = look({far});
  ASSERT_TRUE(seen) << seen.error().text;
  ASSERT_NE(find(*seen, near), nullptr);
  EXPECT_EQ(find(*seen, near)->presence, Presence::seen);
  ASSERT_NE(find(*seen, far), nullptr);
  EXPECT_EQ(find(*seen, far)->presence, Presence::unknown) << "neither gone nor good";
}

TEST_F(Lmd, AServerWhoseDataAreOldIsNotAsked) {
  world.service_check("far01", "HTTP", 2, "old");
  ASSERT_TRUE(look());
  world.peer("berlin", 1, "timeout");
  const Asked<Look> seen = look({far});
  ASSERT_TRUE(seen) << seen.error().text;
  EXPECT_EQ(find(*seen, far)->presence, Presence::unknown);
  EXPECT_GT(asked("\nBackends: key_of_backend\n"), 0U);
}

TEST_F(Lmd, ThatReachesAllItsServersIsAskedForAll) {
  ASSERT_TRUE(look());
  EXPECT_EQ(asked("\nBackends:"), 0U);
}

TEST_F(Lmd, AServerThatGoesAndComesBackIsNoRestart) {
  const Asked<Look> before = look();
  world.peer("berlin", 2, "connection refused");
  const Asked<Look> without = look();
  world.peer("berlin", 0);
  const Asked<Look> after = look();
  ASSERT_TRUE(before && without && after);
  EXPECT_TRUE(before->program == without->program);
  EXPECT_TRUE(before->program == after->program);
}

TEST_F(Lmd, WithoutAnyServerNamesThem) {
  world.peer("backend", 2, "timeout");
  world.peer("berlin", 2, "connection refused");
  const Asked<Look> seen = look();
  ASSERT_FALSE(seen);
  EXPECT_NE(seen.error().text.find("backend (timeout)"), std::string::npos) << seen.error().text;
  EXPECT_NE(seen.error().text.find("berlin (connection refused)"), std::string::npos) << seen.error().text;
}

}  // namespace
}  // namespace ilert_bridge
