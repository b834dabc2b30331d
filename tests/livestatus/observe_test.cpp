// Answers as the servers write them, in tests/data/livestatus: the question that was asked and what came
// back.
#include "ilert-bridge/livestatus/observe.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <sstream>

#include "ilert-bridge/livestatus/query.hpp"
#include "ilert-bridge/livestatus/status.hpp"

namespace ilert_bridge {
namespace {

std::string recorded(const std::string& name) {
  std::ifstream file{ILERT_BRIDGE_SOURCE_DIR "/tests/data/livestatus/" + name, std::ios::binary};
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// Icinga's columns under another name: every server has them.
Capabilities server(Flavour flavour) {
  Capabilities capabilities;
  capabilities.flavour = flavour;
  capabilities.keep_alive = flavour != Flavour::icinga2;
  if (flavour == Flavour::icinga2) return capabilities;
  capabilities.columns = icinga2_columns();
  if (flavour == Flavour::checkmk)
    for (const char* column : {"labels", "host_labels"}) capabilities.columns["services"].insert(column);
  return capabilities;
}

std::vector<Sighting> read(const std::string& folder, Flavour flavour, Table table) {
  const Capabilities capabilities = server(flavour);
  NeededAttributes needed;
  needed.labels = true;
  const Observer observer{table, capabilities, needed};
  EXPECT_EQ(observer.columns().fault(), "");
  Query query{name(table)};
  query.columns(observer.columns().names()).filter("state != 0");
  EXPECT_EQ(*query.text(capabilities.keep_alive), recorded(folder + "/request.txt")) << "the slim question";
  std::vector<Sighting> sightings;
  RowReader reader{[&](Row&& row) { sightings.push_back(observer.sighting("prod", row)); }};
  EXPECT_TRUE(reader.feed(recorded(folder + "/answer.json")));
  EXPECT_TRUE(reader.finish());
  return sightings;
}

using Labels = std::vector<std::string>;

TEST(Observer, ReadsCheckmk) {
  const std::vector<Sighting> seen = read("checkmk-services", Flavour::checkmk, Table::services);
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].subject, (Subject{"prod", "web01", "Filesystem /größe", ""}));
  EXPECT_EQ(seen[0].observation.state, State::critical);
  EXPECT_EQ(seen[0].observation.last_state_change, from_unix(1795291000));
  EXPECT_EQ(seen[0].observation.last_good, from_unix(1795280001));
  EXPECT_EQ(seen[0].observation.attributes.labels, (Labels{"cmk/os_family:linux", "cmk/site:prod"}));
  EXPECT_EQ(seen[0].observation.attributes.on_host_labels, (Labels{"cmk/site:prod"}));
  EXPECT_EQ(seen[1].subject.service, "HTTP \xef\xbf\xbd") << "half an emoji";
  EXPECT_FALSE(seen[1].observation.hard);
  EXPECT_EQ(seen[1].observation.last_hard_state, State::ok);
  EXPECT_TRUE(seen[1].observation.acknowledged);
  EXPECT_TRUE(seen[1].observation.in_downtime) << "its host's";
  EXPECT_FALSE(seen[1].observation.in_notification_period);
}

TEST(Observer, ReadsIcinga) {
  const std::vector<Sighting> seen = read("icinga2-services", Flavour::icinga2, Table::services);
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_TRUE(seen[0].observation.acknowledged) << "a JSON boolean";
  EXPECT_TRUE(seen[0].observation.in_notification_period) << "no period at all is always";
  EXPECT_TRUE(seen[0].observation.in_downtime);
  EXPECT_EQ(seen[0].observation.host_state, State::unreachable);
  EXPECT_FALSE(seen[1].observation.checked) << "pending, although it says UNKNOWN";
  EXPECT_FALSE(seen[1].observation.host_checked);
  EXPECT_EQ(seen[1].observation.last_check, from_unix(0)) << "it says -1";
  EXPECT_EQ(seen[1].observation.last_good, from_unix(0)) << "likewise";
  EXPECT_TRUE(seen[2].observation.flapping);
  EXPECT_FALSE(seen[2].observation.notifications_enabled);
  EXPECT_TRUE(seen[2].observation.in_notification_period) << "null is no period either";
  EXPECT_EQ(seen[2].observation.last_check, from_unix(1795291594)) << "a time with a fraction";
}

TEST(Observer, ReadsNaemon) {
  const std::vector<Sighting> seen = read("naemon-services", Flavour::naemon, Table::services);
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].observation.state, State::unknown);
  EXPECT_TRUE(seen[0].observation.in_downtime) << "nested twice";
  EXPECT_EQ(seen[0].observation.host_state, State::down);
  EXPECT_EQ(seen[1].observation.last_check, from_unix(0)) << "nan";
}

