// Calls that never came: ilert went on as if an older call were the new one.
#include "tests/simulation/scenes.hpp"

namespace ilert_bridge::simulation {
namespace {

using namespace std::chrono_literals;
using Kind = Trouble::Kind;

const Names http{"web01/HTTP"};
const Names sql{"db01/SQL"};

Setting also_on_warning() {
  Setting setting;
  setting.routes.front().warnings = true;
  return setting;
}

Setting with_sync(Setting setting = {}) {
  setting.sync = true;
  return setting;
}

Setting with_budget(int budget) {
  Setting setting;
  setting.routes.front().budget = budget;
  return setting;
}

Steps told(const Names& names) { return wait(20s) + is("CRITICAL", names) + wait(1min); }
Steps no_way_to_ilert() { return ilert_is({.kind = Kind::unreachable}); }
Steps refuses(const std::string& type) {
  return ilert_is({.kind = Kind::answers, .status = 400, .only = type});
}
// It is over and comes back, and the daemon sees both.
Steps over_and_back(const Names& names) {
  return is("OK", names) + wait(20s) + is("CRITICAL", names) + wait(20s);
}

Scene ten_that_people_resolved() {
  const Names open = many("a", 10), more = many("b", 20);
  Names all = open;
  all.insert(all.end(), more.begin(), more.end());
  return {
      "TheTenThatPeopleResolvedAreBackWhileTheirResolvesWait",
      "Twelve events a minute: ten alerts are open, twenty more queue. People resolve the ten in ilert, the "
      "ten go OK and CRITICAL again while their RESOLVEs wait: each of them calls again.",
      {.setting = with_budget(12),
       .things = with_hosts(all),
       .steps = told(open) + is("CRITICAL", more) + wait(8s) + resolved_in_ilert(open) + is("OK", open) +
                wait(8s) + is("CRITICAL", open),
       .until_told = 15min}};
}

}  // namespace

std::vector<Scene> calls_that_never_came() {
  const Trouble refused{.kind = Kind::answers, .status = 400};
  return {
      ten_that_people_resolved(),
      {"ResolvedByAPersonBeforeTheOutageInWhichItCameBack",
       "A person resolved the alert, then the line is down while it is over and back: it calls again.",
       {.steps = told(http) + resolved_in_ilert(http) + no_way_to_ilert() + over_and_back(http) +
                 ilert_is_well()}},
      {"ResolvedByAPersonDuringTheOutageInWhichItCameBack",
       "While the line is down it is over and back, and a person resolves the old alert: it calls again.",
       {.steps = told(http) + no_way_to_ilert() + over_and_back(http) + resolved_in_ilert(http) +
                 ilert_is_well()}},
      {"AcceptedByAPersonBeforeTheOutageInWhichItCameBack",
       "A person accepted the alert, then the line is down while it is over and back: nobody knows of the "
       "new "
       "problem, so it calls.",
       {.steps = told(http) + accepted_in_ilert(http) + no_way_to_ilert() + over_and_back(http) +
                 ilert_is_well()}},
      {"AcceptedByAPersonBeforeTheOutageWithSync",
       "The same where ilert is read back, and the acceptance is an acknowledgement in Checkmk, which fell.",
       {.setting = with_sync(),
        .steps = told(http) + accepted_in_ilert(http) + wait(1min) + no_way_to_ilert() + over_and_back(http) +
                 ilert_is_well()}},
      {"ARefusedResolveThatWasDropped",
       "Its RESOLVE was refused and parked, the alert is closed by hand, and the RESOLVE is dropped: the "
       "next "
       "problem calls.",
       {.steps = told(http) + refuses("RESOLVE") + is("OK", http) + wait(30s) + ilert_is_well() +
                 resolved_in_ilert(http) + drop_parked() + wait(10s) + is("CRITICAL", http)}},
      {"ARefusedResolveThatIsTriedAgainWhenTheProblemIsBack",
       "Its RESOLVE was refused and parked, the alert is closed by hand, it is a problem again, and then the "
       "RESOLVE is tried again: the problem calls.",
       {.steps = told(http) + refuses("RESOLVE") + is("OK", http) + wait(30s) + ilert_is_well() +
                 resolved_in_ilert(http) + is("CRITICAL", http) + wait(30s) + retry_parked()}},
      {"ARefusedResolveOfAnAcceptedAlert",
       "A person accepted it, the RESOLVE at its end was refused and dropped: the next problem calls.",
       {.steps = told(http) + accepted_in_ilert(http) + refuses("RESOLVE") + is("OK", http) + wait(30s) +
                 ilert_is_well() + drop_parked() + wait(10s) + is("CRITICAL", http)}},
      {"ARefusedResolveOnTheWayFromWarningToCritical",
       "WARNING was told LOW; it is CRITICAL now, and the RESOLVE that makes way is refused: it calls.",
       {.setting = also_on_warning(),
        .steps = wait(20s) + is("WARNING", http) + wait(1min) + refuses("RESOLVE") + is("CRITICAL", http) +
                 wait(30s) + ilert_is_well()}},
      {"SixSecondsInWhichEverythingIsRefused",
       "ilert, or a proxy, answers 400 to everything for six seconds: who must be called is called "
       "afterwards.",
       {.steps = wait(20s) + ilert_is(refused) + is("CRITICAL", http) + wait(6s) + ilert_is_well()}},
      {"AlertsAreNotPaidForWhileTheRestPasses",
       "ilert answers 402 to ALERTs alone, for minutes: who must be called is called when it is paid for.",
       {.steps = told(sql) + ilert_is({.kind = Kind::answers, .status = 402, .only = "ALERT"}) +
                 is("CRITICAL", http) + wait(30s) + is("OK", sql) + wait(6min) + ilert_is_well()}},
      {"AcceptedAndBackWhileTheBridgeWasStopped",
       "A person accepted it; while the bridge is stopped it is over and back: it calls.",
       {.steps =
            told(http) + accepted_in_ilert(http) + bridge_stops() + over_and_back(http) + bridge_starts()}},
      {"AcceptedAndBackWhileTheBridgeWasStoppedWithSync",
       "The same where ilert is read back: who accepted the old alert acknowledges nothing of the new "
       "problem.",
       {.setting = with_sync(),
        .steps = told(http) + accepted_in_ilert(http) + wait(1min) + bridge_stops() + over_and_back(http) +
                 bridge_starts()}},
      {"AsBadAgainAsItWasAcknowledged",
       "CRITICAL and acknowledged (normal), WARNING, so the acknowledgement falls, CRITICAL again: it calls.",
       {.setting = also_on_warning(),
        .steps = told(http) + acknowledged(http) + wait(30s) + is("WARNING", http) + wait(1min) +
                 is("CRITICAL", http)}},
      {"AdoptedAsAWarningAndCriticalNow",
       "A WARNING was there at the first start and is adopted; now it is CRITICAL: it calls.",
       {.setting =
            [] {
              Setting setting = also_on_warning();
              setting.policy["first_start"] = "adopt";
              return setting;
            }(),
        .steps = is("WARNING", http) + wait(1min) + is("CRITICAL", http)}},
      {"ResolvedByAPersonAsAWarningAndCriticalNow",
       "A person resolved the alert of a WARNING, and the policy is to leave it; now it is CRITICAL: it "
       "calls.",
       {.setting = with_sync(also_on_warning()),
        .steps = wait(20s) + is("WARNING", http) + wait(1min) + resolved_in_ilert(http, true) + wait(2min) +
                 is("CRITICAL", http)}},
      {"AFlagOfFlappingThatStays",
       "The flag of flapping is set, though flap detection is off: it holds nothing.",
       {.steps = wait(20s) + flag_of_flapping(http, true, false) + is("CRITICAL", http)}},
      {"TheSitesClockWasAheadWhenTheHostCameBack",
       "The site's clock was two hours ahead when a host came back, and is right again: its services call.",
       {.steps = wait(20s) + site_clock_ahead(2h) + is("DOWN", {"web01"}) + wait(2min) + is("UP", {"web01"}) +
                 wait(20s) + is("OK", http) + wait(10s) + site_clock_ahead(0s) + wait(11min) +
                 is("CRITICAL", http)}},
  };
}

}  // namespace ilert_bridge::simulation
