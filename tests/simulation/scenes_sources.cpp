// What the administrator does to routes and keys, and Checkmk's setup to groups and objects.
#include "tests/simulation/scenes.hpp"

namespace ilert_bridge::simulation {
namespace {

using namespace std::chrono_literals;

const Names http{"web01/HTTP"};

void rename(Setting& setting) { setting.routes.front().name = "night"; }

Setting with_budget(int budget) {
  Setting setting;
  setting.routes.front().budget = budget;
  return setting;
}

Setting of_group(const std::string& group, bool fallback) {
  Setting setting = with_budget(400);
  setting.routes.front().contact_group = group;
  if (fallback) setting.routes.push_back({.name = "rest", .key = key_b, .fallback = true, .budget = 400});
  return setting;
}

Steps told(const Names& names) { return wait(20s) + is("CRITICAL", names) + wait(2min); }

Names first(const Names& names, int count) { return {names.begin(), names.begin() + count}; }
Names both(Names some, const Names& others) {
  some.insert(some.end(), others.begin(), others.end());
  return some;
}

}  // namespace

std::vector<Scene> calls_over_the_years() {
  const Names sixty = many("web", 60), forty = many("web", 40), thirty = many("web", 30),
              fifteen = many("db", 15), crowd = many("app", 120);
  Setting adopting;
  adopting.policy["first_start"] = "adopt";
  return {
      {"ARouteIsRenamedWhileProblemsCome",
       "A route is renamed by a reload, with the same key, sixty alerts open and fifteen problems new: the "
       "fifteen call, the sixty stay, and the budget is one.",
       {.things = with_hosts(both(sixty, fifteen)),
        .steps = wait(20s) + is("CRITICAL", sixty) + wait(4min) + is("CRITICAL", fifteen) + wait(6s) +
                 reconfigured("renames route oncall", rename),
        .until_told = 15min}},
      {"ARouteIsRenamedWhereFirstStartsAdopt",
       "A route is renamed by a reload, with the same key, where `first_start` is adopt: nothing happens.",
       {.setting = adopting, .steps = told(http) + reconfigured("renames route oncall", rename)}},
      {"AnotherKeyByARestart",
       "A route gets the key of another alert source with a restart: what lasts is told there.",
       {.steps = told(http) + bridge_stops() +
                 configured_anew("gives route oncall another key",
                                 [](Setting& s) { s.routes.front().key = key_b; }) +
                 bridge_starts()}},
      {"AnotherKeyByAReload",
       "A route gets the key of another alert source with a reload: what lasts is told there, and ends where "
       "it was told before.",
       {.steps = told(http) + reconfigured("gives route oncall another key",
                                           [](Setting& s) { s.routes.front().key = key_b; })}},
      {"TwentyFiveAreGoneAtOnce",
       "Twenty-five of forty objects vanish at once: they are held, until a person says `adopt`.",
       {.setting = with_budget(400),
        .things = with_hosts(forty),
        .steps = told(forty) + vanished(first(forty, 25)) + wait(4min)}},
      {"SixOfTwentyFiveCameBack",
       "Twenty-five of forty objects vanish at once and are held; six come back: the others stay held.",
       {.setting = with_budget(400),
        .things = with_hosts(forty),
        .steps = told(forty) + vanished(first(forty, 25)) + wait(4min) +
                 is_back("CRITICAL", first(forty, 6)) + wait(4min)}},
      {"ManyMoreFailWhileTwentyFiveAreHeld",
       "Twenty-five objects vanish at once and are held; then 120 others fail: the twenty-five stay held.",
       {.setting = with_budget(400),
        .things = with_hosts(both(forty, crowd)),
        .steps = told(forty) + vanished(first(forty, 25)) + wait(4min) + is("CRITICAL", crowd) + wait(4min)}},
      {"AContactGroupIsRenamedUnderSixtyAlerts",
       "A contact group is renamed in Checkmk while sixty alerts are open: they stay, until a person says "
       "more.",
       {.setting = of_group("linux", false),
        .things = with_hosts(sixty),
        .steps = contacts_are(sixty, "linux") + told(sixty) + contacts_renamed(sixty, "unix", "oncall") +
                 wait(3min)}},
      {"AContactGroupIsRenamedAndThereIsAFallback",
       "The same with a fallback route: what stays with its route does not call on the fallback.",
       {.setting = of_group("linux", true),
        .things = with_hosts(thirty),
        .steps = contacts_are(thirty, "linux") + told(thirty) + contacts_renamed(thirty, "unix", "oncall") +
                 wait(3min)}},
      {"AContactLosesSightOfAnObject",
       "The contact that we look as loses sight of an object with an open alert; it recovers: its alert "
       "ends.",
       {.setting = {.auth_user = "oncall"},
        .steps = seen_by({"web01", "web01/HTTP", "web01/Disk", "db01", "db01/SQL"}, {"oncall"}) + told(http) +
                 seen_by(http, {}) + wait(2min) + is("OK", http)}},
      {"OrphansOfARenamedRouteCountAsMissing",
       "A route left with its key while twenty-five alerts were open; much later one other object is "
       "removed: "
       "its alert ends.",
       {.setting = with_budget(400),
        .things = with_hosts(both(first(forty, 25), {"zeta/HTTP"})),
        .steps = told(first(forty, 25)) + bridge_stops() +
                 configured_anew("renames route oncall, with another key",
                                 [](Setting& s) {
                                   rename(s);
                                   s.routes.front().key = key_b;
                                 }) +
                 bridge_starts() + wait(1min) + is("OK", first(forty, 25)) + wait(1min) +
                 removed(first(forty, 25)) + wait(5min) + told({"zeta/HTTP"}) + removed({"zeta/HTTP"}),
        .until_told = 15min}},
  };
}

}  // namespace ilert_bridge::simulation