TEST(Observer, ReadsHosts) {
  const std::vector<Sighting> seen = read("naemon-hosts", Flavour::naemon, Table::hosts);
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_TRUE(seen[0].subject.is_host());
  EXPECT_EQ(seen[0].observation.state, State::down);
  EXPECT_EQ(seen[1].observation.state, State::unreachable);
  EXPECT_FALSE(seen[1].observation.hard);
  EXPECT_FALSE(seen[1].observation.notifications_enabled);
}

TEST(Observer, SaysWhichColumnIsMissing) {
  Capabilities poor = server(Flavour::naemon);
  poor.columns["hosts"].erase("has_been_checked");
  EXPECT_EQ(Observer(Table::hosts, poor, {}).columns().fault(),
            "its table hosts has no column has_been_checked");
}

TEST(Observer, HasSafeDefaultsForWhatTheServerHasNot) {
  Capabilities poor = server(Flavour::naemon);
  poor.columns["hosts"] = {"name", "state", "has_been_checked"};
  const Observer observer{Table::hosts, poor, {}};
  Row row(3);
  row[0] = Cell{Cell::Value{std::string{"web01"}}};
  row[1] = Cell{Cell::Value{std::int64_t{1}}};
  row[2] = Cell{Cell::Value{true}};
  const Observation seen = observer.sighting("prod", row).observation;
  EXPECT_TRUE(seen.hard && seen.notifications_enabled && seen.in_notification_period);
  EXPECT_FALSE(seen.acknowledged || seen.in_downtime || seen.flapping);
  EXPECT_EQ(seen.last_hard_state, State::down);
}

TEST(Observer, OfAHostItIsNotToldItDoesNotSayThatItIsUp) {
  Capabilities poor = server(Flavour::naemon);
  poor.columns["services"] = {"host_name", "description", "state", "has_been_checked"};
  const Observer observer{Table::services, poor, {}};
  Row row(4);
  row[0] = Cell{Cell::Value{std::string{"web01"}}};
  row[1] = Cell{Cell::Value{std::string{"HTTP"}}};
  row[2] = Cell{Cell::Value{std::int64_t{2}}};
  row[3] = Cell{Cell::Value{true}};
  EXPECT_EQ(observer.sighting("prod", row).observation.host_state, State::unknown);
}

Cell number(std::int64_t value) { return Cell{Cell::Value{value}}; }

std::int64_t first_delay_told(Cell told) {
  Capabilities poor = server(Flavour::naemon);
  poor.columns["hosts"] = {"name", "state", "has_been_checked", "first_notification_delay"};
  const Observer observer{Table::hosts, poor, {}};
  EXPECT_EQ(observer.columns().names().back(), "first_notification_delay");
  Row row{Cell{Cell::Value{std::string{"web01"}}}, number(1), Cell{Cell::Value{true}}, std::move(told)};
  return observer.sighting("prod", row).observation.first_notification_delay;
}

TEST(Observer, ReadsTheObjectsOwnDelayAsFarAsItCanBeOne) {
  EXPECT_EQ(first_delay_told(number(5)), 5);
  EXPECT_EQ(first_delay_told(number(-1)), 0);
  EXPECT_EQ(first_delay_told(Cell{Cell::Value{std::string{}}}), 0) << "Icinga 2";
  EXPECT_LE(first_delay_told(number(std::numeric_limits<std::int64_t>::max())), 100'000);
}

Span unit_told(Cell told) {
  Capabilities poor = server(Flavour::naemon);
  poor.columns["status"] = {"program_start", "interval_length"};
  StatusReader reader{poor};
  reader.add(Row{number(1'795'291'000), std::move(told)});
  return reader.status().interval_length;
}

TEST(StatusReader, ReadsTheUnitOfDelaysAsFarAsItCanBeOne) {
  using namespace std::chrono_literals;
  EXPECT_EQ(unit_told(number(1)), 1s);
  for (const std::int64_t odd :
       {std::int64_t{0}, std::int64_t{-60}, std::numeric_limits<std::int64_t>::max()})
    EXPECT_EQ(unit_told(number(odd)), 60s) << odd;
}

}  // namespace
}  // namespace ilert_bridge
