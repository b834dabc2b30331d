#include "ilert-bridge/core/reconcile.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <vector>

#include "tests/core/builders.hpp"

using namespace ilert_bridge;

namespace {

// And it counts at once: what waits to be checked is another rule's.
void end_downtime(Scene& scene) {
  scene.route.policy.after_downtime = AfterDowntime::at_once;
  scene.sighting.observation.in_downtime = false;
  scene.sighting.observation.downtime = {};
}

struct Row {
  std::string name;  // verdict, report and case
  std::string why;
  Scene scene;
  std::string tellings;
  Told told;  // afterwards
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.why; }

class Steps : public testing::TestWithParam<Row> {};

TEST_P(Steps, AreTaken) {
  const Row& row = GetParam();
  const Step step = row.scene.step();
  EXPECT_EQ(text_of(step.tellings), row.tellings) << row.why;
  EXPECT_EQ(name(step.after.told), name(row.told)) << row.why;
}

// Whatever was told, asking the same question again has nothing more to tell, and nothing more to remember.
TEST_P(Steps, AreTakenOnce) {
  Scene again = GetParam().scene;
  again.report = again.step().after;
  EXPECT_EQ(text_of(again.step().tellings), "-") << text_of(again.verdict());
  EXPECT_TRUE(again.step().after == again.report) << text_of(again.verdict());
}

auto row_names = [](const auto& info) { return info.param.name; };

const std::set<State> from_warning{State::warning, State::unknown, State::critical};
const Scene ok = service(State::ok);
const Scene critical = service(State::critical).alert_on(from_warning);
const Scene warning = service(State::warning).alert_on(from_warning);
const Scene acked = critical.acknowledged();
const Scene held = critical.silenced();

// What was LOW when it was told is HIGH by the configuration of today.
Scene raised(const Scene& scene) {
  return scene.with([](Scene& it) { it.route.priority.clear(); });
}

Scene was_low(const Scene& scene) { return scene.open(State::warning, Priority::low); }
// Accepted at WARNING, when the last ALERT was LOW.
Scene accepted_low(const Scene& scene, Acceptance by) {
  return scene.accepted(by, anna, State::warning, Priority::low);
}
// The last ALERT was LOW, but that it is CRITICAL was said in a COMMENT.
Scene known_critical(const Scene& scene, Acceptance by) {
  return scene.accepted(by, anna, State::critical, Priority::low);
}

constexpr auto worsened = &Policy::worsened;
constexpr auto none = Told::none;
constexpr auto open = Told::open;
constexpr auto accepted = Told::accepted;
constexpr auto dismissed = Told::dismissed;
constexpr auto checkmk = Acceptance::checkmk;
constexpr auto ilert = Acceptance::ilert;
constexpr auto mirrored = Acceptance::mirrored;
constexpr auto lost = Acceptance::lost;
constexpr auto downtime = Acceptance::downtime;

const Scene accepts_downtimes = critical.policy(&Policy::downtime, Downtime::accept);

const std::vector<Row> table{
    {"clear_none", "nothing to close", ok, "-", none},
    {"clear_open", "it is over", ok.open(), "RESOLVE", none},
    {"clear_accepted", "it is over, whoever is on it", ok.accepted(), "RESOLVE", none},
    {"clear_accepted_ilert", "also for who accepted in ilert", ok.accepted(ilert), "RESOLVE", none},
    {"clear_accepted_lost", "also where the acknowledgement was lost", ok.accepted(lost), "RESOLVE", none},
    {"clear_dismissed", "forget it, the next problem alerts", ok.told(dismissed), "-", none},
    {"clear_dismissed_downtime", "a downtime is not the end of the problem that a person knows",
     critical.told(dismissed).in_downtime(), "-", dismissed},

    {"alerting_none", "a new problem", critical, "ALERT", open},
    {"alerting_open", "told already", critical.open(), "-", open},
    {"alerting_open_worse", "a higher priority pages again", was_low(critical),
     "RESOLVE/worsened ALERT/worsened", open},
    {"alerting_open_worse_comment", "or is a comment", was_low(critical).policy(worsened, Worsened::comment),
     "COMMENT/worsened", open},
    {"alerting_open_worse_commented", "said once",
     critical.open(State::critical, Priority::low).policy(worsened, Worsened::comment), "-", open},
    {"alerting_open_worse_ignore", "or nothing", was_low(critical).policy(worsened, Worsened::ignore), "-",
     open},
    {"alerting_open_raised", "a priority that the configuration raised is no news of the problem",
     raised(warning.open(State::warning, Priority::low)), "-", open},
    {"alerting_open_raised_worse", "but a worse state with it is", raised(was_low(critical)),
     "RESOLVE/worsened ALERT/worsened", open},
    {"alerting_open_other_state", "another state, no higher priority", service(State::unknown).open(),
     "COMMENT/state_changed", open},
    {"alerting_open_better", "a lower priority is another state", warning.open(), "COMMENT/state_changed",
     open},
    {"alerting_accepted_same", "the acknowledgement was taken back", critical.accepted(),
     "RESOLVE/ack_removed ALERT/ack_removed", open},
    {"alerting_accepted_worse", "gone, and worse than what was acknowledged", accepted_low(critical, checkmk),
     "RESOLVE/ack_fell ALERT/ack_fell", open},
    {"alerting_accepted_comment", "a comment, by policy",
     critical.accepted().policy(&Policy::ack_removed, AckRemoved::comment), "COMMENT/ack_removed", accepted},
    {"alerting_accepted_ignore", "an ALERT that leaves only where ilert has not heard of it, by policy",
     critical.accepted().policy(&Policy::ack_removed, AckRemoved::ignore), "ALERT/ack_removed", accepted},
    {"alerting_accepted_ignore_both", "likewise where a worse state says nothing either",
     accepted_low(critical, checkmk)
         .policy(&Policy::ack_removed, AckRemoved::ignore)
         .policy(worsened, Worsened::ignore),
     "ALERT/ack_fell", accepted},
    {"alerting_accepted_comment_worse", "a worse state pages for its own sake",
     accepted_low(critical, checkmk).policy(&Policy::ack_removed, AckRemoved::comment),
     "RESOLVE/worsened ALERT/worsened", open},
    {"alerting_accepted_comment_knew", "but not where it was known to be worse",
     known_critical(critical, checkmk).policy(&Policy::ack_removed, AckRemoved::comment),
     "COMMENT/ack_removed", accepted},
    {"alerting_accepted_ignore_worse", "a worse state pages for its own sake, or by its policy comments",
     accepted_low(critical, checkmk)
         .policy(&Policy::ack_removed, AckRemoved::ignore)
         .policy(worsened, Worsened::comment),
     "COMMENT/worsened", accepted},
    {"alerting_accepted_outlived", "it fell because the state improved", warning.accepted(),
     "COMMENT/ack_outlived", accepted},
    {"alerting_accepted_lost_by_restart", "missing after a restart is lost, not taken back",
     critical.accepted().restarted(), "COMMENT/ack_lost", accepted},
    {"alerting_accepted_restart_knew", "never a page for what was acknowledged",
     known_critical(critical, checkmk).restarted(), "COMMENT/ack_lost", accepted},
    {"alerting_accepted_restart_worse", "but what became worse meanwhile nobody has seen",
     accepted_low(critical, checkmk).restarted(), "RESOLVE/worsened ALERT/worsened", open},
    {"alerting_accepted_ilert", "nothing was taken back", critical.accepted(ilert), "-", accepted},
    {"alerting_accepted_ilert_worse", "a higher priority pages again", accepted_low(critical, ilert),
     "RESOLVE/worsened ALERT/worsened", open},
    {"alerting_accepted_ilert_other", "another state is a comment", warning.accepted(ilert),
     "COMMENT/state_changed", accepted},
    {"alerting_accepted_lost", "lost is not taken back", critical.accepted(lost), "-", accepted},
    {"alerting_accepted_lost_worse", "a higher priority pages again", accepted_low(critical, lost),
     "RESOLVE/worsened ALERT/worsened", open},
    {"alerting_accepted_lost_knew", "but not for what was known before it was lost",
     known_critical(critical, lost), "-", accepted},
    {"alerting_accepted_lost_other", "another state is a comment", warning.accepted(lost),
     "COMMENT/state_changed", accepted},
    {"alerting_accepted_downtime_over", "the downtime ended, and the problem is still there",
     critical.accepted(downtime, move), "RESOLVE ALERT", open},
    {"alerting_accepted_downtime_policy", "which is no acknowledgement taken back",
     critical.accepted(downtime, move).policy(&Policy::ack_removed, AckRemoved::ignore), "RESOLVE ALERT",
     open},
    {"alerting_dismissed", "a person knows", critical.told(dismissed), "-", dismissed},
    {"alerting_dismissed_worse", "of what rose above that nobody knows",
     critical.told(dismissed, State::warning, Priority::low), "ALERT/worsened", open},
    {"alerting_dismissed_raised", "but a priority that the configuration raised is no news",
     raised(warning.told(dismissed, State::warning, Priority::low)), "-", dismissed},
    {"alerting_dismissed_other", "another state of no higher priority is none either",
     service(State::unknown).told(dismissed), "-", dismissed},

    {"accepted_none", "someone is on it already", acked, "-", none},
    {"accepted_open_unreachable", "someone is on it, though nobody knows how it is",
     host(State::unreachable).alert_on({State::down}).acknowledged().open(State::down), "ACCEPT", accepted},
    {"accepted_open_unknown", "likewise",
     service(State::unknown).alert_on({State::critical}).acknowledged().open(), "ACCEPT", accepted},
    {"clear_open_unknown_downtime", "a downtime counts too",
     service(State::unknown).alert_on({State::critical}).in_downtime().open(), "RESOLVE", none},
    {"accepted_ilert_overruled",
     "accepted in ilert again, and Checkmk still shows the acknowledgement that was overruled",
     acked.accepted(ilert).overruled(anna), "-", accepted},
    {"accepted_open", "someone is on it now", acked.open(), "ACCEPT", accepted},
    {"accepted_open_worse", "someone is on it, worse as it is", was_low(acked), "ACCEPT", accepted},
    {"accepted_open_downtime", "a downtime accepts", accepts_downtimes.in_downtime().open(), "ACCEPT",
     accepted},
    {"accepted_open_overruled", "the acknowledgement that was there when it paged again",
     acked.open().overruled(anna), "-", open},
    {"accepted_open_overruled_unread", "which could not be read then",
     critical.acknowledged({}).open().overruled(unread_remark), "-", open},
    {"accepted_open_overruled_other", "another acknowledgement counts",
     critical.acknowledged(berta).open().overruled(anna), "ACCEPT", accepted},
    {"accepted_open_overruled_state", "while overruled it is like any open one",
     acked.open(State::unknown).overruled(anna), "COMMENT/state_changed", open},
    {"accepted_open_overruled_downtime", "a downtime is not what was overruled",
     accepts_downtimes.acknowledged().in_downtime().open().overruled(anna), "ACCEPT", accepted},
    {"accepted_accepted", "told already", acked.accepted(), "-", accepted},
    {"accepted_accepted_remark", "another author or text", critical.acknowledged(berta).accepted(),
     "COMMENT/remark_changed", accepted},
    {"accepted_accepted_readable", "author and text became readable", acked.accepted(checkmk, {}),
     "COMMENT/remark_changed", accepted},
    {"accepted_accepted_unreadable", "not readable is no change", critical.acknowledged({}).accepted(), "-",
     accepted},
    {"accepted_accepted_worse", "worse, and the acknowledgement is Checkmk's", accepted_low(acked, checkmk),
     "COMMENT/worsened", accepted},
    {"accepted_accepted_worse_once", "said once", known_critical(acked, checkmk), "-", accepted},
    {"accepted_accepted_other", "another state, no higher priority", warning.acknowledged().accepted(),
     "COMMENT/state_changed", accepted},
    {"accepted_accepted_ilert_worse", "worse than what a person accepted in ilert",
     accepted_low(acked, ilert), "RESOLVE/worsened ALERT/worsened", open},
    {"accepted_accepted_ilert_comment", "or a comment",
     accepted_low(acked, ilert).policy(worsened, Worsened::comment), "COMMENT/worsened", accepted},
    {"accepted_accepted_ilert_ignore", "or nothing",
     accepted_low(acked, ilert).policy(worsened, Worsened::ignore), "-", accepted},
    {"accepted_accepted_both", "state and remark, each its comment",
     accepted_low(critical.acknowledged(berta), checkmk), "COMMENT/worsened COMMENT/remark_changed",
     accepted},
    {"accepted_accepted_both_ilert", "unless it pages", accepted_low(critical.acknowledged(berta), ilert),
     "RESOLVE/worsened ALERT/worsened", open},
    {"accepted_accepted_downtime_worse", "in a downtime anything may happen",
     accepted_low(accepts_downtimes.in_downtime(anna), ilert), "COMMENT/worsened", accepted},
    {"accepted_accepted_lost_again", "acknowledged again as before", acked.accepted(lost), "-", accepted},
    {"accepted_accepted_restart", "the acknowledgement came through the restart",
     acked.accepted().restarted(), "-", accepted},
    {"accepted_dismissed", "a person knows", acked.told(dismissed), "-", dismissed},

    {"hold_none", "nothing opens", held, "-", none},
    {"hold_open", "nothing closes", held.open(), "-", open},
    {"hold_open_worse", "nothing worsens", was_low(held), "-", open},
    {"hold_accepted", "nothing is taken back", held.accepted(), "-", accepted},
    {"hold_dismissed", "nothing is forgotten", held.told(dismissed), "-", dismissed},
};

INSTANTIATE_TEST_SUITE_P(Table, Steps, testing::ValuesIn(table), row_names);

}  // namespace

