#include "ilert-bridge/cli/status_screen.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "ilert-bridge/base/text.hpp"
#include "tests/cli/check_formats.hpp"

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;
const Time at = from_unix(1'800'000'000);

Status healthy() {
  Status status;
  status.version = "1.2.3";
  status.name = "mon1";
  status.pid = 4711;
  status.at = at;
  status.started_at = at - 76h;
  status.configured_at = at - 51h;
  SiteStatus site;
  site.name = "prod";
  site.flavour = "checkmk";
  site.version = "2.3.0p1";
  site.answered_at = at - 2s;
  site.poll_interval = 5s;
  site.silent_after = 5min;
  site.problems = 11;
  status.sites.push_back(site);
  RouteStatus route;
  route.name = "oncall";
  route.integration = "api";
  route.open = 7;
  route.accepted = 4;
  route.pace = 45;
  route.left = 41;
  route.delivered_at = at - 12s;
  status.routes.push_back(route);
  status.journal.path = "/var/lib/ilert-bridge/journal.db";
  status.journal.size = Bytes{2} << 20;
  status.journal.max_size = Bytes{1} << 30;
  status.journal.disk_free = Bytes{80} << 30;
  status.heartbeat.configured = true;
  status.heartbeat.interval = 60s;
  status.heartbeat.pinged_at = at - 40s;
  status.ilert.answered_at = at - 12s;
  return status;
}

Status outage() {
  Status status = healthy();
  SiteStatus silent = status.sites.front();
  silent.name = "remote1";
  silent.silent_since = at - 312s;
  silent.answered_at = at - 312s;
  silent.fault =
      "tcp://remote1:6557: cannot connect: Connection refused; nothing listens there, is the site started?";
  status.sites.push_back(silent);
  RouteStatus& route = status.routes.front();
  route.held = true;
  route.trouble = "401 unknown integration key";
  route.remedy = "put the key of the alert source into the key file and reload";
  route.trouble_since = at - 42s;
  route.waiting = 3;
  route.oldest_waiting = at - 42s;
  status.journal.waiting = 3;
  status.journal.oldest_waiting = at - 42s;
  status.heartbeat.stopped_by = "site remote1 does not answer";
  status.heartbeat.stopped_since = at - 312s;
  status.own_alerts = {{.kind = "site", .name = "remote1", .since = at - 12s, .routes = {"oncall"}}};
  return status;
}

void expect_fits(const std::string& screen, std::size_t width, std::size_t height) {
  std::istringstream lines(screen);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) EXPECT_LE(code_points(line), width) << line;
  EXPECT_LE(count, height) << screen;
}

TEST(StatusScreen, OfAHealthyBridge) {
  EXPECT_EQ(status_screen(healthy(), {.width = 80, .height = 24}),
            R"(ilert-bridge 1.2.3 on mon1: OK
running for 3 d 4 h, pid 4711, configuration read 2 d 3 h ago

SITE  STATE  LAST LOOK  SERVER           PROBLEMS
prod  ok     2 s ago    checkmk 2.3.0p1  11

ROUTE   STATE  OPEN  ACKED  WAITING  OLDEST  PARKED  RATE   DELIVERED
oncall  ok     11    4      0        -       0       41/45  12 s ago

ilert      answered 12 s ago
journal    0 waiting, 0 parked, 2.0 MiB of 1.0 GiB, 80 GiB free
heartbeat  every 1 min, last one taken 40 s ago
sync       not configured
own alerts none open
)");
}

TEST(StatusScreen, OfABridgeThatDoesNotReachIlertIsNotCalm) {
  Status status = healthy();
  status.ilert = {.answered_at = at - 90s,
                  .fault = "https://api.ilert.com: refused",
                  .remedy = "check the firewall",
                  .fault_since = at - 30s};
  const std::string screen = status_screen(status, {.width = 80, .height = 24});
  EXPECT_NE(screen.find("WARNING   ilert, for 30 s: does not answer, nobody could be called:"),
            std::string::npos)
      << screen;
  EXPECT_NE(screen.find("-> check the firewall"), std::string::npos) << screen;
  EXPECT_NE(screen.find("ilert      answered 1 min 30 s ago, AWAY"), std::string::npos) << screen;
  EXPECT_EQ(plugin_result(status).exit_status, 1);
}

