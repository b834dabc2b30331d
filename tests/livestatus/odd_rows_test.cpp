// What servers make of bytes that are no text: the row survives, on each of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "ilert-bridge/base/log.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/livestatus/log_lines.hpp"
#include "ilert-bridge/livestatus/pulse_reader.hpp"
#include "tests/doubles/livestatus_double.hpp"
#include "tests/net/scripted_peer.hpp"

namespace ilert_bridge {
namespace {

using namespace std::string_literals;
using namespace std::chrono_literals;
using testing_net::run;

const Flavour every_flavour[] = {Flavour::checkmk, Flavour::naemon, Flavour::icinga2, Flavour::lmd,
                                 Flavour::nagios};
std::string warned;

class Server {
 public:
  explicit Server(Flavour flavour) : double_(world, {.flavour = flavour}) {
    warned.clear();
    set_log_sink([](Level level, std::string_view line) {
      if (level == Level::warning) (warned += line) += '\n';
    });
    SourceOptions options;
    options.site = "prod";
    options.endpoint = double_.endpoint();
    options.deadlines = {.connect = 5s, .silence = 5s, .answer = 20s};
    source.emplace(options);
  }
  ~Server() { set_log_sink(nullptr); }
  Look look(const std::vector<Subject>& by_name = {}) {
    const Asked<Look> looked = run(context, source->look(by_name));
    if (!looked) ADD_FAILURE() << looked.error().text;
    return looked ? *looked : Look{};
  }

  doubles::World world;
  testing_net::asio::io_context context;
  std::optional<Source> source;