TEST(Report, OfAnAlertSaysWhatWasToldAndOnWhatItRests) {
  const Report after = warning.step().after;
  EXPECT_EQ(after.state, State::warning);
  EXPECT_EQ(after.priority, Priority::low);
  EXPECT_EQ(after.program, first_run);
  EXPECT_EQ(after.checked_at, noon - min(1));
  EXPECT_EQ(after.told_at, noon);
}

TEST(Report, OfAnAcceptKeepsThePriorityOfTheLastAlert) {
  const Report after = was_low(acked).step().after;
  EXPECT_EQ(after.state, State::critical);
  EXPECT_EQ(after.priority, Priority::low);
  EXPECT_EQ(after.remark, anna);
  EXPECT_EQ(after.acceptance, Acceptance::checkmk);
  EXPECT_EQ(accepts_downtimes.in_downtime().open().step().after.acceptance, Acceptance::downtime);
}

TEST(Report, IsBlankOnceClear) {
  EXPECT_TRUE(ok.accepted().step().after == Report{});
  EXPECT_TRUE(ok.told(dismissed).step().after == Report{});
}

TEST(Report, KeepsTheStartOfADelayThroughADowntime) {
  const Scene maintained = critical.open().in_downtime().delay(min(5)).alert_worthy_since(noon - min(20));
  EXPECT_EQ(text_of(maintained.step().tellings), "RESOLVE");
  EXPECT_EQ(maintained.step().after.alert_worthy_since, noon - min(20));
}

