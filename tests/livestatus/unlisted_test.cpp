#include "src/livestatus/unlisted.hpp"

#include <gtest/gtest.h>

#include "ilert-bridge/livestatus/peers.hpp"

namespace ilert_bridge {
namespace {

using namespace std::string_literals;
using Names = std::vector<std::string>;

Capabilities lists(std::set<std::string> of_services) {
  Capabilities server;
  server.columns = {{"hosts", {"name", "state", "groups", "address", "scheduled_downtime_depth", "latency"}},
                    {"services", std::move(of_services)}};
  return server;
}

const Send no_texts{.output = false, .links = false, .groups = false, .address = false, .alias = false};

TEST(Unlisted, IsWhatWeWantOfAServicesHostAndOnlyTheHostsTableLists) {
  const Capabilities lmd = lists({"host_name", "description", "state"});
  EXPECT_EQ(unlisted_of_hosts(lmd, {}, no_texts), (Names{"host_scheduled_downtime_depth", "host_state"}));
  EXPECT_EQ(unlisted_of_hosts(lmd, {.host_groups = true}, no_texts),
            (Names{"host_scheduled_downtime_depth", "host_state", "host_groups"}));
  Send with_address = no_texts;
  with_address.address = true;
  EXPECT_EQ(unlisted_of_hosts(lmd, {}, with_address),
            (Names{"host_scheduled_downtime_depth", "host_state", "host_address"}));
}

TEST(Unlisted, IsNothingWhereTheServerListsIt) {
  const Capabilities naemon =
      lists({"host_name", "description", "state", "host_state", "host_scheduled_downtime_depth"});
  EXPECT_EQ(unlisted_of_hosts(naemon, {}, no_texts), Names{});
  EXPECT_EQ(unlisted_of_hosts(Capabilities{}, {}, no_texts), Names{}) << "Icinga 2 lists nothing at all";
}

TEST(Unlisted, ACellShowsThatItsColumnIsThere) {
  struct {
    const char* because;
    Cell cell;
    bool is_text, shows;
  } table[] = {
      {"a number", Cell{Cell::Value{std::int64_t{0}}}, false, true},
      {"a list without entries", Cell{Cell::Value{Names{}}}, false, true},
      {"a text where a number should be", Cell{Cell::Value{""s}}, false, false},
      {"null", Cell{}, false, false},
      {"a text that may be empty", Cell{Cell::Value{""s}}, true, true},
  };
  for (auto& row : table) EXPECT_EQ(shows_its_column(row.cell, row.is_text), row.shows) << row.because;
}

Row peer(const std::string& key, std::int64_t status, const std::string& error = {}) {
  Row row(4);
  row[0] = Cell{Cell::Value{key}};
  row[1] = Cell{Cell::Value{"site " + key}};
  row[2] = Cell{Cell::Value{status}};
  row[3] = Cell{Cell::Value{error}};
  return row;
}

TEST(Peers, OnlyThoseThatAreUpAreReached) {
  Peers peers;
  EXPECT_FALSE(peers.any_is_away() || peers.all_are_away()) << "a server that is no LMD";
  for (const auto& [key, status] : {std::pair{"b", 0}, {"a", 0}, {"c", 1}, {"d", 2}, {"e", 4}})
    peers.add(peer(key, status, status == 2 ? "refused" : ""));
  EXPECT_EQ(peers.reached(), (Names{"a", "b"}));
  EXPECT_EQ(peers.away(), "LMD does not reach its peers site c, site d (refused), site e");
  EXPECT_TRUE(peers.any_is_away());
  EXPECT_FALSE(peers.all_are_away());
}

TEST(Peers, ManyThatAreAwayAreCounted) {
  Peers peers;
  for (const char* key : {"a", "b", "c", "d", "e", "f", "g"}) peers.add(peer(key, 2));
  EXPECT_TRUE(peers.all_are_away());
  EXPECT_EQ(peers.away(), "LMD does not reach its peers site a, site b, site c, site d, site e and 2 more");
}

}  // namespace
}  // namespace ilert_bridge