 private:
  doubles::LivestatusDouble double_;
};

TEST(OddRows, SurviveWhateverTheirOutputHolds) {
  const std::string outputs[] = {
      "half a \xc3"s,   "latin1 \xfc"s,          "surrogate \xed\xa0\xbd"s, "emoji \xf0\x9f\x98\x80"s,
      "nul \0 inside"s, "line\nbreak \x01\x1b"s, std::string(1 << 20, 'x')};
  for (const Flavour flavour : every_flavour) {
    Server server{flavour};
    for (std::size_t at = 0; at < std::size(outputs); ++at) {
      const std::string service = "S" + std::to_string(at);
      server.world.add_service("web01", service);
      server.world.service_check("web01", service, 2, outputs[at]);
      server.world.change("web01", service, [&](doubles::ObjectRow& row) { row.long_output = outputs[at]; });
    }
    const Look look = server.look();
    EXPECT_EQ(look.sightings.size(), std::size(outputs)) << name(flavour);
    std::vector<Subject> subjects;
    for (const Sighting& one : look.sightings) {
      EXPECT_EQ(one.observation.state, State::critical) << name(flavour);
      subjects.push_back(one.subject);
    }
    const auto texts = run(server.context, server.source->texts(subjects));
    ASSERT_TRUE(texts) << name(flavour) << ": " << texts.error().text;
    EXPECT_EQ(texts->size(), std::size(outputs)) << name(flavour);
    for (const auto& [subject, text] : *texts) EXPECT_LE(text.output.size(), 64U << 10) << name(flavour);
  }
}

// "T\xfc\x72" and "T\xfc\x70": on Checkmk both are "T".
TEST(OddRows, WhoseNamesAreCutToTheSameAreOneObjectAndTheWorseOneCounts) {
  Server server{Flavour::checkmk};
  for (const char* service : {"T\xfc\x72", "T\xfc\x70"}) server.world.add_service("web01", service);
  server.world.service_check("web01", "T\xfc\x72", 1, "warm");
  server.world.service_check("web01", "T\xfc\x70", 2, "hot");
  for (int again = 0; again < 3; ++again) {
    const Look look = server.look();
    ASSERT_EQ(look.sightings.size(), 1U);
    EXPECT_EQ(look.sightings[0].subject, (Subject{"prod", "web01", "T", ""}));
    EXPECT_EQ(look.sightings[0].observation.state, State::critical);
  }
  EXPECT_EQ(std::count(warned.begin(), warned.end(), '\n'), 1) << "said once: " << warned;
  EXPECT_NE(warned.find("prod/web01/T"), std::string::npos) << warned;
}

TEST(OddRows, WithoutANameAreLeftOut) {
  Server server{Flavour::checkmk};
  server.world.add_service("web01", "\xfc");
  server.world.add_service("web01", "HTTP");
  server.world.service_check("web01", "\xfc", 2, "x");
  server.world.service_check("web01", "HTTP", 2, "x");
  const Look look = server.look();
  ASSERT_EQ(look.sightings.size(), 1U) << "and nobody takes it for its host";
  EXPECT_EQ(look.sightings[0].subject.service, "HTTP");
  EXPECT_NE(warned.find("without a name"), std::string::npos) << warned;
}

TEST(OddRows, OfTheLogAreReadFromEveryServer) {
  for (const Flavour flavour : every_flavour) {
    Server server{flavour};
    server.world.add_service("web01", "HTTP");
    server.world.service_check("web01", "HTTP", 2, "caf\xe9 \xf0\x9f\x98\x80;x");
    server.world.service_check("web01", "HTTP", 0, "fine");
    server.world.restart();  // writes every state
    server.look();
    const Time now_there = from_unix(server.world.now());
    const LogWindow window{now_there - 10min, now_there + 1min};
    const auto page = run(server.context, read_log(*server.source, window, 5s));
    ASSERT_TRUE(page) << name(flavour) << ": " << page.error().text;
    EXPECT_TRUE(page->is_whole);
    ASSERT_EQ(page->lines.size(), 2U) << name(flavour);
    for (const LogLine& line : page->lines) EXPECT_EQ(line.subject.service, "HTTP") << name(flavour);
    const LogWindow before{now_there - 10min, now_there - 5min};
    const auto nothing = run(server.context, read_log(*server.source, before, 5s));
    ASSERT_TRUE(nothing) << name(flavour);
    EXPECT_TRUE(nothing->lines.empty()) << name(flavour);
  }
}

TEST(PulseReader, TellsEveryServersWork) {
  for (const Flavour flavour : every_flavour) {
    Server server{flavour};
    server.world.add_service("web01", "HTTP");
    server.look();
    std::optional<PulseReading> before;
    Pulse pulse;
    for (int minute = 0; minute < 4; ++minute) {
      server.world.service_check("web01", "HTTP", 0, "fine", doubles::Certainty::hard,
                                 server.world.now() + minute);
      const auto reading = run(server.context, read_pulse(*server.source, before));
      ASSERT_TRUE(reading) << name(flavour) << ": " << reading.error().text;
      PulseReading read = *reading;
      read.at = from_unix(1'750'000'000) + std::chrono::minutes{minute};
      if (read.newest) read.newest = read.at;
      pulse.read(read);
      before = read;
    }
    EXPECT_EQ(pulse.beat(), Pulse::Beat::beats) << name(flavour);
    const auto still = run(server.context, read_pulse(*server.source, before));
    ASSERT_TRUE(still);
    EXPECT_TRUE(still->newest) << name(flavour) << " is asked for the newest check when its counters rest";
  }
}

// Read as a watch does whose core checks only hosts in the meantime.
PulseReading while_hosts_are_checked(Server& server) {
  const auto first = run(server.context, read_pulse(*server.source, {}));
  server.world.host_check("web01", 0, "up");
  auto second = run(server.context, read_pulse(*server.source, first ? std::optional{*first} : std::nullopt));
  EXPECT_TRUE(second) << second.error().text;
  return second ? *second : PulseReading{};
}

TEST(PulseReader, AsksAfterServicesWhenOnlyHostsAreChecked) {
  for (const Flavour flavour : every_flavour) {
    if (flavour == Flavour::icinga2) continue;  // counts nothing, and has only its services' checks
    Server server{flavour};
    server.world.add_service("web01", "HTTP");
    server.world.add_service("web01", "Disk");
    server.world.add_service({.host = "web01", .description = "once a day", .check_interval = 1440});
    server.world.add_service({.host = "web01", .description = "passive", .active = false});
    server.world.add_service("web02", "of a host that is down");
    server.world.host_check("web02", 1, "down");
    server.world.service_check("web01", "HTTP", 0, "fine");
    server.look();
    const PulseReading reading = while_hosts_are_checked(server);
    EXPECT_EQ(reading.due_services, 2) << name(flavour);
    EXPECT_TRUE(reading.service_checks) << name(flavour);
    EXPECT_TRUE(reading.newest) << name(flavour) << ": they have just been added, as checked";
  }
}

TEST(PulseReader, FindsNothingDueWhereAllIsPassive) {
  for (const Flavour flavour : every_flavour) {
    Server server{flavour};
    server.world.add_service({.host = "web01", .description = "trap", .active = false});
    server.look();
    EXPECT_EQ(while_hosts_are_checked(server).due_services.value_or(0), 0) << name(flavour);
  }
}

TEST(PulseReader, HearsWhatIsSwitchedOff) {
  for (const Flavour flavour : every_flavour) {
    if (flavour == Flavour::icinga2) continue;
    Server server{flavour};
    server.world.add_service("web01", "HTTP");
    server.world.execute_service_checks(false);
    server.look();
    const PulseReading reading = while_hosts_are_checked(server);
    EXPECT_TRUE(reading.service_checks_off) << name(flavour);
    EXPECT_FALSE(reading.host_checks_off) << name(flavour);
  }
}

}  // namespace
}  // namespace ilert_bridge