TEST(StatusScreen, SaysWhatIsWrongFirstWithCauseAgeAndRemedy) {
  const std::string screen = status_screen(outage(), {.width = 80, .height = 24});
  EXPECT_EQ(screen,
            R"(ilert-bridge 1.2.3 on mon1: CRITICAL, 3 things are wrong
running for 3 d 4 h, pid 4711, configuration read 2 d 3 h ago

CRITICAL  site remote1, for 5 min 12 s: tcp://remote1:6557: cannot connect:
          Connection refused; nothing listens there, is the site started?
CRITICAL  route oncall, for 42 s: 401 unknown integration key
          -> put the key of the alert source into the key file and reload
WARNING   heartbeat, for 5 min 12 s: not sent: site remote1 does not answer
          -> ilert raises its alert when none comes for long enough

SITE     STATE     LAST LOOK       SERVER           PROBLEMS
remote1  critical  5 min 12 s ago  checkmk 2.3.0p1  11
prod     ok        2 s ago         checkmk 2.3.0p1  11

ROUTE   STATE     OPEN  ACKED  WAITING  OLDEST  PARKED  RATE   DELIVERED
oncall  critical  11    4      3        42 s    0       41/45  12 s ago

ilert      answered 12 s ago
journal    3 waiting (oldest 42 s), 0 parked, 2.0 MiB of 1.0 GiB, 80 GiB free
heartbeat  every 1 min, last one taken 40 s ago, STOPPED
sync       not configured
own alerts site remote1
)");
  expect_fits(screen, 80, 24);
}

TEST(StatusScreen, OfManyFitsAndSaysWhatItLeavesOut) {
  Status status = outage();
  for (int i = 0; i < 60; ++i) {
    status.sites.push_back(status.sites.front());
    status.sites.back().name = "site" + std::to_string(i);
    status.routes.push_back(healthy().routes.front());
    status.routes.back().name = "route" + std::to_string(i);
  }
  const std::string screen = status_screen(status, {.width = 80, .height = 24});
  expect_fits(screen, 80, 24);
  EXPECT_NE(screen.find("CRITICAL  site remote1"), std::string::npos) << screen;
  EXPECT_NE(screen.find(" more sites, all well\n"), std::string::npos) << screen;
  EXPECT_NE(screen.find(" more routes, all well\n"), std::string::npos) << screen;
}

TEST(StatusScreen, OfEverythingBrokenStillFits) {
  Status status = outage();
  for (int i = 0; i < 60; ++i) {
    status.sites.push_back(status.sites.back());
    status.sites.back().name = "site" + std::to_string(i);
  }
  const std::string screen = status_screen(status, {.width = 80, .height = 24});
  expect_fits(screen, 80, 24);
  EXPECT_NE(screen.find(" more things are wrong: ilert-bridge status | less\n"), std::string::npos) << screen;
  EXPECT_NE(screen.find("more sites, not all of them well\n"), std::string::npos) << screen;
  EXPECT_NE(screen.find("\nown alerts "), std::string::npos) << "the end is still there\n" << screen;
}

TEST(StatusScreen, OfFiftySitesAndTenRoutesWithLongNamesIsReadable) {
  const std::string tail = "-of-the-customer-with-the-very-long-name-in-the-second-data-centre";
  Status status = outage();
  for (int i = 0; i < 48; ++i) {
    status.sites.push_back(status.sites.front());
    status.sites.back().name = "site" + std::to_string(i) + tail;
  }
  for (int i = 0; i < 9; ++i) {
    status.routes.push_back(healthy().routes.front());
    status.routes.back().name = "route" + std::to_string(i) + tail;
  }
  status.journal.waiting = 12345;
  status.journal.oldest_waiting = at - 75min - 30s;
  const std::string screen = status_screen(status, {.width = 80, .height = 24});
  expect_fits(screen, 80, 24);
  EXPECT_NE(screen.find("CRITICAL  site remote1"), std::string::npos) << screen;
  EXPECT_NE(screen.find("WARNING   heartbeat"), std::string::npos) << screen;
  EXPECT_NE(screen.find(" more sites, all well\n"), std::string::npos) << screen;
  EXPECT_NE(screen.find(" more routes, all well\n"), std::string::npos) << screen;
  EXPECT_NE(screen.find("of 1.0 GiB, 80\n           GiB free\n"), std::string::npos)
      << "nothing of the journal is cut\n"
      << screen;
}

