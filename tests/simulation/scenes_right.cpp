// What is right today, odd as some of it looks, and stays right.
#include "tests/simulation/scenes.hpp"

namespace ilert_bridge::simulation {
namespace {

using namespace std::chrono_literals;
using Kind = Trouble::Kind;

const Names http{"web01/HTTP"};
const Names sql{"db01/SQL"};

Steps told(const Names& names) { return wait(20s) + is("CRITICAL", names) + wait(1min); }

Setting with_sync() {
  Setting setting;
  setting.sync = true;
  return setting;
}

Setting also_on_warning() {
  Setting setting;
  setting.routes.front().warnings = true;
  return setting;
}

Setting two_routes() {
  Setting setting;
  setting.routes.front().contact_group = "linux";
  setting.routes.push_back({.name = "rest", .key = key_b, .fallback = true});
  return setting;
}

std::vector<Scene> in_checkmk() {
  return {
      {"AProblemCallsAndItsEndResolves",
       "It is CRITICAL, and OK a minute later.",
       {.steps = told(http) + is("OK", http)}},
      {"ASoftProblemCallsNobody",
       "It is CRITICAL for a moment, soft, and OK again.",
       {.steps = wait(20s) + is_soft("CRITICAL", http) + wait(1min) + is("OK", http)}},
      {"AnAcknowledgementAcceptsAndItsEndCalls",
       "Somebody acknowledges it, and takes that back.",
       {.steps = told(http) + acknowledged(http) + wait(1min) + unacknowledged(http)}},
      {"ADowntimeResolvesAndItsEndCalls",
       "It has a downtime; that ends, and it is checked and CRITICAL still.",
       {.steps = told(http) + downtime(http, 3min) + wait(4min) + is("CRITICAL", http)}},
      {"WarningBecomesCritical",
       "WARNING is LOW, CRITICAL is HIGH: it calls.",
       {.setting = also_on_warning(),
        .steps = wait(20s) + is("WARNING", http) + wait(1min) + is("CRITICAL", http)}},
      {"AHostThatIsDownHidesItsServices",
       "Its host is DOWN when a service gets CRITICAL; both come back.",
       {.steps = wait(20s) + is("DOWN", {"web01"}) + wait(30s) + is("CRITICAL", http) + wait(1min) +
                 is("UP", {"web01"}) + wait(20s) + is("OK", http)}},
      {"WhatFlapsIsHeldUntilItDoesNot",
       "It flaps while it is CRITICAL, and then it does not.",
       {.steps = wait(20s) + flag_of_flapping(http, true) + is("CRITICAL", http) + wait(1min) +
                 flag_of_flapping(http, false)}},
      {"OneObjectIsRemoved",
       "A service with an open alert is removed: its alert ends.",
       {.steps = told(http) + removed(http)}},
      {"NotificationsAreOff",
       "It may not notify while it is CRITICAL, and then it may.",
       {.steps = wait(20s) + notifications(http, false) + is("CRITICAL", http) + wait(1min) +
                 notifications(http, true)}},
      {"ACoreThatHasJustStartedDoesNotCountItsDowntimesYet",
       "A core restarts while a problem is in a downtime, and shows no depth for half a minute: nobody is "
       "called.",
       {.steps = wait(20s) + downtime(http, 1h) + is("CRITICAL", http) + wait(1min) + core_restarts()}},
      {"TheFallbackGetsWhatNobodyTakes",
       "One object is of the group of a route, another one of none.",
       {.setting = two_routes(),
        .steps = contacts_are(http, "linux") + told(http) + told(sql) + is("OK", http) + is("OK", sql)}},
      {"TheSiteIsAwayWhileItIsOver",
       "The site cannot be reached for ten minutes, and it is over meanwhile.",
       {.steps = told(http) + site_away(true) + wait(5min) + is("OK", http) + wait(5min) + site_away(false)}},
  };
}

std::vector<Scene> at_ilert() {
  return {
      {"TwoProblemsOfAnOutageAndAnAcknowledgementAreOneAccept",
       "CRITICAL is told; the line is down while it is OK, CRITICAL again and acknowledged: one ACCEPT.",
       {.steps = told(http) + ilert_is({.kind = Kind::unreachable}) + is("OK", http) + wait(20s) +
                 is("CRITICAL", http) + wait(20s) + acknowledged(http) + wait(20s) + ilert_is_well()}},
      {"WhatCameAndWentDuringAnOutageIsOver",
       "It is CRITICAL and OK again while ilert cannot be reached.",
       {.steps = wait(20s) + ilert_is({.kind = Kind::unreachable}) + is("CRITICAL", http) + wait(1min) +
                 is("OK", http) + wait(20s) + ilert_is_well()}},
      {"WhatLastsIsToldAfterAnOutage",
       "It is CRITICAL while ilert answers 503 for ten minutes.",
       {.steps = wait(20s) + ilert_is({.kind = Kind::answers, .status = 503}) + is("CRITICAL", http) +
                 wait(10min) + ilert_is_well()}},
      {"AnAnswerThatWasLost",
       "ilert took the ALERT, and its answer is lost: it is said again, and is one alert.",
       {.steps = wait(20s) + ilert_is({.kind = Kind::taken_in_vain, .times = 1}) + is("CRITICAL", http) +
                 wait(2min) + is("OK", http)}},
      {"AnAlertThatWasLost",
       "The ALERT is lost, and nobody knows: it is said again.",
       {.steps = wait(20s) + ilert_is({.kind = Kind::lost, .times = 1}) + is("CRITICAL", http)}},
      {"AStormIsToldAsOne",
       "Ninety problems at once, forty-five events a minute: one alert says so, and it ends.",
       {.things = with_hosts(many("web", 90)),
        .steps = wait(20s) + is("CRITICAL", many("web", 90)) + wait(5min) + no_own_alert_is_open(),
        .until_told = 10min}},
      {"AnOrderMetByAColleague",
       "A person accepts in ilert, and a colleague acknowledges in Checkmk before we do: that is an end.",
       {.setting = with_sync(),
        .steps =
            told(http) + accepted_in_ilert(http) + acknowledged(http, true) + wait(3min) + is("OK", http)}},
      {"AcceptedInIlertIsAcknowledgedInCheckmk",
       "A person accepts in ilert; later it is over.",
       {.setting = with_sync(), .steps = told(http) + accepted_in_ilert(http) + wait(3min) + is("OK", http)}},
  };
}

std::vector<Scene> of_the_bridge() {
  return {
      {"ARestartForgetsNothing",
       "The bridge is stopped and started while a problem lasts.",
       {.steps = told(http) + bridge_stops() + bridge_starts() + wait(1min) + is("OK", http)}},
      {"ItIsOverWhileTheBridgeIsStopped",
       "The bridge is stopped, and it is over meanwhile.",
       {.steps = told(http) + bridge_stops() + is("OK", http) + bridge_starts()}},
      {"AKillForgetsNothing",
       "The bridge is killed right after it saw a problem.",
       {.steps =
            wait(20s) + is("CRITICAL", http) + wait(4s) + bridge_is_killed() + wait(2min) + is("OK", http)}},
      {"AReloadThatChangesNothing",
       "The configuration is reloaded as it is, while a problem is told.",
       {.steps = wait(20s) + is("CRITICAL", http) + wait(4s) +
                 reconfigured("changes nothing", [](Setting&) {}) + wait(1min) + is("OK", http)}},
      {"AdoptIsSilence",
       "A person adopts a problem while ilert is away: nothing is told of it.",
       {.steps = wait(20s) + ilert_is({.kind = Kind::unreachable}) + is("CRITICAL", http) + wait(30s) +
                 adopt(http) + wait(10s) + ilert_is_well()}},
  };
}

}  // namespace

std::vector<Scene> right_since_long() {
  std::vector<Scene> scenes = in_checkmk();
  for (auto& scene : at_ilert()) scenes.push_back(std::move(scene));
  for (auto& scene : of_the_bridge()) scenes.push_back(std::move(scene));
  return scenes;
}

}  // namespace ilert_bridge::simulation
