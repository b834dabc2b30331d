// What a configuration means when nothing is wrong with it.
#include "ilert-bridge/config/config.hpp"

#include "tests/config/fixture.hpp"

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;

struct Loading : ConfigTest {};

TEST_F(Loading, TheLeastGivesTheDocumentedDefaults) {
  const Loaded loaded = load(least);
  ASSERT_EQ(text_of(loaded.errors) + text_of(loaded.warnings), "");
  EXPECT_EQ(loaded.config.name, "mon1");
  EXPECT_EQ(loaded.config.ilert, IlertSettings{});
  EXPECT_EQ(loaded.config.journal_path, "/var/lib/ilert-bridge/journal.db");
  EXPECT_EQ(loaded.config.log_level, Level::info);
  SiteSettings site{.name = "prod", .endpoint = {.path = "/run/live"}};
  EXPECT_EQ(loaded.config.sites, std::vector{site});
  RouteSettings route;
  route.route.name = "oncall";
  route.route.own_alerts = true;
  route.integration_key = Secret{"il1api0123456789"};
  EXPECT_EQ(loaded.config.routes, std::vector{route});
}

TEST_F(Loading, EveryKeyReachesItsPlace) {
  folder.write("ca.pem", "-----BEGIN CERTIFICATE-----\n");
  folder.write("secrets/proxy.pw", "a word: or two\n", 0600);
  folder.write("secrets/oncall.token", "t0kenOfTheOthers\n", 0600);
  const std::string ca = (folder.path() / "ca.pem").native();
  const Loaded loaded = load(R"(
name = "bridge"
ilert = { url = "https://gw.example.com/ilert/api", timeout = "10s", proxy = "http://proxy:3128", ca_file = ")" +
                             ca + R"(", proxy_user = "bridge", proxy_password_file = "proxy.pw" }
journal.path = "/srv/j.db"
log.level = "debug"
[policy]
soft_states = true
downtime = "accept"
[site.prod]
address = "tls://[::1]:6557"
ca_file = ")" + ca + R"("
auth_user = "oncall"
web_url = "https://mon.example.com/prod/"
poll_interval = "10s"
silent_after = "1h"
[route.oncall]
integration_key_file = "oncall.key"
events_per_minute = 100
alert_on = ["WARNING"]
delay = "3m"
priority = { CRITICAL = "LOW" }
priority_rules = [
  { match = { tags = ["criticality:test"], services = ["~^CPU"] }, states = ["UNKNOWN"], priority = "LOW" },
  { priority = "HIGH" },
]
summary = "{{host}}"
details = "{{output}}"
custom = ["ONCALL_DOC"]
send = ["groups"]
time_period = "workhours"
api_token_file = "oncall.token"
fallback = true
own_alerts = false
match = { sites = ["prod"], hosts = ["~^db"], labels = ["os:linux"] }
except.tags = ["criticality:test"]
policy.worsened = "comment"
)");
  ASSERT_EQ(text_of(loaded.errors), "");
  const Config& config = loaded.config;
  EXPECT_EQ(config.name, "bridge");
  EXPECT_EQ(config.ilert, (IlertSettings{"https://gw.example.com/ilert/api", 10s, "http://proxy:3128", ca,
                                         "bridge", Secret{"a word: or two"}}));
  EXPECT_EQ(config.journal_path, "/srv/j.db");
  EXPECT_EQ(config.log_level, Level::debug);
  const Endpoint endpoint{
      .kind = Endpoint::Kind::tls, .path = "", .host = "::1", .port = "6557", .ca_file = ca};
  EXPECT_EQ(config.sites.at(0),
            (SiteSettings{"prod", endpoint, "oncall", "https://mon.example.com/prod/", 10s, 1h}));
  Route route;
  route.name = "oncall";
  route.events_per_minute = 100;
  route.alert_on = {State::warning};
  route.delay = 3min;
  route.priority = {{State::critical, Priority::low}};
  PriorityRule of_test;
  of_test.match.tags = {Pattern::parse("criticality:test", nullptr)};
  of_test.match.services = {Pattern::parse("~^CPU", nullptr)};
  of_test.states = {State::unknown};
  of_test.priority = Priority::low;
  route.priority_rules = {of_test, PriorityRule{}};
  route.summary = "{{host}}";
  route.details = "{{output}}";
  route.send = {.output = false, .links = false, .notes = false, .groups = true, .custom = {"ONCALL_DOC"}};
  route.time_period = "workhours";
  route.fallback = true;
  route.match.sites = {Pattern::parse("prod", nullptr)};
  route.match.hosts = {Pattern::parse("~^db", nullptr)};
  route.match.labels = {Pattern::parse("os:linux", nullptr)};
  route.except.tags = {Pattern::parse("criticality:test", nullptr)};
  route.policy.soft_states = true;
  route.policy.downtime = Downtime::accept;
  route.policy.worsened = Worsened::comment;
  EXPECT_EQ(config.routes.at(0).route, route);
  EXPECT_EQ(config.token_of(config.routes[0]).reveal(), "t0kenOfTheOthers");
}

