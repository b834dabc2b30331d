// Not told, told in the wrong words, and states that never end.
#include "tests/simulation/scenes.hpp"

namespace ilert_bridge::simulation {
namespace {

using namespace std::chrono_literals;

const Names http{"web01/HTTP"};
const Names host{"web01"};

Steps told(const Names& names, const std::string& state = "CRITICAL") {
  return wait(20s) + is(state, names) + wait(1min);
}

Setting not_on_unknown() {
  Setting setting;
  setting.routes.front().unknowns = false;
  return setting;
}

Setting downtime_accepts() {
  Setting setting;
  setting.policy["downtime"] = "accept";
  return setting;
}

}  // namespace

std::vector<Scene> states_without_end() {
  return {
      {"AcknowledgedWhileUnreachable",
       "A host was DOWN and told, is UNREACHABLE now, and is acknowledged: ilert stops calling.",
       {.steps = told(host, "DOWN") + is("UNREACHABLE", host) + wait(20s) + acknowledged(host, true)}},
      {"AcknowledgedWhileUnknown",
       "A service was CRITICAL and told, is UNKNOWN now, which does not alert, and is acknowledged: ilert "
       "stops "
       "calling.",
       {.setting = not_on_unknown(),
        .steps = told(http) + is("UNKNOWN", http) + wait(20s) + acknowledged(http, true)}},
      {"ADowntimeWhileUnknown",
       "A service was CRITICAL and told, is UNKNOWN now, which does not alert, and gets a downtime: its "
       "alert "
       "ends.",
       {.setting = not_on_unknown(),
        .steps = told(http) + is("UNKNOWN", http) + wait(20s) + downtime(http, 2h)}},
      {"AnAcknowledgementThatFellWithTheState",
       "CRITICAL and acknowledged, UNKNOWN, which does not alert, CRITICAL again: nobody took anything back, "
       "and "
       "nobody says so.",
       {.setting = not_on_unknown(),
        .steps = never_says("taken back") + told(http) + acknowledged(http) + wait(30s) +
                 is("UNKNOWN", http) + wait(30s) + is("CRITICAL", http)}},
      {"ADowntimeThatAcceptedEnds",
       "With `downtime = \"accept\"` a downtime ends, and the problem is still there: the words are about "
       "that.",
       {.setting = downtime_accepts(),
        .steps = never_says("Nothing to alert on any more") + told(http) + downtime(http, 3min) + wait(4min) +
                 is("CRITICAL", http)}},
      {"AReloadWhileIlertHangs",
       "The administrator reloads a change of the route while ilert hangs: the bridge goes on.",
       {.steps = wait(20s) + ilert_is({.kind = Trouble::Kind::hangs}) + is("CRITICAL", http) + wait(7s) +
                 reconfigured("changes the budget", [](Setting& s) { s.routes.front().budget = 40; }) +
                 wait(1min) + ilert_is_well()}},
      {"OwnAlertsAfterALostJournal",
       "The site's silence was told, the journal is lost, the site is back: the own alert ends.",
       {.steps = wait(20s) + site_away(true) + wait(6min) + bridge_stops() + journal_is_lost() +
                 site_away(false) + bridge_starts() + wait(5min) + no_own_alert_is_open()}},
      {"ACheckTimeFromTheFuture",
       "A check had a time from the future, the core restarts, and it is OK by a check of now: its alert "
       "ends.",
       {.steps = wait(20s) + checked_at("CRITICAL", http, 2h) + wait(1min) + core_restarts() + wait(1min) +
                 is("OK", http)}},
  };
}

}  // namespace ilert_bridge::simulation
