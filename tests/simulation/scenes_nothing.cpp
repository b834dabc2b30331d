// Calls for nothing: nobody had to be called, or somebody had been called already.
#include "tests/simulation/scenes.hpp"

namespace ilert_bridge::simulation {
namespace {

using namespace std::chrono_literals;

const Names http{"web01/HTTP"};

Steps told(const Names& names) { return wait(20s) + is("CRITICAL", names) + wait(1min); }

Setting with_budget(int budget) {
  Setting setting;
  setting.routes.front().budget = budget;
  return setting;
}

Setting with_sync(Setting setting = {}) {
  setting.sync = true;
  return setting;
}

Setting also_on_warning(Setting setting = {}) {
  setting.routes.front().warnings = true;
  return setting;
}

Setting adopting() {
  Setting setting;
  setting.policy["first_start"] = "adopt";
  return setting;
}

Steps accepted_again_and_again(const Names& names) {
  Steps steps;
  for (int i = 0; i < 4; ++i) steps = steps + accepted_in_ilert(names) + wait(2min);
  return steps;
}

Setting on_icinga(Setting setting) {
  setting.flavour = Flavour::icinga2;
  return setting;
}

}  // namespace

std::vector<Scene> calls_for_nothing() {
  const Names services = services_of("web01", 30), sixty = many("web", 60), twenty_four = many("web", 24);
  const Names thirty(sixty.begin(), sixty.begin() + 30), others(sixty.begin() + 30, sixty.end());
  return {
      {"ACrashedCoreBringsAnOldProblemBack",
       "A problem, an orderly restart that keeps it, its end, and a core that dies and comes back with what "
       "it "
       "had saved: nobody is called until it was checked again.",
       {.steps = told(http) + core_saves() + core_restarts() + wait(30s) + is("OK", http) + wait(1min) +
                 core_crashes() + wait(2min) + is("OK", http)}},
      {"TheHostGoesDownWhileItsServicesWait",
       "Twelve events a minute and thirty services CRITICAL; then their host is DOWN: what has not left "
       "stays.",
       {.setting = with_budget(12),
        .things = with_hosts(services),
        .steps = wait(20s) + is("CRITICAL", services) + wait(8s) + is("DOWN", {"web01"}),
        .until_told = 10min}},
      {"NotificationsAreSwitchedOffWhileAlertsWait",
       "Twelve events a minute and twenty-four CRITICAL; an operator switches notifications off for the "
       "whole "
       "core: what has not left stays.",
       {.setting = with_budget(12),
        .things = with_hosts(twenty_four),
        .steps = wait(20s) + is("CRITICAL", twenty_four) + wait(8s) + notifications_everywhere(false),
        .until_told = 10min}},
      {"AnAdoptedProblemHasADowntimeEveryNight",
       "A problem that was adopted has a downtime: nobody is called at its end.",
       {.setting = adopting(),
        .steps =
            is("CRITICAL", http) + wait(1min) + downtime(http, 3min) + wait(4min) + is("CRITICAL", http)}},
      {"AProblemThatAPersonResolvedHasADowntimeEveryNight",
       "A problem whose alert a person resolved, to be left, has a downtime: nobody is called at its end.",
       {.setting = with_sync(),
        .steps = told(http) + resolved_in_ilert(http, true) + wait(2min) + downtime(http, 3min) + wait(4min) +
                 is("CRITICAL", http)}},
      {"AcceptedAgainAndAgainWhereASecondAcknowledgementIsRefused",
       "On Icinga 2: WARNING, accepted in ilert; CRITICAL overrules and calls; accepted again: that is an "
       "end.",
       {.setting = on_icinga(with_sync(also_on_warning())),
        .steps = wait(20s) + is("WARNING", http) + wait(1min) + accepted_in_ilert(http) + wait(1min) +
                 is("CRITICAL", http) + wait(1min) + accepted_again_and_again(http)}},
      {"SixtyRecoverAtOnce",
       "Sixty services recover at once: recoveries are no storm.",
       {.things = with_hosts(sixty),
        .steps = told(thirty) + wait(1min) + told(others) + wait(1min) + is("OK", sixty)}},
      {"APriorityRaisedInTheConfiguration",
       "The administrator makes WARNING HIGH: nobody is called for what is told already.",
       {.setting = also_on_warning(),
        .steps = wait(20s) + is("WARNING", http) + is("WARNING", {"db01/SQL"}) + wait(1min) +
                 reconfigured("makes WARNING HIGH",
                              [](Setting& s) { s.routes.front().warnings_are_high = true; })}},
      {"AcknowledgedAndThenEscalatedByAPerson",
       "Acknowledged in Checkmk, so accepted in ilert; a person there escalates: that stands.",
       {.setting = with_sync(),
        .steps = told(http) + acknowledged(http) + wait(1min) + escalated_in_ilert(http),
        .until_told = 20min}},
      {"AdoptedWhileIlertWasAwayUnderReplayFull",
       "With `replay = \"full\"`: it comes and goes while ilert is away, a person adopts it: nothing is "
       "told.",
       {.setting =
            [] {
              Setting setting;
              setting.routes.front().replay = "full";
              return setting;
            }(),
        .steps = wait(20s) + ilert_is({.kind = Trouble::Kind::unreachable}) + is("CRITICAL", http) +
                 wait(20s) + is("OK", http) + wait(20s) + is("CRITICAL", http) + wait(20s) + adopt(http) +
                 wait(10s) + ilert_is_well()}},
  };
}

}  // namespace ilert_bridge::simulation