TEST_F(Loading, ARouteWithoutATokenOfItsOwnHasThatOfSync) {
  EXPECT_FALSE(load(least).config.reads_alerts());
  folder.write("secrets/api.token", "t0kenOfAda\n", 0600);
  folder.write("secrets/b.key", "il1api9876543210\n", 0600);
  folder.write("secrets/b.token", "t0kenOfBert\n", 0600);
  const std::string other = "[route.b]\nintegration_key_file = \"b.key\"\napi_token_file = \"b.token\"\n";
  const Config own = load(least + other).config;
  EXPECT_TRUE(own.reads_alerts());
  EXPECT_EQ(own.token_of(own.routes.at(0)).reveal(), "t0kenOfBert");
  EXPECT_TRUE(own.token_of(own.routes.at(1)).empty());
  const Config both =
      load(least + other + "[sync]\napi_token_file = \"api.token\"\nunaccept = \"remove\"\n").config;
  EXPECT_EQ(both.token_of(both.routes.at(0)).reveal(), "t0kenOfBert");
  EXPECT_EQ(both.token_of(both.routes.at(1)).reveal(), "t0kenOfAda");
  EXPECT_EQ(both.sync.unaccept, SyncUnaccept::remove);
}

TEST_F(Loading, ATokenOfARouteThatCannotBeReadBackIsWarnedOf) {
  folder.write("secrets/b.token", "t0kenOfBert\n", 0600);
  const Loaded loaded = load(least + "integration = \"nagios\"\napi_token_file = \"b.token\"\n");
  EXPECT_TRUE(loaded.usable());
  EXPECT_NE(text_of(loaded.warnings).find("'route.oncall.api_token_file' has no effect"), std::string::npos)
      << text_of(loaded.warnings);
}

TEST_F(Loading, APriorityRuleMayHaveAHeaderOfItsOwn) {
  const Loaded loaded = load(least + R"(
[[route.oncall.priority_rules]]
match = { tags = ["criticality:test"] }
priority = "LOW"

[[route.oncall.priority_rules]]
states = ["WARNING"]
priority = "HIGH"
)");
  ASSERT_EQ(text_of(loaded.errors), "");
  const std::vector<PriorityRule>& rules = loaded.config.routes.at(0).route.priority_rules;
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[0].match.tags, std::vector{Pattern::parse("criticality:test", nullptr)});
  EXPECT_EQ(rules[0].priority, Priority::low);
  EXPECT_EQ(rules[1].states, std::set{State::warning});
}

TEST_F(Loading, ATimeZoneIsOneThatTheSystemHas) {
  EXPECT_EQ(load(least).config.time_zone, "");
  for (const char* const zone : {"Europe/Berlin", "UTC", "Etc/GMT+3", "America/Argentina/Buenos_Aires"}) {
    const Loaded loaded = load("time_zone = \"" + std::string{zone} + "\"\n" + least);
    EXPECT_EQ(text_of(loaded.errors), "");
    EXPECT_EQ(loaded.config.time_zone, zone);
  }
}