TEST(Report, ForgetsTheStartOfADelayThatADowntimeClearsWithAnOldOk) {
  const Scene old = ok.open().restarted().checked(noon - min(11)).in_downtime();
  EXPECT_TRUE(old.delay(min(5)).alert_worthy_since(noon - min(20)).step().after == Report{});
}

TEST(Report, RemembersTheStartWhereTheRouteDelaysAndOfWhatIsTold) {
  EXPECT_EQ(critical.step().after.alert_worthy_since, noon - min(10));
  EXPECT_EQ(critical.delay(min(60)).step().after.alert_worthy_since, noon - min(10));
  EXPECT_FALSE(critical.silenced().step().after.alert_worthy_since);
}

TEST(Report, DoesNotChangeWithEveryCheck) {
  const Time began = noon - min(10);
  for (const Scene& scene :
       {critical.open().alert_worthy_since(began), acked.accepted().alert_worthy_since(began),
        critical.accepted(ilert).alert_worthy_since(began), critical.told(dismissed)}) {
    EXPECT_TRUE(scene.checked(noon).step().after == scene.report);
  }
}

Scene good_since(const Scene& scene) {
  return scene.seen([](Observation& it) { it.last_good = noon - min(5); });
}

TEST(WasOver, UnseenAndIsBackIsACallOfItsOwn) {
  EXPECT_EQ(text_of(good_since(critical.open()).step().tellings), "RESOLVE ALERT");
  EXPECT_EQ(text_of(good_since(critical.accepted(ilert)).step().tellings), "RESOLVE ALERT")
      << "who accepted the old alert accepted nothing of this one";
  EXPECT_EQ(text_of(good_since(critical.told(dismissed)).step().tellings), "ALERT");
  Scene again = good_since(critical.open());
  again.report = again.step().after;
  EXPECT_EQ(text_of(again.step().tellings), "-") << "once";
}

