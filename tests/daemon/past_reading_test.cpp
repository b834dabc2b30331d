// The past of a site as its server tells it: the log in windows, and who is in it as they are today.
#include "ilert-bridge/daemon/past_reading.hpp"

#include "tests/daemon/stage.hpp"
#include "tests/doubles/livestatus_double.hpp"

namespace ilert_bridge {
namespace {

namespace asio = boost::asio;
using namespace stage;
using namespace std::chrono_literals;
using doubles::LivestatusDouble;

constexpr Span a_while = 2min;  // ago: nothing has happened since then that must be caught up with
const Flavour every_flavour[] = {Flavour::checkmk, Flavour::naemon, Flavour::nagios, Flavour::icinga2,
                                 Flavour::lmd};

struct Site {
  explicit Site(Flavour flavour = Flavour::checkmk) : server(world, {.flavour = flavour}) {
    world.add_service("web01", "HTTP");
    world.add_service("web01", "Disk");
  }
  void line(Span ago, const std::string& type, const std::string& options, int line_class = 1,
            const std::string& host = {}) {
    world.write_log({.time = unix_seconds(present - ago),
                     .line_class = line_class,
                     .type = type,
                     .options = options,
                     .host = host});
  }
  void service(Span ago, const std::string& about, const std::string& state) {
    line(ago, "SERVICE ALERT", about + ';' + state + ";HARD;1;said", 1, about.substr(0, about.find(';')));
  }
  void notification(Span ago, const std::string& about, const std::string& state) {
    line(ago, "SERVICE NOTIFICATION", "ann;" + about + ';' + state + ";mail;said", 3);
  }
  std::vector<std::string> questions(const std::string& table) const {
    std::vector<std::string> found;
    for (const std::string& one : server.requests())
      if (one.find("GET " + table + "\n") != std::string::npos) found.push_back(one);
    return found;
  }

  const Time present = now();
  doubles::World world;
  LivestatusDouble server;
};

struct PastReading : testing::Test {
  void watch(const std::string& name, const Site& site) {
    SiteSettings settings;
    settings.name = name;
    settings.endpoint = site.server.endpoint();
    settings.web_url = "https://" + name;
    config.sites.push_back(settings);
  }
  void watch_nothing(const std::string& name) {
    SiteSettings settings;
    settings.name = name;
    settings.endpoint.kind = Endpoint::Kind::unix_socket;
    settings.endpoint.path = "/nonexistent/live";
    config.sites.push_back(settings);
  }
  std::list<SitePast>& read(Span back, NeededAttributes also = {}, Span until_ago = {}) {
    const auto note = [this](const PastProgress& one) { progress.push_back(one); };
    auto reading = read_past(config, now() - back, now() - until_ago, note, pasts, also, wanted);
    run(io, std::move(reading));
    return pasts;
  }

