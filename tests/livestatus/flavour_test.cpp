#include "ilert-bridge/livestatus/flavour.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

using Tables = std::map<std::string, std::set<std::string>>;

struct Server {
  const char* program_version;
  const char* livestatus_version;
  Tables columns;
  Flavour flavour;
  const char* because;
};

const Tables plain = {{"hosts", {"name", "state"}}, {"status", {"program_start"}}};

TEST(Flavour, IsToldByVersionsAndColumns) {
  const Tables with_labels = {{"hosts", {"name", "labels"}}, {"status", {"program_start"}}};
  const Tables with_edition = {{"hosts", {"name"}}, {"status", {"edition"}}};
  const Tables with_peers = {{"hosts", {"name", "peer_key"}}, {"sites", {"peer_key"}}};
  const Server table[] = {
      {"4.4.6", "2.2.0p1", with_edition, Flavour::checkmk, "a core in Checkmk says so"},
      {"3.5.1", "2.1.0p30", with_labels, Flavour::checkmk, "only Checkmk has labels"},
      {"Check_MK 2.3.0p1", "2.3.0p1", plain, Flavour::checkmk, "the commercial core"},
      {"1.5.2-naemon", "1.5.1-naemon", plain, Flavour::naemon, "it says so"},
      {"r2.13.6-1-icinga2", "r2.13.6-1", {}, Flavour::icinga2, "it says so, and has no table columns"},
      {"1.5.2-naemon", "1.5.1-naemon", with_peers, Flavour::lmd, "LMD shows what is behind it"},
      {"3.5.0", "1.5.0p23", plain, Flavour::checkmk, "Nagios 3.5 with so new a Livestatus: Checkmk 1.5 raw"},
      {"3.5.0", "1.4.0p38", plain, Flavour::checkmk, "likewise 1.4"},
      {"3.5.0", "1.2.8p27", plain, Flavour::checkmk, "likewise 1.2.8, whose Nagios is 3.5.0"},
      {"3.5.1", "1.2.8p16", plain, Flavour::nagios, "as Debian had it"},
      {"3.5.1", "1.2.4p5", plain, Flavour::nagios, "likewise"},
      {"4.4.6", "1.5.0p23", plain, Flavour::nagios, "nothing special"},
      {"", "", {}, Flavour::unknown, "says nothing"},
  };
  for (const Server& row : table)
    EXPECT_EQ(flavour_of(row.program_version, row.livestatus_version, row.columns), row.flavour)
        << row.because;
}

TEST(Flavour, IsShownWithTheCoreInIt) {
  const Tables with_edition = {{"hosts", {"name"}}, {"status", {"edition"}}};
  struct {
    const char *program, *livestatus;
    const Tables& columns;
    const char *version, *because;
  } const table[] = {
      {"3.5.0", "1.5.0p23", plain, "1.5.0p23 (Nagios core 3.5.0)", "the raw edition"},
      {"4.4.6", "2.2.0p1", with_edition, "2.2.0p1 (Nagios core 4.4.6)", "likewise"},
      {"Check_MK 2.3.0p1", "2.3.0p1", with_edition, "2.3.0p1", "the commercial core is Checkmk's own"},
      {"", "2.3.0p1", with_edition, "2.3.0p1", "nothing said, nothing shown"},
      {"4.4.6", "1.5.0p23", plain, "4.4.6", "no Checkmk"},
      {"1.5.2-naemon", "1.5.1-naemon", plain, "1.5.2-naemon", "its core is the server"},
  };
  for (const auto& row : table)
    EXPECT_EQ(capabilities_of(row.program, row.livestatus, row.columns).version, row.version) << row.because;
}

TEST(Flavour, DelicateServersGetNoIdleConnections) {
  EXPECT_FALSE(capabilities_of("r2.13.6-1-icinga2", "", {}).keep_alive);
  EXPECT_FALSE(capabilities_of("something else", "", {}).keep_alive) << "nobody knows what it bears";
  EXPECT_TRUE(capabilities_of("1.5.2-naemon", "", plain).keep_alive);
}

TEST(Flavour, AuthUserIsNotTrustedWhereItIsIgnored) {
  EXPECT_FALSE(capabilities_of("r2.13.6-1-icinga2", "", {}).auth_user);
  EXPECT_FALSE(capabilities_of("something else", "", {}).auth_user);
  EXPECT_TRUE(capabilities_of("4.4.6", "1.5.0p23", plain).auth_user);
}

TEST(Capabilities, KnowIcingasColumnsByHeart) {
  const Capabilities icinga = capabilities_of("r2.13.6-1-icinga2", "", {});
  EXPECT_TRUE(icinga.has("services", "host_scheduled_downtime_depth"));
  EXPECT_TRUE(icinga.has("services", "host_name"));
  EXPECT_TRUE(icinga.has("comments", "entry_type"));
  EXPECT_FALSE(icinga.has("hosts", "labels")) << "one unknown column, and the whole question is refused";
  EXPECT_FALSE(icinga.has("hosts", "core_pid"));
  EXPECT_FALSE(icinga.has("no such table", "name"));
}

TEST(Capabilities, GoByWhatTheServerListed) {
  const Capabilities nagios = capabilities_of("4.4.6", "1.5.0p23", plain);
  EXPECT_TRUE(nagios.has("hosts", "name"));
  EXPECT_FALSE(nagios.has("hosts", "is_flapping"));
}

}  // namespace
}  // namespace ilert_bridge