TEST(WasOver, AndIsHeldBackNowIsOver) {
  const Step step = good_since(critical.open().soft()).step();
  EXPECT_EQ(text_of(step.tellings), "RESOLVE");
  EXPECT_EQ(step.after.told, Told::none);
}

TEST(WasOver, BeforeItWasToldIsNoNews) {
  const Scene before = critical.open().seen([](Observation& it) { it.last_good = noon - min(11); });
  EXPECT_EQ(text_of(before.step().tellings), "-");
  const Scene unknown = good_since(critical.open()).with([](Scene& it) { it.report.checked_at = {}; });
  EXPECT_EQ(text_of(unknown.step().tellings), "-") << "on which check it rests is not known";
  const Scene late = good_since(critical).checked(noon - min(20));
  Scene told = late;
  told.report = late.step().after;
  EXPECT_EQ(text_of(told.step().tellings), "-") << "a result that came late calls once";
}

TEST(WasOver, IsNothingToWhoIsOnItAndToWhatFlaps) {
  for (const Scene& scene :
       {acked.accepted(), critical.flapping().open(), critical.flapping().accepted(ilert)}) {
    Scene later = good_since(scene);
    if (scene.sighting.observation.flapping) later.report.kept_back_by = Reason::flapping;
    const Step step = later.step();
    EXPECT_EQ(text_of(step.tellings), "-");
    later.report = step.after;
    later.sighting = good_since(critical).sighting;
    if (later.report.acceptance != checkmk) continue;
    later.sighting.observation.acknowledged = later.report.told == Told::accepted;
    later.sighting.observation.acknowledgement = anna;
    EXPECT_EQ(text_of(later.step().tellings), "-") << "nor afterwards";
  }
}

