// Until when a site was looked at, and what is over before it could be told.
#include "src/journal/sqlite.hpp"
#include "tests/journal/folder.hpp"

namespace ilert_bridge {
namespace {

const Span minute = std::chrono::minutes{1};

using LooksTest = JournalTest;

Recording looked(const std::string& site, const LookMark& mark) {
  Recording recording;
  recording.looks[site] = mark;
  return recording;
}

TEST_F(LooksTest, AreKeptPerSite) {
  const LookMark one{.at = start, .clock_ahead = Span{1500}, .unread = {}};
  const LookMark other{.at = after(minute), .clock_ahead = {}, .unread = {{start, after(second)}}};
  {
    Journal journal = opened();
    EXPECT_TRUE(journal.looks().empty());
    Recording recording = looked("prod", one);
    recording.looks["test"] = other;
    journal.record(recording, start);
  }
  Journal journal = opened();
  EXPECT_EQ(journal.looks(), (std::map<std::string, LookMark>{{"prod", one}, {"test", other}}));
  Recording recording = looked("test", one);
  journal.record(recording, start);
  EXPECT_EQ(journal.looks().at("test"), one) << "a gap that was read is forgotten";
}

TEST_F(LooksTest, WhatWasMissedNeverWaits) {
  Journal journal = opened();
  Recording recording;
  for (const EventType type : {EventType::alert, EventType::resolve}) {
    Event event;
    event.route = "oncall";
    event.subject = subject("web01");
    event.alert_key = alert_key(event.subject, "mon1");
    event.type = type;
    event.reason = Reason::missed;
    event.occurred_at = start;
    recording.missed.push_back(event);
  }
  EXPECT_FALSE(recording.empty());
  journal.record(recording, after(minute));
  EXPECT_EQ(recording.missed.at(1).id, 2);
  EXPECT_EQ(journal.waiting("oncall"), 0U);
  const std::vector<Entry> entries = journal.history("oncall", subject("web01"), 10);
  ASSERT_EQ(entries.size(), 2U);
  for (const Entry& entry : entries) {
    EXPECT_EQ(entry.settled, Settled::superseded);
    EXPECT_EQ(entry.settled_at, after(minute));
    EXPECT_EQ(entry.superseded_by, 0);
    EXPECT_EQ(entry.queued.event.reason, Reason::missed);
  }
}

TEST_F(LooksTest, OccurrencesAreTheEventsOfAKeyByTheirOwnTime) {
  Journal journal = opened();
  record_opening(journal, subject("web01"));
  const std::string key = alert_key(subject("web01"), "mon1");
  const Time occurred = journal.history("oncall", subject("web01"), 1).at(0).queued.event.occurred_at;
  EXPECT_EQ(journal.occurrences("oncall", key, occurred).size(), 1U);
  EXPECT_EQ(journal.occurrences("oncall", key, occurred).at(0), std::make_pair(EventType::alert, occurred));
  EXPECT_TRUE(journal.occurrences("oncall", key, occurred + second).empty());
  EXPECT_TRUE(journal.occurrences("other", key, occurred).empty());
}

TEST_F(LooksTest, AHistoryNeedsNoWalkThroughTheWholeJournal) {
  { Journal creates_the_file = opened(); }
  journal::Database database(path(), journal::Database::Mode::read_only);
  journal::SqlQuery plan = database.query(
      "EXPLAIN QUERY PLAN SELECT id FROM events WHERE route = 'a' AND alert_key = 'b' ORDER BY id DESC");
  ASSERT_TRUE(plan.step());
  for (int column = 0; column < 3; ++column) (void)plan.integer();
  EXPECT_NE(plan.text().find("events_of_key"), std::string::npos);
}

}  // namespace
}  // namespace ilert_bridge
