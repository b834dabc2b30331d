#include "tests/simulation/scenes.hpp"

namespace ilert_bridge::simulation {
namespace {

// An older alert, or an older decision, stands for a new call.
std::vector<KnownBroken> calls_that_do_not_come() {
  return {
      {"ARefusedResolveOfAnAcceptedAlert", 1, "the ALERT goes to the alert that is accepted still"},
      {"ARefusedResolveOnTheWayFromWarningToCritical", 1, "the ALERT goes to the LOW alert"},
      {"SixSecondsInWhichEverythingIsRefused", 1, "a parked ALERT is the end of its call"},
      {"AlertsAreNotPaidForWhileTheRestPasses", 1,
       "402 on ALERTs alone is blamed on the event, and parks it"},
      {"AcceptedAndBackWhileTheBridgeWasStopped", 1, "an end that no look showed is none"},
      {"AsBadAgainAsItWasAcknowledged", 1, "what fell with the better state is forgotten"},
      {"AFlagOfFlappingThatStays", 1, "nobody asks whether flap detection is on"},
      {"TheSitesClockWasAheadWhenTheHostCameBack", 1, "a change of the host in the future holds until then"},
      {"AnotherKeyByARestart", 1,
       "a route is its name: what the old key was told is not told to the new one"},
  };
}

std::vector<KnownBroken> ends_and_calls_for_nothing() {
  return {
      {"ARouteIsRenamedWhileProblemsCome", 7, "two routes of one key are two budgets and two orders"},
      {"ARouteIsRenamedWhereFirstStartsAdopt", 3, "the renamed route is a new one, and dismisses all"},
      {"SixOfTwentyFiveCameBack", 3, "who is held for vanishing with many is counted anew at every look"},
      {"ManyMoreFailWhileTwentyFiveAreHeld", 3, "likewise"},
      {"AContactGroupIsRenamedUnderSixtyAlerts", 3, "many that match no more are resolved at once"},
      {"AContactGroupIsRenamedAndThereIsAFallback", 2, "likewise, and the fallback calls for them"},
      {"OrphansOfARenamedRouteCountAsMissing", 3, "reports of a route that left count as missing for ever"},
      {"ACrashedCoreBringsAnOldProblemBack", 2, "that a problem is older than its end is not remembered"},
      {"TheHostGoesDownWhileItsServicesWait", 2, "what waits leaves, whatever holds it meanwhile"},
      {"NotificationsAreSwitchedOffWhileAlertsWait", 2, "likewise"},
      {"AcknowledgedAndThenEscalatedByAPerson", 4, "the comparison with ilert asks for no history"},
      {"AdoptedWhileIlertWasAwayUnderReplayFull", 2, "what waits is told in full, though it was adopted"},
  };
}

std::vector<KnownBroken> words_and_states() {
  return {
      {"AnAcknowledgementThatFellWithTheState", 6, "it fell with UNKNOWN, and is said to be taken back"},
      {"ADowntimeThatAcceptedEnds", 6, "its RESOLVE says that there is nothing to alert on any more"},
      {"OwnAlertsAfterALostJournal", 3, "who does not know of an own alert does not end it"},
  };
}

}  // namespace

const std::vector<KnownBroken>& known_broken() {
  static const std::vector<KnownBroken> list = [] {
    std::vector<KnownBroken> all = calls_that_do_not_come();
    for (auto& one : ends_and_calls_for_nothing()) all.push_back(std::move(one));
    for (auto& one : words_and_states()) all.push_back(std::move(one));
    return all;
  }();
  return list;
}

}  // namespace ilert_bridge::simulation
