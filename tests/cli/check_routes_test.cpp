// What `check --connect` says of the routes, and of who may read what.
#include "ilert-bridge/cli/check_routes.hpp"

#include <gtest/gtest.h>

#include "ilert-bridge/cli/service_user.hpp"

namespace ilert_bridge {
namespace {

Route called(std::string name, const char* contact_group = nullptr) {
  Route route;
  route.name = std::move(name);
  if (contact_group != nullptr) route.match.contact_groups = {Pattern::parse(contact_group, nullptr)};
  return route;
}

Observation in(State state, const std::string& contact_group) {
  Observation seen;
  seen.state = state;
  seen.attributes.contact_groups = {contact_group};
  return seen;
}

std::string said(const std::vector<CheckLine>& lines) {
  std::string text;
  for (const CheckLine& line : lines) text += text_of(line);
  return text;
}

struct CheckedRoutes : testing::Test {
  std::vector<Route> routes{called("ops", "ops"), called("night", "nihgt")};
  Coverage coverage{routes};
  CheckedRoutes() {
    coverage.add({"prod", "web01", "", ""}, in(State::down, "ops"));
    coverage.add({"prod", "web01", "HTTP", ""}, in(State::ok, "ops"));
    coverage.add({"prod", "db01", "", ""}, in(State::up, "night"));
  }
};

TEST_F(CheckedRoutes, ARouteThatTakesNothingIsAWarning) {
  EXPECT_EQ(said(lines_of_coverage(coverage, routes, {})),
            "route ops: takes 1 of 2 hosts, 1 of 1 service, 1 problem now\n"
            "route night: warning: takes 0 of 2 hosts, 0 of 1 service, 0 problems now; it will never alert\n"
            "  compare its match keys with `ilert-bridge explain HOST`, which shows what an object has\n"
            "unrouted: 1 host and 0 services are on no route, with 0 problems now: prod/db01\n"
            "  if somebody should be called, widen a match, or let one route have fallback = true\n"
            "route night: warning: match.contact_groups names \"nihgt\", and no object has it\n"
            "  did you mean \"night\"?\n");
}

TEST_F(CheckedRoutes, OfHalfOfTheSitesNothingIsSaidToBeDead) {
  EXPECT_EQ(said(lines_of_coverage(coverage, routes, {"dmz"})),
            "route ops: takes 1 of 2 hosts, 1 of 1 service, 1 problem now, not counting site dmz\n"
            "route night: takes 0 of 2 hosts, 0 of 1 service, 0 problems now, not counting site dmz\n"
            "unrouted: 1 host and 0 services are on no route, with 0 problems now: prod/db01\n"
            "  if somebody should be called, widen a match, or let one route have fallback = true\n");
}

struct LeavingRoutes : CheckedRoutes {
  JournalledAlerts alerts;
  void tell(const Subject& subject, const std::string& route, Told told, bool is_taken = true) {
    alerts.told[subject][route].told = told;
    if (is_taken) alerts.open[subject][route].told = told;
  }
  std::string lines() const { return said(lines_of_leaving(alerts, {"prod"}, routes)); }
};

TEST_F(LeavingRoutes, WhatIsOpenThereIsSaidBeforeTheyGo) {
  tell({"prod", "web01", "", ""}, "gone", Told::open);
  tell({"prod", "web01", "", ""}, "ops", Told::open);
  tell({"prod", "db01", "", ""}, "gone", Told::accepted);
  tell({"prod", "db02", "", ""}, "gone", Told::dismissed, false);
  tell({"old", "db02", "", ""}, "ops", Told::open);
  EXPECT_EQ(lines(),
            "route gone: warning: goes with this configuration: 2 open alerts will be resolved by a reload, "
            "and stay open in ilert after a restart\n"
            "  reload while its key is still known: systemctl reload ilert-bridge\n"
            "site old: warning: goes with this configuration: 1 open alert will be resolved\n");
}

TEST_F(LeavingRoutes, WhatIlertHasNotTakenIsNotOpenThere) {
  tell({"prod", "web01", "", ""}, "gone", Told::open, false);
  tell({"prod", "web01", "", ""}, "ops (former key)", Told::open);
  tell({"prod", "db01", "", ""}, "ops (former key)", Told::open, false);
  tell({"prod", "db02", "", ""}, "ops (former key)", Told::accepted, false);
  tell({"old", "db02", "", ""}, "ops", Told::open, false);
  EXPECT_EQ(
      lines(),
      "route gone: goes with this configuration: 1 alert that ilert has not taken is not sent there any "
      "more\n"
      "route ops (former key): warning: goes with this configuration: 1 open alert will be resolved by a "
      "reload, and stay open in ilert after a restart; 2 that ilert has not taken are not sent there any "
      "more\n"
      "  reload while its key is still known: systemctl reload ilert-bridge\n"
      "site old: goes with this configuration: 1 alert that ilert has not taken is not sent any more\n");
}

TEST_F(LeavingRoutes, AReloadIsNoRemedyWhereItDoesNotReadTheNewKey) {
  alerts.kept_keys = {"ops", "night"};
  tell({"prod", "web01", "", ""}, "ops (former key)", Told::open);
  tell({"prod", "web01", "", ""}, "night (former key)", Told::open, false);
  tell({"prod", "web01", "", ""}, "gone", Told::open);
  EXPECT_EQ(
      lines(),
      "route gone: warning: goes with this configuration: 1 open alert will be resolved by a reload, "
      "and stay open in ilert after a restart\n"
      "  reload while its key is still known: systemctl reload ilert-bridge\n"
      "route night (former key): goes with this configuration: 1 alert that ilert has not taken is not "
      "sent there any more\n"
      "  systemctl restart ilert-bridge: a reload sees the key as it was at the start\n"
      "route ops (former key): warning: goes with this configuration: 1 open alert will be resolved by a "
      "reload that sees the new key, and stay open in ilert after a restart\n"
      "  a reload sees the files of secrets as they were at the start: leave the old key in its file, put "
      "the new one into another, restart, name that, reload\n");
}

TEST_F(LeavingRoutes, WhoseKeyNobodyHasNoReloadResolves) {
  alerts.without_key = {"gone", "ops (former key)"};
  tell({"prod", "web01", "", ""}, "gone", Told::open);
  tell({"prod", "db01", "", ""}, "gone", Told::open);
  tell({"prod", "db01", "", ""}, "ops (former key)", Told::open, false);
  EXPECT_EQ(lines(),
            "route gone: warning: nobody has its key any more: 2 open alerts stay open in ilert\n"
            "  close them there, or configure the key again\n");
}

TEST(CheckedAccess, TheCommandFollowsFromWhatStandsInTheWay) {
  const ServiceUser user{.name = "_ilert-bridge", .group_name = "_ilert-bridge", .groups = {}};
  const Needed socket{"site", "prod", "the socket", "/omd/sites/prod/tmp/run/live", true};
  const Needed file{"ilert", "", "the file", "/etc/my-ca.pem", false};
  EXPECT_EQ(way_through({socket.path, false, 0660, "prod"}, socket, user),
            "run: usermod -aG prod _ilert-bridge && systemctl restart ilert-bridge");
  EXPECT_EQ(way_through({"/omd/sites/prod/tmp", true, 0750, "prod"}, socket, user),
            "run: usermod -aG prod _ilert-bridge && systemctl restart ilert-bridge");
  EXPECT_EQ(way_through({socket.path, false, 0600, "prod"}, socket, user),
            "run: setfacl -m u:_ilert-bridge:rw /omd/sites/prod/tmp/run/live")
      << "its group may not either";
  EXPECT_EQ(way_through({file.path, false, 0640, "root"}, file, user),
            "run: chgrp _ilert-bridge /etc/my-ca.pem && chmod g+r /etc/my-ca.pem")
      << "nobody becomes a member of root's group for a certificate";
  EXPECT_EQ(way_through({"/root", true, 0700, "root"}, file, user),
            "run: setfacl -m u:_ilert-bridge:x /root");
}

std::vector<std::string> needed_from(const std::string& config_file, const std::string& journal) {
  Loaded loaded;
  loaded.config.journal_path = journal;
  loaded.origins = {{.key = "route.oncall.integration_key_file", .value = "\"oncall.key\"", .place = {}},
                    {.key = "ilert.ca_file", .value = "\"/etc/my-ca.pem\"", .place = {}}};
  std::vector<std::string> paths;
  for (const Needed& needed : needed_by_service(loaded, config_file)) paths.push_back(needed.path);
  return paths;
}

TEST(CheckedAccess, ADraftNeedNotLieWhereTheServiceMayRead) {
  using Paths = std::vector<std::string>;
  const std::string system = "/var/lib/ilert-bridge/journal.db";
  EXPECT_EQ(needed_from("/root/bridge.toml", system), (Paths{"/etc/my-ca.pem"}));
  EXPECT_EQ(needed_from("/etc/ilert-bridge/bridge.toml", system),
            (Paths{"/etc/ilert-bridge/bridge.toml", "/etc/my-ca.pem"}))
      << "systemd hands the key over";
  EXPECT_EQ(needed_from("/root/second/bridge.toml", "/srv/second/journal.db"),
            (Paths{"/root/second/bridge.toml", "/root/second/secrets/oncall.key", "/etc/my-ca.pem"}))
      << "a service of its own";
}

TEST(CheckedAccess, TheKeysOfSecretsAreHandedOverWhenTheServiceStarts) {
  using Names = std::set<std::string>;
  Loaded loaded;
  loaded.config.journal_path = "/var/lib/ilert-bridge/journal.db";
  for (const char* name : {"oncall", "night", "inline", "ops.db"})
    loaded.config.routes.emplace_back().route.name = name;
  loaded.origins = {{.key = "route.oncall.integration_key_file", .value = "\"oncall.key\"", .place = {}},
                    {.key = R"(route."ops.db".integration_key_file)", .value = "\"ops.key\"", .place = {}},
                    {.key = "route.night.integration_key_file", .value = "\"/srv/night.key\"", .place = {}},
                    {.key = "route.inline.integration_key_file", .value = "\"\"", .place = {}},
                    {.key = "sync.api_token_file", .value = "\"api.token\"", .place = {}}};
  EXPECT_EQ(routes_with_kept_keys(loaded, "/etc/ilert-bridge/ilert-bridge.toml"),
            (Names{"oncall", "ops.db"}));
  EXPECT_EQ(routes_with_kept_keys(loaded, "/root/draft.toml"), (Names{"oncall", "ops.db"}))
      << "where it will lie";
  loaded.config.journal_path = "/srv/second/journal.db";
  EXPECT_EQ(routes_with_kept_keys(loaded, "/srv/second/bridge.toml"), Names{}) << "it reads them itself";
}

}  // namespace
}  // namespace ilert_bridge