  asio::io_context io{1};
  Config config;
  std::list<SitePast> pasts;
  std::vector<PastProgress> progress;
  std::vector<Subject> wanted;
};

Subject about(const std::string& host, const std::string& description) {
  return {.site = "prod", .host = host, .service = description, .own = {}};
}

std::size_t entries(const SitePast& past, LogLine::Kind kind) {
  std::size_t found = 0;
  for (const auto& [host, story] : past.chronicle.by_host())
    for (const Chronicle::Entry& entry : story) found += entry.kind == kind ? 1 : 0;
  return found;
}

TEST_F(PastReading, IsTheLogAndWhatItsObjectsAreToday) {
  Site site;
  site.service(9h, "web01;HTTP", "CRITICAL");
  site.service(5h, "web01;HTTP", "CRITICAL");
  site.service(4h, "web01;HTTP", "OK");
  site.service(3h, "web01;Disk", "OK");
  watch("prod", site);
  const SitePast& past = read(8h).front();
  EXPECT_TRUE(past.is_read);
  EXPECT_EQ(past.fault, "");
  EXPECT_EQ(past.site, "prod");
  EXPECT_EQ(past.web_url, "https://prod");
  EXPECT_EQ(past.flavour, Flavour::checkmk);
  EXPECT_EQ(past.chronicle.size(), 3U) << "the first is before the time that was asked for";
  ASSERT_EQ(past.today.size(), 1U) << "of who had no problem nothing has to be known";
  EXPECT_EQ(*past.today.subjects().begin(), about("web01", "HTTP"));
  EXPECT_EQ(past.today.of(about("web01", "HTTP"))->state, State::ok);
  EXPECT_EQ(past.gone, 0U);
  EXPECT_EQ(past.unread, 0s);
}

TEST_F(PastReading, TellsOfNotificationsOnEveryFlavour) {
  for (const Flavour flavour : every_flavour) {
    Site site{flavour};
    site.service(60min, "web01;HTTP", "CRITICAL");
    site.notification(59min, "web01;HTTP", "CRITICAL");
    site.notification(40min, "web01;HTTP", "ACKNOWLEDGEMENT (CRITICAL)");
    site.service(30min, "web01;HTTP", "OK");
    site.notification(29min, "web01;HTTP", "OK");
    config = {};
    pasts.clear();
    watch("prod", site);
    const SitePast& past = read(8h).front();
    EXPECT_TRUE(past.is_read) << name(flavour) << past.fault;
    EXPECT_EQ(past.flavour, flavour);
    EXPECT_EQ(entries(past, LogLine::Kind::state), 2U) << name(flavour);
    EXPECT_EQ(entries(past, LogLine::Kind::notification), 1U) << name(flavour);
    EXPECT_TRUE(past.today.has(about("web01", "HTTP"))) << name(flavour);
    EXPECT_TRUE(site.server.complaints().empty()) << name(flavour) << site.server.complaints().front();
  }
}

TEST_F(PastReading, OfAQuietMonthIsNotThousandsOfQuestions) {
  Site site;
  for (int day = 1; day < 30; ++day) site.service(day * 24h, "web01;HTTP", day % 2 == 0 ? "OK" : "CRITICAL");
  watch("prod", site);
  const SitePast& past = read(30 * 24h, {}, a_while).front();
  EXPECT_EQ(past.chronicle.size(), 29U);
  const std::size_t asked = site.questions("log").size();
  EXPECT_LT(asked, 150U);
  EXPECT_GT(asked, 100U) << "and none is about more than six hours";
  ASSERT_EQ(progress.size(), asked + 1) << "from the beginning on, and after each";
  EXPECT_EQ(progress.front().reached, progress.front().from);
  EXPECT_EQ(progress.back().reached, progress.back().until);
  for (std::size_t i = 1; i < progress.size(); ++i) EXPECT_GT(progress[i].reached, progress[i - 1].reached);
}

TEST_F(PastReading, OfABusyHourIsReadInHalves) {
  Site site;
  for (int i = 0; i < 20'100; ++i)
    site.service(60min - i * 20ms, "web01;HTTP", i % 2 == 0 ? "CRITICAL" : "OK");
  watch("prod", site);
  const SitePast& past = read(61min).front();
  EXPECT_TRUE(past.is_read);
  EXPECT_EQ(past.chronicle.size(), 20'100U) << "each of them, and only once";
  EXPECT_EQ(past.unread, 0s);
}

TEST_F(PastReading, MoreThanOneAnswerHoldsInTheShortestWindowIsSaid) {
  Site site;
  for (int i = 0; i < 20'100; ++i) site.service(15s, "web01;HTTP", i % 2 == 0 ? "CRITICAL" : "OK");
  watch("prod", site);
  auto reading = read_past(config, site.present - 16s, now(), {}, pasts);
  run(io, std::move(reading));
  const SitePast& past = pasts.front();
  EXPECT_TRUE(past.is_read);
  EXPECT_EQ(past.unread, 10s);
  EXPECT_EQ(past.chronicle.size(), 20'000U) << "what one answer holds";
}

TEST_F(PastReading, WhoIsNoMoreIsCounted) {
  Site site;
  site.service(60min, "web01;HTTP", "CRITICAL");
  site.service(50min, "old01;HTTP", "CRITICAL");
  site.line(50min, "HOST ALERT", "old01;DOWN;HARD;1;said");
  watch("prod", site);
  const SitePast& past = read(2h).front();
  EXPECT_TRUE(past.is_read);
  EXPECT_EQ(past.gone, 2U);
  EXPECT_EQ(past.today.size(), 1U);
}

TEST_F(PastReading, WhoIsWantedIsAskedForThoughNothingHappenedToIt) {
  Site site;
  site.service(30min, "web01;HTTP", "CRITICAL");
  watch("prod", site);
  wanted = {{"", "web01", "Disk", ""}, {"prod", "web01", "Dsik", ""}, {"elsewhere", "web01", "Disk", ""}};
  const SitePast& past = read(1h).back();
  EXPECT_TRUE(past.today.has(Subject{"prod", "web01", "Disk", ""}));
  EXPECT_EQ(past.today.size(), 2U) << "and HTTP, but nobody who does not exist";
  EXPECT_EQ(past.gone, 0U) << "nobody of the log is gone";
  EXPECT_EQ(past.fault, "");
}

TEST_F(PastReading, TodayIsTheEndOnlyOfWhatReachesToToday) {
  Site site;
  site.service(30min, "web01;HTTP", "CRITICAL");
  watch("prod", site);
  EXPECT_TRUE(read(1h).back().today.is_the_end);
  EXPECT_FALSE(read(2h, {}, 20min).back().today.is_the_end);
}

TEST_F(PastReading, AHostWithAProblemIsKnownToo) {
  Site site;
  site.service(60min, "web01;HTTP", "CRITICAL");
  site.line(50min, "HOST ALERT", "web01;DOWN;HARD;1;said");
  watch("prod", site);
  const SitePast& past = read(2h).front();
  EXPECT_TRUE(past.today.has(about("web01", "HTTP")));
  EXPECT_TRUE(past.today.has(about("web01", "")));
}

TEST_F(PastReading, TellsWhatTheRoutesAskForAndNoMore) {
  Site site;
  site.world.change("web01", "HTTP", [](doubles::ObjectRow& row) {
    row.contact_groups = {"oncall"};
    row.labels = {{"tier", "gold"}};
  });
  site.service(60min, "web01;HTTP", "CRITICAL");
  watch("prod", site);
  const Attributes without = read(2h).front().today.of(about("web01", "HTTP"))->attributes;
  EXPECT_TRUE(without.labels.empty());
  pasts.clear();
  const Attributes with = read(2h, {.labels = true}).front().today.of(about("web01", "HTTP"))->attributes;
  EXPECT_EQ(with.labels, std::vector<std::string>{"tier:gold"})
      << "of routes that are not in the configuration";
  EXPECT_TRUE(with.contact_groups.empty());
}

TEST_F(PastReading, ASiteThatDoesNotAnswerDoesNotStopTheOthers) {
  Site site;
  site.service(60min, "web01;HTTP", "CRITICAL");
  watch_nothing("dead");
  watch("prod", site);
  read(2h);
  ASSERT_EQ(pasts.size(), 2U);
  EXPECT_FALSE(pasts.front().is_read);
  EXPECT_NE(pasts.front().fault.find("/nonexistent/live"), std::string::npos) << pasts.front().fault;
  EXPECT_TRUE(pasts.back().is_read);
  EXPECT_EQ(pasts.back().chronicle.size(), 1U);
}

TEST_F(PastReading, AServerWithoutALogSaysSo) {
  Site site;
  watch("prod", site);
  const auto refuse = [&](const PastProgress&) {
    site.server.fault({.kind = doubles::Fault::Kind::refuse, .code = 404, .text = "no table 'log'"});
  };
  auto reading = read_past(config, now() - 3h, now(), refuse, pasts);
  run(io, std::move(reading));
  EXPECT_FALSE(pasts.front().is_read);
  EXPECT_NE(pasts.front().fault.find("no table 'log'"), std::string::npos) << pasts.front().fault;
}

TEST_F(PastReading, WhatWasReadBeforeTheLogFailedStays) {
  Site site;
  site.service(3h - 1min, "web01;HTTP", "CRITICAL");
  site.service(10min, "web01;HTTP", "OK");
  watch("prod", site);
  const auto refuse = [&](const PastProgress& one) {
    if (one.reached > one.from) site.server.fault({.kind = doubles::Fault::Kind::refuse, .text = "too busy"});
  };
  auto reading = read_past(config, now() - 3h, now(), refuse, pasts);
  run(io, std::move(reading));
  const SitePast& past = pasts.front();
  EXPECT_TRUE(past.is_read);
  EXPECT_NE(past.fault.find("too busy"), std::string::npos) << past.fault;
  EXPECT_EQ(past.until - past.from, 10min) << "it tells of no more than that";
  EXPECT_EQ(past.chronicle.size(), 1U);
  EXPECT_EQ(past.today.size(), 1U);
}

TEST_F(PastReading, WhatLmdDoesNotReachIsSaid) {
  Site site{Flavour::lmd};
  site.world.peer("far", 2, "connection refused");
  site.service(60min, "web01;HTTP", "CRITICAL");
  watch("prod", site);
  const SitePast& past = read(2h).front();
  EXPECT_TRUE(past.is_read);
  EXPECT_EQ(past.chronicle.size(), 1U);
  EXPECT_NE(past.fault.find("far"), std::string::npos) << past.fault;
}

TEST_F(PastReading, AnAnswerThatIsCutIsAskedForAgainAndCountsOnce) {
  Site site;
  site.service(60min, "web01;HTTP", "CRITICAL");
  watch("prod", site);
  bool cut = false;
  const auto cut_once = [&](const PastProgress&) {
    if (!std::exchange(cut, true)) site.server.fault({.kind = doubles::Fault::Kind::cut_after, .bytes = 60});
  };
  auto reading = read_past(config, now() - 65min, now() - a_while, cut_once, pasts);
  run(io, std::move(reading));
  EXPECT_TRUE(pasts.front().is_read);
  EXPECT_EQ(pasts.front().fault, "");
  EXPECT_EQ(pasts.front().chronicle.size(), 1U);
  EXPECT_EQ(site.questions("log").size(), 4U) << "one of the three windows twice";
}

TEST_F(PastReading, IsByTheServersClock) {
  Site site;
  site.world.clock_ahead(2h);
  site.world.service_check("web01", "Disk", 1, "full");  // a check tells its clock
  site.service(-90min, "web01;HTTP", "CRITICAL");        // half an hour ago, there
  site.line(-60min, "HOST ALERT", "web01;DOWN;HARD;1;an hour ago");
  watch("prod", site);
  const SitePast& past = read(45min).front();
  EXPECT_TRUE(past.today.has(about("web01", "HTTP")));
  EXPECT_FALSE(past.today.has(about("web01", ""))) << "before the time that was asked for";
  EXPECT_GT(past.until, now() + 119min);
}

TEST_F(PastReading, TimesThatAreStillToComeAreNotAskedFor) {
  Site site;
  watch("prod", site);
  auto reading = read_past(config, now() - 1h, now() + 24h, {}, pasts);
  run(io, std::move(reading));
  EXPECT_TRUE(pasts.front().is_read);
  EXPECT_LE(pasts.front().until, now() + 5s);
}

}  // namespace
}  // namespace ilert_bridge