TEST_F(Loading, AnUnknownTimeZoneIsAnErrorWithTheNearest) {
  const auto fault = [&](const std::string& zone) {
    return text_of(load("time_zone = \"" + zone + "\"\n" + least).errors);
  };
  EXPECT_NE(fault("Europe/Berlni")
                .find("names no time zone, got \"Europe/Berlni\"; did you mean \"Europe/Berlin\"?"),
            std::string::npos)
      << fault("Europe/Berlni");
  EXPECT_NE(fault("europe/berlin").find("did you mean \"Europe/Berlin\"?"), std::string::npos);
  for (const char* const zone :
       {"../../../etc/localtime", "/etc/localtime", "/usr/share/zoneinfo/UTC", "Europe", "Europe/",
        "zone.tab", "tzdata.zi", "Europe/../UTC", ":UTC", "CET-1CEST"})
    EXPECT_NE(fault(zone).find("names no time zone"), std::string::npos) << zone;
}

TEST_F(Loading, SitesAndRoutesComeInTheOrderOfTheirNames) {
  folder.write("secrets/a.key", "il1apiAAAAAA", 0600);
  const Loaded loaded =
      load(least + "[site.alpha]\naddress = \"unix:/a\"\n[route.alpha]\nintegration_key_file = \"a.key\"\n");
  ASSERT_EQ(text_of(loaded.errors), "");
  EXPECT_EQ(loaded.config.sites[0].name, "alpha");
  EXPECT_EQ(loaded.config.plain_routes()[0].name, "alpha");
  EXPECT_EQ(loaded.config.plain_routes()[1].name, "oncall");
  EXPECT_NE(loaded.config.plain_routes()[1].rules, 0) << "what the journal remembers of its rules";
}

TEST_F(Loading, TheJournalIsInTheStateDirectory) {
  surroundings.state_directory = "/srv/state:/srv/other";
  EXPECT_EQ(load(least).config.journal_path, "/srv/state/journal.db");
  EXPECT_EQ(load(least + "[journal]\npath = \"/x/y.db\"\n").config.journal_path, "/x/y.db");
}

TEST_F(Loading, ConfDIsMergedKeyByKeyInNameOrder) {
  folder.write("conf.d/20-b.toml",
               "[site.prod]\npoll_interval = \"7s\"\n[route.oncall]\nmatch.hosts = [\"b\"]\n");
  folder.write("conf.d/10-a.toml",
               "[site.prod]\npoll_interval = \"6s\"\n[route.oncall]\nmatch.hosts = [\"a\"]\nmatch.sites = "
               "[\"prod\"]\n");
  folder.write("conf.d/30-c.toml.orig", "this is not read");
  folder.write("conf.d/.#40-d.toml", "an editor's lock is not read");
  const Loaded loaded = load(least);
  ASSERT_EQ(text_of(loaded.errors), "");
  EXPECT_EQ(loaded.config.sites[0].poll_interval, 7s);
  const Match& match = loaded.config.routes[0].route.match;
  EXPECT_EQ(match.hosts, std::vector{Pattern::parse("b", nullptr)}) << "lists are replaced, not joined";
  EXPECT_EQ(match.sites, std::vector{Pattern::parse("prod", nullptr)}) << "tables are merged";
  EXPECT_EQ(place_of(loaded, "site.prod.poll_interval"), "DIR/conf.d/20-b.toml:2");
  EXPECT_EQ(place_of(loaded, "site.prod.address"), "DIR/ilert-bridge.toml:2");
}

TEST_F(Loading, OfATableFromSeveralFilesAllPlacesAreSaid) {
  folder.write("conf.d/10-a.toml", "[route.oncall.priority]\nUNKNOWN = \"LOW\"\nDOWN = \"HIGH\"\n");
  folder.write("conf.d/20-b.toml", "[route.oncall.priority]\nUNKNOWN = \"HIGH\"\n");
  const std::string key = "route.oncall.priority";
  Loaded loaded = load(least + "priority = { WARNING = \"LOW\" }\n");
  ASSERT_EQ(text_of(loaded.errors), "");
  EXPECT_EQ(value_of(loaded, key), R"({ DOWN = "HIGH", UNKNOWN = "HIGH", WARNING = "LOW" })");
  EXPECT_EQ(place_of(loaded, key), "DIR/ilert-bridge.toml:5, DIR/conf.d/10-a.toml:3, DIR/conf.d/20-b.toml:2");
  loaded = load(least + "priority = { UNKNOWN = \"LOW\", DOWN = \"LOW\" }\n");
  EXPECT_EQ(place_of(loaded, key), "DIR/conf.d/10-a.toml:3, DIR/conf.d/20-b.toml:2")
      << "nothing of the first file is left";
  folder.write("conf.d/20-b.toml", "");
  EXPECT_EQ(place_of(load(least), key), "DIR/conf.d/10-a.toml:1") << "of one file, where the table begins";
}

