#include "ilert-bridge/journal/journal.hpp"

#include <sys/stat.h>

#include "tests/journal/folder.hpp"

namespace ilert_bridge {
namespace {

using std::chrono::seconds;

TEST_F(JournalTest, ReportsComeBackExactlyAfterAReopen) {
  Report report = open_report();
  report.told = Told::accepted;
  report.priority = Priority::low;
  report.acceptance = Acceptance::lost;
  report.remark = {"ann", "on it"};
  report.overruled = {"bob", "earlier"};
  report.program = {1'799'999'000, 4711};
  report.checked_at = after(-seconds{7});
  report.alert_worthy_since = after(-seconds{60});
  report.absence = Absence{after(seconds{3}), {1'799'999'001, 4712}};
  report.outlived = State::critical;
  report.many_missing = report.many_unrouted = true;
  report.matched_by = -4'711'000'000'000;
  report.unmatched = Absence{after(seconds{4}), {1'799'999'002, 4713}};
  report.host_return = HostReturn{after(seconds{7200}), after(-seconds{30})};
  {
    Journal journal = opened();
    Recording recording;
    recording.changes.push_back({subject("web01", "HTTP"), "oncall", report, {}});
    journal.record(recording, start);
  }
  const Reports reports = opened().reports();
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports.at(subject("web01", "HTTP")).at("oncall"), report);
}

TEST_F(JournalTest, EventsComeBackExactlyAfterAReopen) {
  Event event = event_of(subject("web01", "HTTP"), EventType::comment);
  event.reason = Reason::downtime;
  event.because = Because::worsened;
  event.state = State::warning;
  event.priority = Priority::low;
  event.details = "**bold**\nline";
  event.remark = {"ann", "looking"};
  event.link = "https://mon.example.com/prod/";
  {
    Journal journal = opened();
    Recording recording;
    recording.changes.push_back({event.subject, "oncall", open_report(), {event}});
    journal.record(recording, after(seconds{1}));
    EXPECT_EQ(recording.changes[0].events[0].id, 1);
    EXPECT_EQ(recording.changes[0].events[0].recorded_at, after(seconds{1}));
  }
  const std::optional<Entry> entry = opened().entry(1);
  ASSERT_TRUE(entry);
  const Event& read = entry->queued.event;
  EXPECT_EQ(read.route, event.route);
  EXPECT_EQ(read.alert_key, event.alert_key);
  EXPECT_EQ(read.subject, event.subject);
  EXPECT_EQ(read.type, event.type);
  EXPECT_EQ(read.reason, event.reason);
  EXPECT_EQ(read.because, event.because);
  EXPECT_EQ(read.state, event.state);
  EXPECT_EQ(read.priority, event.priority);
  EXPECT_EQ(read.occurred_at, event.occurred_at);
  EXPECT_EQ(read.recorded_at, after(seconds{1}));
  EXPECT_EQ(read.summary, event.summary);
  EXPECT_EQ(read.details, event.details);
  EXPECT_EQ(read.remark, event.remark);
  EXPECT_EQ(read.link, event.link);
  EXPECT_EQ(entry->settled, Settled::waiting);
  EXPECT_FALSE(entry->settled_at);
}

TEST_F(JournalTest, NamesAreBytes) {
  const std::string odd{"a\xff\0b\xc3 'x'", 10};
  {
    Journal journal = opened();
    record_opening(journal, {odd, odd, odd, ""}, odd);
  }
  Journal journal = opened();
  EXPECT_EQ(journal.reports().at({odd, odd, odd, ""}).count(odd), 1U);
  EXPECT_EQ(journal.waiting_for(odd, {odd, odd, odd, ""}), 1U);
  EXPECT_EQ(queues(journal, odd, 10).at(0).at(0).event.subject.host, odd);
}

TEST_F(JournalTest, ABlankReportIsForgotten) {
  Journal journal = opened();
  record_opening(journal, subject("web01"));
  Recording recovery;
  recovery.changes.push_back(
      {subject("web01"), "oncall", Report{}, {event_of(subject("web01"), EventType::resolve)}});
  journal.record(recovery, after(second));
  EXPECT_TRUE(journal.reports().empty());
  EXPECT_EQ(journal.waiting("oncall"), 2U) << "what must still be said stays";
}

TEST_F(JournalTest, RoutesOfOneSubjectAreApart) {
  Journal journal = opened();
  record_opening(journal, subject("web01"), "oncall");
  record_opening(journal, subject("web01"), "night");
  EXPECT_EQ(journal.reports().at(subject("web01")).size(), 2U);
  EXPECT_EQ(journal.waiting_routes(), (std::set<std::string>{"night", "oncall"}));
  EXPECT_EQ(journal.waiting("night"), 1U);
}

TEST_F(JournalTest, LookedAtIsRememberedOnce) {
  {
    Journal journal = opened();
    Recording look;
    look.looked_at = {{"prod", "oncall"}, {"prod", "night"}};
    journal.record(look, start);
    journal.record(look, start);
  }
  EXPECT_EQ(opened().looked_at(),
            (std::set<std::pair<std::string, std::string>>{{"prod", "night"}, {"prod", "oncall"}}));
}

TEST_F(JournalTest, QueuesAreInTheOrderOfTheirOldestEvent) {
  Journal journal = opened();
  record_opening(journal, subject("zeta"));
  record_opening(journal, subject("alpha"));
  record_opening(journal, subject("elsewhere"), "night");
  Recording more;
  more.changes.push_back(
      {subject("zeta"), "oncall", open_report(), {event_of(subject("zeta"), EventType::comment)}});
  journal.record(more, start);
  const auto waiting = queues(journal, "oncall", 10);
  ASSERT_EQ(waiting.size(), 2U);
  ASSERT_EQ(waiting[0].size(), 2U);
  EXPECT_EQ(waiting[0][0].event.type, EventType::alert);
  EXPECT_EQ(waiting[0][1].event.type, EventType::comment);
  EXPECT_EQ(waiting[1][0].event.subject.host, "alpha");
  EXPECT_EQ(queues(journal, "oncall", 1).size(), 1U);
  EXPECT_EQ(queues(journal, "oncall", 1)[0].size(), 2U) << "a key comes with all of its events";
}

TEST_F(JournalTest, SettledEventsLeaveTheQueue) {
  Journal journal = opened();
  const EventId first = record_opening(journal, subject("web01"));
  const EventId second_event = record_opening(journal, subject("web02"));
  journal.begin_attempt(first, start);
  journal.end_attempt(first, ended(Outcome::delivered, 202), Settled::delivered, false, {}, after(second));
  journal.supersede({second_event}, 0, after(second));
  EXPECT_EQ(journal.waiting("oncall"), 0U);
  EXPECT_TRUE(queues(journal, "oncall", 10).empty());
  EXPECT_EQ(journal.entry(first)->settled, Settled::delivered);
  EXPECT_EQ(journal.entry(first)->settled_at, after(second));
  EXPECT_EQ(journal.entry(second_event)->settled, Settled::superseded);
}

TEST_F(JournalTest, WhatIlertHasHeardIsKeptByAlertKey) {
  Journal journal = opened();
  const EventId id = record_opening(journal, subject("web01"));
  const std::string key = alert_key(subject("web01"), "mon1");
  const Heard open{Told::open, State::critical, Priority::high};
  journal.begin_attempt(id, start);
  journal.end_attempt(id, ended(Outcome::delivered, 202), Settled::delivered, false, open, after(second));
  EXPECT_EQ(journal.heard("oncall"), (std::map<std::string, Heard>{{key, open}}));
  EXPECT_TRUE(journal.heard("night").empty());

  const EventId over = record_opening(journal, subject("web01"));
  journal.begin_attempt(over, start);
  journal.end_attempt(over, ended(Outcome::delivered, 202), Settled::delivered, false, Heard{},
                      after(second));
  EXPECT_TRUE(journal.heard("oncall").empty()) << "what ilert shows no more is not kept";
}

TEST_F(JournalTest, AnAcceptanceInIlertIsHeard) {
  Journal journal = opened();
  const EventId id = record_opening(journal, subject("web01"));
  journal.begin_attempt(id, start);
  journal.end_attempt(id, ended(Outcome::delivered, 202), Settled::delivered, false,
                      Heard{Told::open, State::critical, Priority::high}, after(second));
  Recording recording;
  recording.changes.push_back({subject("web01"), "oncall", open_report(), {}});
  recording.changes[0].report.told = Told::accepted;
  recording.changes[0].report.acceptance = Acceptance::ilert;
  journal.record(recording, start);
  EXPECT_EQ(journal.heard("oncall").begin()->second.told, Told::accepted);
}

TEST_F(JournalTest, AStandInTakesThePlaceOfWhatItStandsFor) {
  Journal journal = opened();
  const EventId first = record_opening(journal, subject("web01"));
  const EventId other = record_opening(journal, subject("web01"));
  Event stand_in = event_of(subject("web01"));
  stand_in.stands_for = 2;
  stand_in.first_at = start;
  stand_in.groups = {"linux", "web servers"};
  journal.replace({first, other}, stand_in, true, after(second));
  const std::vector<Queued> queue = journal.queue("oncall", stand_in.alert_key);
  ASSERT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue[0].event.id, stand_in.id);
  EXPECT_EQ(queue[0].event.stands_for, 2);
  EXPECT_EQ(queue[0].event.first_at, start);
  EXPECT_EQ(queue[0].event.groups, stand_in.groups);
  EXPECT_TRUE(queue[0].required_only);
  EXPECT_EQ(journal.entry(first)->settled, Settled::superseded);
  EXPECT_EQ(journal.entry(other)->superseded_by, stand_in.id);
}

TEST_F(JournalTest, WhatIsSettledIsNotSupersededAgain) {
  Journal journal = opened();
  const EventId id = record_opening(journal, subject("web01"));
  journal.begin_attempt(id, start);
  journal.end_attempt(id, ended(Outcome::delivered, 202), Settled::delivered, false, {}, after(second));
  journal.supersede({id}, 0, after(2 * second));
  EXPECT_EQ(journal.entry(id)->settled, Settled::delivered);
}

TEST_F(JournalTest, AnAttemptIsKeptWithItsAnswer) {
  Journal journal = opened();
  const EventId id = record_opening(journal, subject("web01"));
  journal.begin_attempt(id, after(second));
  Attempt attempt = ended(Outcome::refused, 400);
  attempt.ended_at = after(2 * second);
  attempt.answer = "priority is wrong";
  attempt.correlation_id = "c-1";
  journal.end_attempt(id, attempt, Settled::waiting, true, {}, after(3 * second));
  const Entry entry = journal.entry(id).value();
  ASSERT_EQ(entry.attempts.size(), 1U);
  EXPECT_EQ(entry.attempts[0].started_at, after(second));
  EXPECT_EQ(entry.attempts[0].ended_at, after(2 * second));
  EXPECT_EQ(entry.attempts[0].outcome, Outcome::refused);
  EXPECT_EQ(entry.attempts[0].http_status, 400);
  EXPECT_EQ(entry.attempts[0].answer, "priority is wrong");
  EXPECT_EQ(entry.attempts[0].correlation_id, "c-1");
  EXPECT_TRUE(entry.queued.required_only);
  EXPECT_EQ(entry.queued.attempts, 1);
  EXPECT_FALSE(entry.settled_at);
}

TEST_F(JournalTest, AttemptsAreCountedPerRouteSinceATime) {
  Journal journal = opened();
  for (int at = 0; at < 5; ++at) {
    const EventId id =
        record_opening(journal, subject("web0" + std::to_string(at)), at == 4 ? "night" : "oncall");
    journal.begin_attempt(id, after(at * second));
  }
  EXPECT_EQ(journal.attempts_since("oncall", after(second)),
            (std::vector<Spent>{{after(second)}, {after(2 * second)}, {after(3 * second)}}));
  const EventId id = record_opening(journal, subject("web05"));
  journal.begin_attempt(id, after(9 * second));
  journal.end_attempt(id, ended(Outcome::limited, 429), Settled::waiting, false, {}, after(9 * second));
  EXPECT_EQ(journal.attempts_since("oncall", after(9 * second)),
            (std::vector<Spent>{{after(9 * second), true}}));
}

TEST_F(JournalTest, SendingTwiceAtOnceIsAMistakeOfOurs) {
  Journal journal = opened();
  const EventId id = record_opening(journal, subject("web01"));
  EXPECT_THROW(journal.end_attempt(id, ended(Outcome::delivered), Settled::delivered, false, {}, start),
               std::logic_error);
  EXPECT_EQ(journal.entry(id)->settled, Settled::waiting) << "and changes nothing";
  journal.supersede({id}, 0, start);
  EXPECT_THROW(journal.begin_attempt(id, start), std::logic_error);
  EXPECT_THROW(journal.begin_attempt(99, start), std::logic_error);
}

TEST_F(JournalTest, IdsAreNeverGivenTwice) {
  Journal journal = opened();
  const EventId first = record_opening(journal, subject("web01"));
  EXPECT_GT(record_opening(journal, subject("web02")), first);
}

TEST_F(JournalTest, ARenamedBridgeKeepsOneReportPerMatter) {
  const Subject matter{"prod", "", "", "site"};
  {
    Journal journal = opened();
    record_opening(journal, matter);
  }
  Journal renamed = Journal::open(path(), Journal::Access::own, "mon2", start).value();
  Recording over;
  over.changes.push_back({matter, "oncall", Report{}, {}});
  renamed.record(over, start);
  EXPECT_TRUE(renamed.reports().empty());
}

struct KnownOutcome {
  std::vector<Outcome> outcomes;
  bool unknown;
  const char* why;
};

class OutcomeTest : public JournalTest, public testing::WithParamInterface<KnownOutcome> {};

TEST_P(OutcomeTest, IsWhatTheAttemptsLeaveOpen) {
  const KnownOutcome& known = GetParam();
  Journal journal = opened();
  const EventId id = record_opening(journal, subject("web01"));
  for (const Outcome outcome : known.outcomes) {
    journal.begin_attempt(id, start);
    journal.end_attempt(id, ended(outcome), Settled::waiting, false, {}, start);
  }
  const Queued queued = queues(journal, "oncall", 1).at(0).at(0);
  EXPECT_EQ(queued.outcome_unknown, known.unknown) << known.why;
  EXPECT_EQ(queued.attempts, static_cast<int>(known.outcomes.size()));
}

INSTANTIATE_TEST_SUITE_P(
    Attempts, OutcomeTest,
    testing::Values(
        KnownOutcome{{}, false, "nothing has left yet"},
        KnownOutcome{{Outcome::unknown}, true, "a time-out says nothing"},
        KnownOutcome{{Outcome::not_sent}, false, "it never left"},
        KnownOutcome{{Outcome::failed}, false, "ilert said that it failed"},
        KnownOutcome{{Outcome::limited}, false, "ilert did not look at it"},
        KnownOutcome{{Outcome::route_held}, false, "ilert did not let it in"},
        KnownOutcome{{Outcome::unknown, Outcome::not_sent}, true, "the first may still have arrived"},
        KnownOutcome{{Outcome::unknown, Outcome::failed}, true, "the first may still have arrived"},
        KnownOutcome{{Outcome::unknown, Outcome::limited}, true, "the first may still have arrived"},
        KnownOutcome{{Outcome::unknown, Outcome::refused}, true, "the first may still have arrived"},
        KnownOutcome{{Outcome::unknown, Outcome::delivered}, false, "ilert has it"},
        KnownOutcome{{Outcome::refused, Outcome::unknown}, true, "the one without extras may have arrived"}));

TEST_F(JournalTest, AnAttemptUnderWayHasAnUnknownOutcome) {
  Journal journal = opened();
  const EventId id = record_opening(journal, subject("web01"));
  journal.begin_attempt(id, start);
  const Queued queued = queues(journal, "oncall", 1).at(0).at(0);
  EXPECT_TRUE(queued.outcome_unknown);
  EXPECT_EQ(queued.attempts, 1);
  EXPECT_FALSE(journal.entry(id)->attempts.at(0).ended_at);
}

TEST_F(JournalTest, WhatIsCutOffOnARouteIsUnderWayNoMore) {
  Journal journal = opened();
  const EventId cut = record_opening(journal, subject("web01"));
  const EventId other = record_opening(journal, subject("web02"), "second");
  for (const EventId id : {cut, other}) journal.begin_attempt(id, start);
  journal.cut_off_attempts("oncall", "the end", start);
  const Entry entry = *journal.entry(cut);
  EXPECT_TRUE(entry.queued.outcome_unknown);
  EXPECT_EQ(entry.attempts.at(0).outcome, Outcome::unknown);
  EXPECT_EQ(entry.attempts.at(0).ended_at, start);
  EXPECT_EQ(entry.attempts.at(0).answer, "the end");
  EXPECT_FALSE(journal.entry(other)->attempts.at(0).ended_at) << "it goes on";
}

TEST_F(JournalTest, AnAttemptCutByTheEndOfTheProcessStaysUnknownUntilAnAnswer) {
  EventId id = 0;
  {
    Journal journal = opened();
    id = record_opening(journal, subject("web01"));
    journal.begin_attempt(id, start);
  }
  Journal journal = opened();
  EXPECT_TRUE(queues(journal, "oncall", 1).at(0).at(0).outcome_unknown);
  journal.begin_attempt(id, after(second));
  journal.end_attempt(id, ended(Outcome::not_sent), Settled::waiting, false, {}, after(second));
  EXPECT_TRUE(queues(journal, "oncall", 1).at(0).at(0).outcome_unknown)
      << "not sent now says nothing about then";
  const Entry entry = journal.entry(id).value();
  EXPECT_FALSE(entry.attempts.at(0).ended_at) << "nobody knows when it ended";
  EXPECT_EQ(entry.attempts.at(0).outcome, Outcome::unknown);
  EXPECT_EQ(entry.attempts.at(1).outcome, Outcome::not_sent);
  EXPECT_EQ(journal.attempts_since("oncall", start).size(), 2U) << "a killed attempt has used the budget too";
}

TEST_F(JournalTest, ListIsNewestFirstAndFiltered) {
  Journal journal = opened();
  const EventId host = record_opening(journal, subject("web01"));
  const EventId service = record_opening(journal, subject("web01", "HTTP"));
  const EventId night = record_opening(journal, subject("web02"), "night");
  journal.supersede({host}, 0, start);
  Recording later = opening({"test", "web03", "", ""});
  journal.record(later, after(seconds{60}));
  const EventId late = later.changes[0].events[0].id;

  const auto ids = [&](const Filter& filter) {
    std::vector<EventId> found;
    for (const Entry& entry : journal.list(filter)) found.push_back(entry.queued.event.id);
    return found;
  };
  const auto with = [](auto change) {
    Filter filter;
    change(filter);
    return filter;
  };
  using Ids = std::vector<EventId>;
  EXPECT_EQ(ids({}), (Ids{late, night, service, host}));
  EXPECT_EQ(ids(with([](Filter& f) { f.limit = 2; })), (Ids{late, night}));
  EXPECT_EQ(ids(with([](Filter& f) { f.site = "test"; })), (Ids{late}));
  EXPECT_EQ(ids(with([](Filter& f) { f.host = "web01"; })), (Ids{service, host}));
  EXPECT_EQ(ids(with([](Filter& f) { f.service = "HTTP"; })), (Ids{service}));
  EXPECT_EQ(ids(with([](Filter& f) { f.route = "night"; })), (Ids{night}));
  EXPECT_EQ(ids(with([](Filter& f) { f.settled = Settled::superseded; })), (Ids{host}));
  EXPECT_EQ(ids(with([](Filter& f) { f.since = after(seconds{60}); })), (Ids{late}));
  EXPECT_EQ(ids(with([](Filter& f) { f.host = "web01", f.settled = Settled::waiting; })), (Ids{service}));
}

TEST_F(JournalTest, AListOfNothingEnds) {
  const Journal journal = opened();
  for (const auto& settled : {std::optional<Settled>{}, std::optional{Settled::parked}})
    EXPECT_TRUE(journal.list({.settled = settled}).empty());
}

TEST_F(JournalTest, NoSuchEventIsNothing) { EXPECT_FALSE(opened().entry(1)); }

TEST(SettledNames, ReadBack) {
  for (const Settled settled : {Settled::waiting, Settled::delivered, Settled::parked, Settled::superseded})
    EXPECT_EQ(settled_named(name(settled)), settled);
  EXPECT_FALSE(settled_named("lost"));
}

}  // namespace
}  // namespace ilert_bridge