TEST(StatusScreen, OwnAlertsThatDoNotFitAreCounted) {
  Status status = outage();
  status.own_alerts.clear();
  for (int i = 0; i < 50; ++i) {
    status.sites.push_back(status.sites.back());
    status.sites.back().name = "a-site-with-a-name-" + std::to_string(10 + i);
    status.own_alerts.push_back(
        {.kind = "site", .name = status.sites.back().name, .since = at, .routes = {"oncall"}});
  }
  const std::string screen = status_screen(status, {.width = 80, .height = 24});
  expect_fits(screen, 80, 24);
  EXPECT_NE(screen.find("own alerts site a-site-with-a-name-10, site a-site-with-a-name-11 and 48 more\n"),
            std::string::npos)
      << screen;
}

TEST(StatusScreen, OfATerminalWithoutRoomIsSurvived) {
  for (std::size_t height = 1; height < 12; ++height)
    expect_fits(status_screen(outage(), {.width = 21, .height = height}), 21, height);
}

TEST(StatusScreen, WithoutADaemonSaysSoFirst) {
  Status status = healthy();
  status.running = false;
  status.pid = 0;
  status.why_not = "nobody answers at /run/ilert-bridge/control.sock";
  const std::string screen = status_screen(status, {.width = 80, .height = 24});
  EXPECT_NE(screen.find("CRITICAL, 1 thing is wrong\nthe daemon is not running"), std::string::npos)
      << screen;
  EXPECT_NE(screen.find("CRITICAL  daemon: nobody answers"), std::string::npos) << screen;
  EXPECT_NE(screen.find("systemctl start ilert-bridge"), std::string::npos) << screen;
  expect_fits(screen, 80, 24);
}

TEST(StatusScreen, ADaemonThatCannotBeAskedIsNotTakenForNone) {
  Status status = healthy();
  status.running = false;
  status.sync.configured = true;
  status.why_not = "nobody answers at /run/ilert-bridge/control.sock";
  const std::string screen = status_screen(status, {.width = 80, .height = 24});
  EXPECT_NE(screen.find("\nthe daemon does not answer; this is what the journal says\n"), std::string::npos)
      << screen;
  EXPECT_NE(screen.find("WARNING   daemon: it runs (process 4711), but its control socket does not\n"),
            std::string::npos)
      << screen;
  EXPECT_EQ(screen.find("stopped with the daemon"), std::string::npos) << screen;
  expect_fits(screen, 80, 24);
}

TEST(StatusScreen, CutsNothingInAPipe) {
  Status status = healthy();
  status.sites.front().version = std::string(200, 'v');
  EXPECT_NE(status_screen(status, {}).find(status.sites.front().version), std::string::npos);
}

TEST(Plugin, IsOneLineWithExitStatusAndPerformanceData) {
  const PluginResult good = plugin_result(healthy());
  EXPECT_EQ(good.exit_status, 0);
  EXPECT_EQ(good.line,
            "ILERT-BRIDGE OK - 1 site answers, 0 events wait, running for 3 d 4 h | waiting=0;;;0 "
            "oldest=0.0s;60;300;0 parked=0;;;0 open=11;;;0 journal=2097152B;;;0\n");
  const PluginResult bad = plugin_result(outage());
  EXPECT_EQ(bad.exit_status, 2);
  EXPECT_EQ(formats::plugin_fault(good.line), "");
  EXPECT_EQ(formats::plugin_fault(bad.line), "");
}

// Nobody was called for something, a moment ago; and a site is silent, which is worse.
Status warned_and_critical() {
  Status status = outage();
  RouteStatus& route = status.routes.front();
  route = healthy().routes.front();
  route.uncalled.add({"prod", "db01", "CPU load", ""}, State::critical, at - 20s);
  return status;
}

TEST(Plugin, FirstNamesWhatIsAsBadAsItsLine) {
  EXPECT_TRUE(
      status_screen(warned_and_critical(), {}).find("\nWARNING   route oncall, for 20 s: nobody was") <
      status_screen(warned_and_critical(), {}).find("\nCRITICAL  site remote1"))
      << "the screen begins with the calls";
  const PluginResult result = plugin_result(warned_and_critical());
  EXPECT_TRUE(result.line.starts_with("ILERT-BRIDGE CRITICAL - site remote1: tcp://remote1:6557: cannot "))
      << result.line;
  EXPECT_NE(result.line.find("(and 2 more)"), std::string::npos) << result.line;
  const std::string lines = checkmk_lines(warned_and_critical());
  EXPECT_TRUE(lines.starts_with("2 ilert-bridge waiting=3|parked=0 site remote1: tcp://remote1")) << lines;
}

