#include "tests/journal/folder.hpp"

namespace ilert_bridge {
namespace {

using std::chrono::seconds;

class ByHandTest : public JournalTest {
 protected:
  EventId parked(const std::string& host) {
    const EventId id = record_opening(journal, subject(host));
    journal.begin_attempt(id, start);
    journal.end_attempt(id, ended(Outcome::refused, 400), Settled::parked, true, std::nullopt, start);
    return id;
  }
  Settled settled(EventId id) { return journal.entry(id)->settled; }

  Journal journal = opened();
};

using Ids = std::vector<EventId>;

TEST_F(ByHandTest, ARetriedEventWaitsAgainWithEverything) {
  const EventId id = parked("web01");
  EXPECT_EQ(journal.retry({id}, "ann (1000)", after(seconds{9})), Ids{id});
  const Entry entry = *journal.entry(id);
  EXPECT_EQ(entry.settled, Settled::waiting);
  EXPECT_FALSE(entry.settled_at);
  EXPECT_FALSE(entry.queued.required_only);
  EXPECT_EQ(entry.queued.attempts, 1) << "what happened stays";
  ASSERT_EQ(entry.by_hand.size(), 1U);
  EXPECT_EQ(entry.by_hand[0].who, "ann (1000)");
  EXPECT_EQ(entry.by_hand[0].what, "retry");
  EXPECT_EQ(entry.by_hand[0].at, after(seconds{9}));
}

TEST_F(ByHandTest, ADroppedEventIsNeverSent) {
  const EventId waits = record_opening(journal, subject("web01"));
  const EventId refused = parked("web02");
  EXPECT_EQ(journal.drop({waits, refused}, "ann (1000)", start), (Ids{waits, refused}));
  EXPECT_EQ(settled(waits), Settled::dropped);
  EXPECT_EQ(settled(refused), Settled::dropped);
  EXPECT_EQ(journal.waiting("oncall"), 0U);
  EXPECT_THROW(journal.begin_attempt(waits, start), std::logic_error);
}

TEST_F(ByHandTest, WhatIsSettledOrUnknownIsLeftAlone) {
  const EventId id = record_opening(journal, subject("web01"));
  journal.begin_attempt(id, start);
  journal.end_attempt(id, ended(Outcome::delivered, 202), Settled::delivered, false, std::nullopt, start);
  EXPECT_EQ(journal.drop({id, 999}, "ann", start), Ids{});
  EXPECT_EQ(journal.retry({id, 999}, "ann", start), Ids{});
  EXPECT_EQ(settled(id), Settled::delivered);
  EXPECT_TRUE(journal.entry(id)->by_hand.empty());
}

TEST_F(ByHandTest, TheEndOfADroppedAlertThatMayHaveGotThroughIsStillTold) {
  const EventId dark = record_opening(journal, subject("web01"));
  journal.begin_attempt(dark, start);
  journal.end_attempt(dark, ended(Outcome::unknown), Settled::waiting, false, {}, start);
  const EventId unsent = record_opening(journal, subject("web02"));
  journal.drop({dark, unsent}, "anna", start);
  EXPECT_EQ(journal.heard("oncall").size(), 1U);
  EXPECT_TRUE(journal.heard("oncall").contains(alert_key(subject("web01"), "mon1")));
}

TEST_F(ByHandTest, WhatIsUnderWayIsNotDropped) {
  const EventId id = record_opening(journal, subject("web01"));
  journal.begin_attempt(id, start);
  EXPECT_EQ(journal.drop({id}, "ann", start), Ids{});
  journal.end_attempt(id, ended(Outcome::failed), Settled::waiting, false, std::nullopt, start);
  EXPECT_EQ(journal.drop({id}, "ann", start), Ids{id});
}

TEST_F(ByHandTest, ItSurvivesAReopen) {
  const EventId id = parked("web01");
  journal.drop({id}, "ann", start);
  { Journal closed = std::move(journal); }
  journal = opened();
  EXPECT_EQ(settled(id), Settled::dropped);
  EXPECT_EQ(journal.entry(id)->by_hand.size(), 1U);
}

TEST_F(ByHandTest, ListsGoOnBelowAnId) {
  for (int host = 0; host < 5; ++host) record_opening(journal, subject(std::to_string(host)));
  Filter filter;
  filter.before = 4;
  filter.limit = 2;
  const std::vector<Entry> entries = journal.list(filter);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].queued.event.id, 3);
}

}  // namespace
}  // namespace ilert_bridge