TEST_F(Loading, OriginsSayWhereEveryValueComesFrom) {
  const Loaded loaded = load("log.level = \"debug\"\n" + least);
  EXPECT_EQ(value_of(loaded, "log.level"), "\"debug\"");
  EXPECT_EQ(place_of(loaded, "log.level"), "DIR/ilert-bridge.toml:1");
  EXPECT_EQ(value_of(loaded, "site.prod.poll_interval"), "\"5s\"");
  EXPECT_EQ(place_of(loaded, "site.prod.poll_interval"), "default");
  EXPECT_EQ(value_of(loaded, "name"), "\"mon1\"");
  EXPECT_EQ(value_of(loaded, "route.oncall.own_alerts"), "true") << "the value that holds, not the rule";
  EXPECT_EQ(value_of(loaded, "route.oncall.match.hosts"), "(none)") << "not given, it matches everything";
}

TEST_F(Loading, APrefixOfTheGatewayAndLoopbackAreFine) {
  for (const std::string url :
       {"https://gw:8443/a/b", "http://localhost:8080/api", "http://127.0.0.2", "http://[::1]:80/"})
    EXPECT_EQ(errors_of("ilert.url = \"" + url + "\"\n" + least), "") << url;
}

struct OwnAlerts {
  const char* why;
  const char* a;
  const char* b;
  bool a_hears;
  bool b_hears;
};

TEST_F(Loading, OwnAlertsGoWhereTheyAreHeard) {
  const OwnAlerts rows[] = {
      {"without a fallback route, everywhere", "", "", true, true},
      {"to the fallback route, if there is one", "", "fallback = true", false, true},
      {"to every fallback route", "fallback = true", "fallback = true", true, true},
      {"what is said holds, and others keep the default", "own_alerts = true", "fallback = true", true, true},
      {"a fallback route may refuse them", "own_alerts = true", "fallback = true\nown_alerts = false", true,
       false},
      {"refused by one, the other keeps them", "own_alerts = false", "", false, true},
  };
  folder.write("secrets/b.key", "il1apiBBBBBB", 0600);
  for (const OwnAlerts& row : rows) {
    const Loaded loaded =
        load("[site.prod]\naddress = \"unix:/x\"\n[route.a]\nintegration_key_file = \"oncall.key\"\n" +
             std::string{row.a} + "\n[route.b]\nintegration_key_file = \"b.key\"\n" + row.b + "\n");
    ASSERT_EQ(text_of(loaded.errors), "") << row.why;
    EXPECT_EQ(loaded.config.routes[0].route.own_alerts, row.a_hears) << row.why;
    EXPECT_EQ(loaded.config.routes[1].route.own_alerts, row.b_hears) << row.why;
  }
}

TEST(NeedsRestart, NamesWhatAReloadCannotChange) {
  Config running, loaded;
  running.name = loaded.name = "mon1";
  running.journal_path = loaded.journal_path = "/a.db";
  loaded.log_level = Level::debug;
  EXPECT_TRUE(needs_restart(running, loaded).empty());
  loaded.journal_path = "/b.db";
  loaded.name = "mon2";
  loaded.time_zone = "Europe/Berlin";
  const std::vector<std::string> expected{
      "journal.path takes effect at the next start: /b.db instead of /a.db",
      "name takes effect at the next start, because the bridge's own alerts are found by it: \"mon2\" "
      "instead of \"mon1\"",
      "time_zone takes effect at the next start: \"Europe/Berlin\" instead of \"\""};
  EXPECT_EQ(needs_restart(running, loaded), expected);
}

}  // namespace
}  // namespace ilert_bridge