TEST(Report, IsHeldWhereTheStateIsKnownAndNotToBeActedUpon) {
  const Scene told_open = critical.open();
  for (const Scene& scene : {told_open.silenced(), told_open.flapping(), told_open.soft(State::critical),
                             told_open.takes_host().host(State::down, noon - min(1))}) {
    EXPECT_EQ(scene.verdict().shows, Shows::hold);
    EXPECT_TRUE(scene.step().after.held) << name(scene.verdict().reason);
    Scene later = scene;
    later.report = scene.step().after;
    EXPECT_TRUE(later.absent().step().after.held) << "nobody knows better";
    later.sighting = critical.sighting;
    later.at = critical.at;
    EXPECT_FALSE(later.step().after.held) << "it is to be acted upon again";
  }
  EXPECT_FALSE(told_open.absent().step().after.held) << "what was decided leaves, for want of knowledge";
  EXPECT_FALSE(ok.open().silenced().step().after.held) << "it is over";
  EXPECT_FALSE(critical.silenced().step().after.held) << "nothing is told, so nothing waits";
}

TEST(Flapping, IsSaidOnceOfWhatIsOpenOrAccepted) {
  for (const Scene& scene : {critical.open(), critical.accepted(ilert), ok.open()}) {
    Scene flaps = scene.flapping();
    EXPECT_EQ(text_of(flaps.step().tellings), "COMMENT/flapping");
    EXPECT_EQ(flaps.step().after.told, scene.report.told);
    flaps.report = flaps.step().after;
    EXPECT_EQ(text_of(flaps.step().tellings), "-");
    for (const Scene& meanwhile : {flaps.state(State::critical), flaps.state(State::ok), flaps.silenced(),
                                   flaps.soft(State::critical), flaps.absent()}) {
      Scene later = meanwhile;
      later.report = meanwhile.step().after;
      EXPECT_EQ(text_of(later.state(State::critical).step().tellings), "-") << "it flaps still";
    }
    Scene calm = flaps;
    calm.sighting.observation.flapping = false;
    calm.sighting.observation.state = State::critical;
    calm.report = calm.step().after;
    EXPECT_EQ(text_of(calm.flapping().step().tellings), "COMMENT/flapping") << "it has begun anew";
  }
}