TEST(Plugin, ADaemonThatDoesNotRunIsCritical) {
  Status status = healthy();
  status.running = false;
  status.pid = 0;
  EXPECT_EQ(plugin_result(status).exit_status, 2);
}

TEST(Checkmk, HasALineForTheWholeAndEachPart) {
  const std::string lines = checkmk_lines(healthy());
  EXPECT_EQ(
      lines,
      "0 ilert-bridge waiting=0|parked=0 1 site answers, 0 events wait, running for 3 d 4 h\n"
      "0 ilert-bridge-site-prod lag=2.0;60;300|problems=11 answers, checkmk 2.3.0p1\n"
      "0 ilert-bridge-route-oncall waiting=0|oldest=0.0;60;300|parked=0|open=11 delivers, 11 alerts open\n"
      "0 ilert-bridge-journal waiting=0|parked=0|size=2097152|disk_free=85899345920 2.0 MiB of 1.0 GiB\n"
      "0 ilert-bridge-heartbeat age=40.0 sent every 1 min\n");
  EXPECT_EQ(formats::checkmk_fault(lines), "");
}

std::vector<std::string> services_in(const std::string& lines) {
  std::vector<std::string> names;
  std::istringstream in(lines);
  for (std::string state, name, rest; in >> state >> name && std::getline(in, rest);) names.push_back(name);
  return names;
}

TEST(Checkmk, NoServiceVanishesWhateverTheState) {
  Status gone = outage();
  gone.running = false;
  gone.pid = 0;
  gone.why_not = "nobody answers";
  EXPECT_EQ(services_in(checkmk_lines(gone)), services_in(checkmk_lines(outage())));
  EXPECT_EQ(checkmk_lines(gone).front(), '2');
  EXPECT_EQ(formats::checkmk_fault(checkmk_lines(gone)), "");
  EXPECT_EQ(formats::checkmk_fault(checkmk_lines(outage())), "");
}

// Checkmk takes a warning level above the critical one for a lower bound.
TEST(Checkmk, LevelsStayInOrderHoweverImpatientASiteIs) {
  Status status = healthy();
  status.sites.front().silent_after = 10s;
  EXPECT_NE(checkmk_lines(status).find("lag=2.0;10;10|"), std::string::npos) << checkmk_lines(status);
}

TEST(Checkmk, ARouteThatLeavesHasItsLineUntilItIsGone) {
  Status status = healthy();
  status.routes.push_back(status.routes.front());
  status.routes.back().name = "old";
  status.routes.back().leaving = true;
  const std::string lines = checkmk_lines(status);
  EXPECT_NE(lines.find("\n0 ilert-bridge-route-old "), std::string::npos) << lines;
  EXPECT_NE(lines.find("no longer configured"), std::string::npos) << lines;
}

TEST(Checkmk, TextFromOutsideBreaksNoFormat) {
  Status status = outage();
  status.sites.back().fault = "a | b\nc \\n d\t|x=1 \"quoted\" 'x'=3\x1b[31m";
  EXPECT_EQ(formats::checkmk_fault(checkmk_lines(status)), "");
  EXPECT_EQ(formats::plugin_fault(plugin_result(status).line), "");
}

TEST(Formats, TheReadersFindWhatIsWrong) {
  EXPECT_NE(formats::plugin_fault("OK\n"), "");
  EXPECT_NE(formats::plugin_fault("BRIDGE OK - fine | a b=1\n"), "");
  EXPECT_NE(formats::plugin_fault("BRIDGE OK - fine | a=1 | b=2\n"), "");
  EXPECT_NE(formats::plugin_fault("BRIDGE OK - fine | a=1x;2\n"), "");
  EXPECT_NE(formats::plugin_fault("BRIDGE OK - two\nlines | a=1\n"), "");
  EXPECT_NE(formats::checkmk_fault("4 name - text\n"), "");
  EXPECT_NE(formats::checkmk_fault("0 name text\n"), "");
  EXPECT_NE(formats::checkmk_fault("0 name a=1s text\n"), "");
  EXPECT_NE(formats::checkmk_fault("0 name a=1|b text\n"), "");
  EXPECT_NE(formats::checkmk_fault("0 name - one\n0 name - twice\n"), "");
  EXPECT_NE(formats::checkmk_fault("0 name -"), "");
}

}  // namespace
}  // namespace ilert_bridge
