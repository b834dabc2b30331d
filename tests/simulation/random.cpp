// What random schedules draw. NOT DRAWN until one record per alert source is kept, each because today's
// daemon is known to fail there (known_broken.cpp):
// * people's acts in ilert together with troubles of the way to it: an older alert is taken for the new call;
// * a core that crashes and comes back with old states: they call again;
// * routes renamed, keys changed, groups renamed, many objects gone at once: alerts end or are never told;
// * more events than the budget together with what holds them back (a host that goes down, notifications
// off):
//   what waits leaves all the same;
// * ilert refusing for good (400, 402): a parked ALERT is the end of its call;
// * UNKNOWN that does not alert, UNREACHABLE: an acknowledgement or a downtime is not told;
// * skewed clocks, contacts that lose sight, `first_start = "adopt"`, `downtime = "accept"`, adopt and drop.
// NOT DRAWN YET, for want of time alone: several sites, LMD's backends, periods, delays, comments, a full
// disk, kills in the middle of a write, two bridges, an upgrade from an older journal.
#include "tests/simulation/random.hpp"

#include <algorithm>
#include <array>

#include "tests/simulation/dice.hpp"
#include "tests/simulation/steps.hpp"

namespace ilert_bridge::simulation {
namespace {

using namespace std::chrono_literals;

// Each with its reason.
Allowances today() {
  Allowances allowances;
  // What is over and back while ilert is away gets a COMMENT on the older alert, if that is still open.
  allowances.an_older_alert_that_calls_counts = true;
  // What is over and back between two looks, or while nobody looks, is not seen to have been over.
  allowances.unseen_ends_are_no_ends = true;
  // An ALERT that waits for ilert leaves although its subject is held meanwhile.
  allowances.held_events_leave = true;
  return allowances;
}

const Names all_things{"web01", "web01/HTTP", "web01/Disk", "db01", "db01/SQL"};

bool is_host(const std::string& name) { return name.find('/') == std::string::npos; }

Setting any_setting(Dice& dice) {
  Setting setting;
  setting.flavour =
      dice.of(std::array{Flavour::checkmk, Flavour::naemon, Flavour::icinga2, Flavour::nagios, Flavour::lmd});
  RouteSetting& route = setting.routes.front();
  route.warnings = dice.one_in(2);
  route.budget = dice.of(std::array{45, 45, 12});
  if (dice.one_in(3)) route.replay = "full";
  if (dice.one_in(3)) setting.policy["downtime"] = dice.of(std::array{"keep", "alert"});
  if (dice.one_in(4)) setting.policy["worsened"] = "comment";
  if (dice.one_in(4)) setting.policy["ack_removed"] = "comment";
  return setting;
}

Steps any_check(Dice& dice, const Names& names) {
  const bool host = is_host(names.front());
  const std::string state =
      host ? dice.of(std::array{"DOWN", "UP", "UP"})
           : dice.of(std::array{"CRITICAL", "OK", "CRITICAL", "OK", "WARNING", "UNKNOWN"});
  return state != "OK" && state != "UP" && dice.one_in(5) ? is_soft(state, names) : is(state, names);
}

Steps any_in_checkmk(Dice& dice) {
  const Names names{dice.of(all_things)};
  switch (dice.below(12)) {
    case 0:
      return acknowledged(names, dice.one_in(2));
    case 1:
      return unacknowledged(names);
    case 2:
      return downtime(names, dice.of(std::array{Span{2min}, Span{8min}, Span{1h}}));
    case 3:
      return no_downtime(names);
    case 4:
      return flag_of_flapping(names, dice.one_in(2));
    case 5:
      return notifications(names, dice.one_in(2));
    case 6:
      return core_restarts();
    default:
      return any_check(dice, names);
  }
}

Trouble any_trouble(Dice& dice) {
  using Kind = Trouble::Kind;
  Trouble trouble;
  trouble.kind =
      dice.of(std::array{Kind::answers, Kind::taken_in_vain, Kind::lost, Kind::unreachable, Kind::hangs});
  trouble.status = dice.of(std::array{503, 429, 403});
  trouble.times = 1 + dice.below(4);
  return trouble;
}

Steps any_of_the_way(Dice& dice) {
  switch (dice.below(5)) {
    case 0:
      return site_away(dice.one_in(2));
    case 1:
      return ilert_is_well();
    case 2:
      return answer_goes_wrong(dice.below(8), dice.below(9), static_cast<std::size_t>(dice.below(700)));
    default:
      return ilert_is(any_trouble(dice));
  }
}

Steps any_of_the_bridge(Dice& dice) {
  switch (dice.below(4)) {
    case 0:
      return bridge_is_killed();
    case 1:
      return bridge_stops() + bridge_starts();
    case 2:
      return reconfigured("changes nothing", [](Setting&) {});
    default: {
      const int budget = dice.of(std::array{45, 40});
      return reconfigured("changes the budget to " + std::to_string(budget),
                          [budget](Setting& setting) { setting.routes.front().budget = budget; });
    }
  }
}

Steps any_of_people(Dice& dice) {
  const Names names{dice.of(all_things)};
  return dice.one_in(2) ? accepted_in_ilert(names) : resolved_in_ilert(names);
}

Steps any_pause(Dice& dice) {
  return wait(
      dice.of(std::array{Span{2s}, Span{7s}, Span{12s}, Span{31s}, Span{65s}, Span{2min}, Span{6min}}));
}

Steps any_step(Dice& dice, bool with_people) {
  const int which = dice.below(20);
  if (which < 6) return any_pause(dice);
  if (which < 15) return any_in_checkmk(dice);
  if (which < 18) return with_people ? any_of_people(dice) : any_of_the_way(dice);
  return any_of_the_bridge(dice);
}

// Nothing goes wrong any more, and what holds ends: a downtime that ended later would be news in the silence.
Steps all_is_well() {
  return ilert_is_well() + site_away(false) + site_is_well() + notifications(all_things, true) +
         flag_of_flapping(all_things, false) + no_downtime(all_things) + wait(15s) +
         checked_once_more(all_things);
}

// Seven steps of an order are one: what a person would take away goes together.
Schedule without(const Schedule& schedule, std::size_t from, std::size_t count) {
  Schedule less = schedule;
  const auto begin = less.steps.begin() + static_cast<std::ptrdiff_t>(from);
  less.steps.erase(begin, begin + static_cast<std::ptrdiff_t>(std::min(count, less.steps.size() - from)));
  return less;
}

}  // namespace

Schedule random_schedule(std::uint64_t seed) {
  Dice dice(seed);
  Schedule schedule;
  schedule.setting = any_setting(dice);
  schedule.things = all_things;
  schedule.allowances = today();
  schedule.seed = static_cast<std::uint32_t>(seed);
  schedule.until_told = 12min;
  const bool with_people = dice.one_in(3);
  const int most = 4 + dice.below(30);
  for (int i = 0; i < most; ++i) schedule.steps = schedule.steps + any_step(dice, with_people);
  schedule.steps = schedule.steps + all_is_well();
  return schedule;
}

Schedule shrunk(Schedule schedule, int law, int most) {
  const std::size_t rest = all_is_well().size();
  for (std::size_t count = schedule.steps.size() / 2; count > 0 && most > 0; count /= 2)
    for (std::size_t from = 0; from + rest < schedule.steps.size() && most > 0;) {
      const std::size_t there = schedule.steps.size() - rest - from;
      const Schedule less = without(schedule, from, std::min(count, there));
      --most;
      if (play(less).breaks(law)) {
        schedule = less;
      } else {
        from += count;
      }
    }
  return schedule;
}

}  // namespace ilert_bridge::simulation