TEST(Flapping, IsNotSaidWhereNobodyWaitsForWord) {
  EXPECT_EQ(text_of(critical.flapping().step().tellings), "-") << "nothing is told";
  EXPECT_EQ(text_of(critical.told(Told::dismissed).flapping().step().tellings), "-");
  EXPECT_EQ(text_of(critical.open().flapping().in_downtime().step().tellings), "RESOLVE")
      << "by the downtime";
}

TEST(Report, RemembersWhatHeldAProblemBackUntilItIsToldOrOver) {
  const Scene outside = critical.with([](Scene& it) {
    it.route.time_period = "workhours";
    it.at.in_time_period = false;
  });
  const std::pair<Scene, Reason> held_back[] = {{critical.flapping(), Reason::flapping},
                                                {critical.silenced(), Reason::notifications_off},
                                                {outside, Reason::time_period}};
  for (const auto& [scene, reason] : held_back) {
    const Report kept = scene.step().after;
    EXPECT_EQ(kept.kept_back_by, reason);
    EXPECT_FALSE(kept.is_blank());
    Scene later = critical;
    later.report = kept;
    EXPECT_EQ(text_of(later.step().tellings), "ALERT");
    EXPECT_FALSE(later.step().after.kept_back_by);
    Scene over = ok;
    over.report = kept;
    EXPECT_TRUE(over.step().after.is_blank());
    EXPECT_TRUE(scene.alert_on({State::down}).step().after.is_blank()) << "no problem here";
    EXPECT_FALSE(scene.told(Told::dismissed).step().after.kept_back_by);
  }
  EXPECT_TRUE(ok.flapping().step().after.is_blank()) << "nothing to tell when that is over";
}

TEST(Report, MovesToANewRunWithTheProblem) {
  const Report after = critical.open().restarted().step().after;
  EXPECT_EQ(after.program, second_run);
  EXPECT_EQ(after.checked_at, noon - min(1));
  EXPECT_EQ(held.open().restarted().step().after.program, second_run) << "held or not";
  EXPECT_EQ(ok.open().restarted().checked(noon - min(11)).step().after.program, first_run)
      << "not with an old OK";
  EXPECT_EQ(
      warning.alert_on({State::critical}).open().restarted().checked(noon - min(11)).step().after.program,
      first_run)
      << "nor with an old WARNING that is no problem here";
}

TEST(Report, NeverMovesBackToAnEarlierCheck) {
  const Report after = critical.open().restarted().checked(noon - min(30)).step().after;
  EXPECT_EQ(after.checked_at, noon - min(10));
}

TEST(Report, MovesToANewRunOnlyTogetherWithItsAcknowledgement) {
  EXPECT_EQ(held.accepted().restarted().step().after.program, first_run);
  EXPECT_EQ(held.acknowledged().soft().accepted().restarted().step().after.program, second_run);
  EXPECT_EQ(held.accepted(ilert).restarted().step().after.program, second_run);
}

TEST(Acknowledgement, LostBehindAHoldIsStillLost) {
  Scene scene = held.accepted().restarted();
  scene.report = scene.step().after;
  scene.sighting.observation.notifications_enabled = true;
  EXPECT_EQ(text_of(scene.step().tellings), "COMMENT/ack_lost");
  EXPECT_EQ(scene.step().after.acceptance, Acceptance::lost);
}

