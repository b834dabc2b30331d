// Table log: what a core writes down, and in which order servers give it.
#include <gtest/gtest.h>

#include "tests/doubles/livestatus_double.hpp"
#include "tests/doubles/plain_client.hpp"
#include "tests/doubles/temporary.hpp"

namespace ilert_bridge::doubles {
namespace {

class Logged {
 public:
  explicit Logged(Flavour flavour) : server(world, {.flavour = flavour, .unix_path = folder / "live"}) {
    world.add_service({.host = "web01", .description = "HTTP", .max_check_attempts = 2});
  }
  // The rows without their frame and line ends.
  std::string ask(const std::string& columns, const std::string& filters = "Filter: class = 1\n") const {
    const auto answer = ask_once(server.endpoint(), "GET log\nColumns: " + columns + "\n" + filters +
                                                        "OutputFormat: json\nResponseHeader: fixed16\n\n");
    std::string rows = answer.substr(std::min<std::size_t>(answer.size(), 16));
    std::erase(rows, '\n');
    return rows;
  }

  TemporaryFolder folder;
  World world;
  LivestatusDouble server;
};

TEST(LivestatusLog, AlertsAreLinesNewestFirst) {
  Logged naemon(Flavour::naemon);
  naemon.world.submit("web01", "HTTP", 2, "refused");
  naemon.world.submit("web01", "HTTP", 2, "refused");
  naemon.world.submit("web01", "HTTP", 0, "fine");
  EXPECT_EQ(naemon.ask("host_name service_description state state_type attempt"),
            R"([["web01","HTTP",0,"HARD",1],["web01","HTTP",2,"HARD",2],["web01","HTTP",2,"SOFT",1]])");
  EXPECT_EQ(naemon.ask("options", "Filter: class = 1\nLimit: 1\n"), R"([["web01;HTTP;OK;HARD;1;fine"]])");
}

TEST(LivestatusLog, IcingaGivesTheOldestFirst) {
  Logged icinga(Flavour::icinga2);
  icinga.world.service_check("web01", "HTTP", 2);
  icinga.world.service_check("web01", "HTTP", 0);
  EXPECT_EQ(icinga.ask("state"), "[[2], [0]]");
}

TEST(LivestatusLog, TheSameStateAgainIsNoLine) {
  Logged checkmk(Flavour::checkmk);
  checkmk.world.service_check("web01", "HTTP", 0);
  EXPECT_EQ(checkmk.ask("state"), "[]");
}

TEST(LivestatusLog, DowntimesFlappingAndCommands) {
  Logged checkmk(Flavour::checkmk);
  checkmk.world.schedule_downtime("web01", "HTTP", "ann", "work");
  checkmk.world.cancel_downtimes("web01", "HTTP");
  checkmk.world.flapping("web01", "HTTP", true);
  checkmk.world.count_command("ENABLE_NOTIFICATIONS");
  EXPECT_EQ(checkmk.ask("type state_type"),
            R"([["SERVICE FLAPPING ALERT","STARTED"],["SERVICE DOWNTIME ALERT","CANCELLED"],)"
            R"(["SERVICE DOWNTIME ALERT","STARTED"]])");
  EXPECT_EQ(checkmk.ask("options", "Filter: class = 5\n"), R"([["ENABLE_NOTIFICATIONS"]])");
}

TEST(LivestatusLog, OnlyTheCommercialCoreWritesAcknowledgementsDown) {
  Logged raw(Flavour::checkmk), commercial(Flavour::checkmk);
  commercial.world.commercial_core();
  for (Logged* one : {&raw, &commercial}) {
    one->world.service_check("web01", "HTTP", 2);
    one->world.acknowledge("web01", "HTTP", "ann", "mine");
  }
  EXPECT_EQ(raw.ask("type"), R"([["SERVICE ALERT"]])");
  EXPECT_EQ(commercial.ask("type"), R"([["SERVICE ACKNOWLEDGE ALERT"],["SERVICE ALERT"]])");
}

TEST(LivestatusLog, ARestartWritesEveryState) {
  Logged checkmk(Flavour::checkmk);
  checkmk.world.service_check("web01", "HTTP", 2, "down");
  checkmk.world.restart();
  EXPECT_EQ(checkmk.ask("type state", "Filter: class = 6\n"),
            R"([["INITIAL SERVICE STATE",2],["INITIAL HOST STATE",0]])");
}

TEST(LivestatusLog, LineNumbersBeginAnewInEachFile) {
  Logged checkmk(Flavour::checkmk);
  checkmk.world.service_check("web01", "HTTP", 2);
  checkmk.world.rotate_log();
  checkmk.world.service_check("web01", "HTTP", 0);
  EXPECT_EQ(checkmk.ask("lineno state"), "[[1,0],[1,2]]");
}

TEST(LivestatusLog, TheOutputEndsAtASemicolon) {
  Logged checkmk(Flavour::checkmk);
  checkmk.world.service_check("web01", "HTTP", 2, "a;b");
  EXPECT_EQ(checkmk.ask("plugin_output options"), R"([["a","web01;HTTP;CRITICAL;HARD;1;a;b"]])");
}

}  // namespace
}  // namespace ilert_bridge::doubles
