// What table log of a real Icinga 2 can give: a problem that came and went, and who was told of it.
#include "ilert-bridge/daemon/past_reading.hpp"

#include <algorithm>

#include "tests/daemon/stage.hpp"
#include "tests/doubles/icinga2.hpp"

namespace ilert_bridge {
namespace {

namespace asio = boost::asio;
using namespace stage;
using namespace std::chrono_literals;
using doubles::eventually;
using doubles::Icinga2;

struct PastOfIcinga2 : testing::Test {
  void SetUp() override {
    std::string reason;
    if (!Icinga2::available(&reason)) GTEST_SKIP() << reason;
    icinga.start();
    SiteSettings site;
    site.name = "prod";
    site.endpoint = icinga.unix_endpoint();
    config.sites.push_back(site);
  }
  // How many lines of table log say that.
  bool log_has(const std::string& type, std::size_t lines) const {
    return eventually([&] {
      const std::string rows = icinga.ask("GET log\nColumns: type\nFilter: time > 0\nFilter: type = " + type);
      std::size_t count = 0;
      for (std::size_t at = rows.find(type); at != std::string::npos; at = rows.find(type, at + 1)) ++count;
      return count >= lines;
    });
  }
  std::string all_it_knows() {
    return icinga.ask("GET log\nColumns: time type message\nFilter: time > 0") + '\n' + icinga.log();
  }
  // "web01;HTTP CRITICAL", of those of a kind, in the order in which they happened.
  static Lines told(const SitePast& past, LogLine::Kind kind) {
    Lines lines;
    for (const auto& [host, story] : past.chronicle.by_host()) {
      Chronicle::Story sorted = story;
      std::sort(sorted.begin(), sorted.end());
      for (const Chronicle::Entry& entry : sorted) {
        const Subject& subject = past.chronicle.subject(entry.subject);
        if (entry.kind == kind)
          lines.push_back(subject.host + ';' + subject.service + ' ' + std::string{name(entry.state)});
      }
    }
    return lines;
  }

  Icinga2 icinga{Icinga2::Log::kept};
  asio::io_context io{1};
  Config config;
};

TEST_F(PastOfIcinga2, TellsOfItsProblemsAndWhomItToldItself) {
  ASSERT_TRUE(log_has("CURRENT SERVICE STATE", 3)) << all_it_knows();  // it has begun
  icinga.service_result("web01", "HTTP", 2, "refused; twice");
  ASSERT_TRUE(log_has("SERVICE NOTIFICATION", 1)) << all_it_knows();
  icinga.service_result("web01", "HTTP", 0, "fine");
  icinga.host_result("web01", 1, "no answer");
  ASSERT_TRUE(log_has("HOST NOTIFICATION", 1)) << all_it_knows();
  ASSERT_TRUE(log_has("SERVICE NOTIFICATION", 2)) << all_it_knows();
  icinga.schedule_downtime("db01", "Load", "bob", "new disks");
  ASSERT_TRUE(log_has("SERVICE DOWNTIME ALERT", 1)) << all_it_knows();
  const std::int64_t last = unix_seconds(now());  // which is not over
  ASSERT_TRUE(eventually([last] { return unix_seconds(now()) > last; }));

  std::list<SitePast> pasts;
  auto reading = read_past(config, now() - 3h, now(), {}, pasts);
  run(io, std::move(reading));
  const SitePast& past = pasts.front();
  EXPECT_EQ(past.fault, "");
  ASSERT_TRUE(past.is_read);
  EXPECT_EQ(past.flavour, Flavour::icinga2);
  EXPECT_EQ(told(past, LogLine::Kind::state), (Lines{"web01;HTTP CRITICAL", "web01;HTTP OK", "web01; DOWN"}));
  EXPECT_EQ(told(past, LogLine::Kind::notification), (Lines{"web01;HTTP CRITICAL", "web01; DOWN"}))
      << "and of the recovery nobody counts it";
  EXPECT_EQ(told(past, LogLine::Kind::downtime).size(), 1U);
  ASSERT_EQ(past.today.size(), 2U);
  EXPECT_EQ(past.today.of({"prod", "web01", "", ""})->state, State::down);
  EXPECT_EQ(past.gone, 0U);
}

}  // namespace
}  // namespace ilert_bridge