TEST(Acknowledgement, ThatSurvivedTheRestartCanBeTakenBack) {
  Scene scene = acked.accepted().restarted();
  scene.report = scene.step().after;
  EXPECT_EQ(text_of(scene.unacknowledged().step().tellings), "RESOLVE/ack_removed ALERT/ack_removed");
}

TEST(Acknowledgement, GivenAgainAfterALossIsCheckmksAgain) {
  EXPECT_EQ(acked.accepted(lost).step().after.acceptance, Acceptance::checkmk);
}

TEST(Acknowledgement, DoesNotTakeThePlaceOfAnAcceptanceInIlertButIsRemembered) {
  EXPECT_EQ(acked.accepted(ilert).step().after.acceptance, mirrored);
  EXPECT_EQ(text_of(acked.accepted(ilert).step().tellings), "-");
  EXPECT_EQ(critical.accepted(ilert).step().after.acceptance, ilert) << "Checkmk does not show it yet";
}

TEST(Acknowledgement, OfAnAcceptanceInIlertIsRememberedBehindAnyHold) {
  EXPECT_EQ(held.acknowledged().accepted(ilert).step().after.acceptance, mirrored);
  EXPECT_EQ(critical.acknowledged().soft().accepted(ilert).step().after.acceptance, mirrored);
  EXPECT_EQ(accepts_downtimes.acknowledged().in_downtime().accepted(ilert).step().after.acceptance, mirrored);
}

TEST(Acknowledgement, OfAnAcceptanceInIlertThatIsTakenBackPagesAgain) {
  EXPECT_EQ(text_of(critical.accepted(mirrored).step().tellings), "RESOLVE/ack_removed ALERT/ack_removed");
  EXPECT_EQ(text_of(critical.accepted(ilert).step().tellings), "-") << "it was never there";
}

TEST(Acknowledgement, OfAnAcceptanceInIlertIsLostInARestart) {
  const Step step = critical.accepted(mirrored).restarted().step();
  EXPECT_EQ(text_of(step.tellings), "COMMENT/ack_lost");
  EXPECT_EQ(step.after.acceptance, lost);
}

TEST(Acknowledgement, WrittenForAPersonInIlertIsNoNewsThere) {
  const Remark written{"Ada Müller (ilert)", "Accepted in ilert: https://app.ilert.com/alerts/7001"};
  const Remark mangled{"Ada M?ller (ilert)", "Accepted in ilert: https://app.ilert.com/alerts/7001"};
  const Scene shown = critical.acknowledged(mangled).accepted(ilert, written);
  EXPECT_EQ(text_of(shown.step().tellings), "-");
  EXPECT_EQ(shown.step().after.remark, mangled) << "what is shown is what is compared from now on";
  const Scene late = critical.acknowledged(mangled).accepted(mirrored, written);
  EXPECT_EQ(text_of(late.step().tellings), "-") << "its comment may be read a look later";
  EXPECT_EQ(text_of(critical.acknowledged(berta).accepted(ilert, written).step().tellings),
            "COMMENT/remark_changed")
      << "somebody in Checkmk was faster, and has something to say";
}

TEST(Acknowledgement, BesideADowntimeOutlivesIt) {
  Scene scene = accepts_downtimes.acknowledged().in_downtime().accepted();
  EXPECT_EQ(text_of(scene.step().tellings), "COMMENT/remark_changed");
  scene.report = scene.step().after;
  EXPECT_EQ(scene.report.acceptance, Acceptance::downtime);
  end_downtime(scene);
  EXPECT_EQ(text_of(scene.step().tellings), "COMMENT/remark_changed");
  EXPECT_EQ(scene.step().after.acceptance, Acceptance::checkmk);
}

TEST(Overruled, IsTheAcknowledgementThatWasThereWhenItPagedAgain) {
  EXPECT_EQ(accepted_low(acked, ilert).step().after.overruled, anna);
  EXPECT_EQ(accepted_low(critical.acknowledged({}), ilert).step().after.overruled, unread_remark);
  EXPECT_TRUE(accepted_low(critical, ilert).step().after.overruled.empty()) << "there was none";
}

TEST(Overruled, EndsWhenTheAcknowledgementIsGone) {
  Scene scene = acked.open().overruled(anna);
  EXPECT_EQ(scene.step().after.overruled, anna);
  scene.report = scene.unacknowledged().step().after;
  EXPECT_EQ(text_of(scene.step().tellings), "ACCEPT") << "the same words, said again";
}

TEST(Overruled, StaysSoBehindADowntime) {
  Scene scene = accepts_downtimes.acknowledged().in_downtime().open().overruled(anna);
  scene.report = scene.step().after;
  end_downtime(scene);
  EXPECT_EQ(text_of(scene.step().tellings), "RESOLVE ALERT");
}

TEST(Worse, DuringADowntimePagesTheOneWhoAcceptedInIlertAtItsEnd) {
  Scene scene = accepted_low(accepts_downtimes.in_downtime(anna), ilert);
  scene.report = scene.step().after;
  end_downtime(scene);
  EXPECT_EQ(text_of(scene.step().tellings), "RESOLVE/worsened ALERT/worsened");
}

TEST(Absence, IsRememberedAndForgottenWhenSeenAgain) {
  const Report missing = critical.open().absent().step().after;
  EXPECT_EQ(missing.absence, (Absence{noon, first_run}));
  EXPECT_EQ(critical.open().absent_since(noon - s(20)).step().after.absence,
            (Absence{noon - s(20), first_run}));
  EXPECT_EQ(critical.open().absent_since(noon - s(20)).restarted().step().after.absence,
            (Absence{noon, second_run}));
  EXPECT_EQ(critical.open().absent_since(noon - s(20)).presence(Presence::seen).step().after.absence,
            std::nullopt);
  EXPECT_EQ(critical.open().absent_since(noon - s(20)).presence(Presence::not_visible).step().after.absence,
            std::nullopt);
  EXPECT_EQ(critical.open().absent_since(noon - s(20)).presence(Presence::unknown).step().after.absence,
            (Absence{noon - s(20), first_run}));
}

TEST(Absence, OnceConfirmedResolvesAndForgets) {
  const Step step = critical.accepted().absent_since(noon - min(1)).step();
  EXPECT_EQ(text_of(step.tellings), "RESOLVE");
  EXPECT_TRUE(step.after == Report{});
}

TEST(OwnMatter, OpensAndClosesLikeAnyOther) {
  Scene scene;
  scene.sighting.subject = {"prod", "", "", "site"};
  scene.at.now = noon;
  const auto step = [&](Shows shows) {
    Verdict verdict;
    verdict.shows = shows;
    verdict.reason = Reason::own;
    verdict.state = State::critical;
    return next_step(scene.report, verdict, scene.sighting, scene.route, scene.at);
  };
  EXPECT_EQ(text_of(step(Shows::clear).tellings), "-");
  EXPECT_EQ(text_of(step(Shows::alerting).tellings), "ALERT");
  scene.report = step(Shows::alerting).after;
  EXPECT_EQ(text_of(step(Shows::alerting).tellings), "-");
  EXPECT_TRUE(step(Shows::alerting).after == scene.report);
  EXPECT_EQ(text_of(step(Shows::clear).tellings), "RESOLVE");
  EXPECT_TRUE(step(Shows::clear).after.is_blank());
}

TEST(Names, OfStepsAreReadBack) {
  for (const EventType type : {EventType::alert, EventType::accept, EventType::resolve, EventType::comment})
    EXPECT_EQ(event_type_named(name(type)), type);
  for (int i = 0; i <= static_cast<int>(Because::remark_changed); ++i)
    EXPECT_EQ(because_named(name(static_cast<Because>(i))), static_cast<Because>(i));
  EXPECT_EQ(name(EventType::resolve), "RESOLVE");
  EXPECT_EQ(name(Because::remark_changed), "remark_changed");
  EXPECT_EQ(event_type_named("alert"), std::nullopt);
}
