// History goes, what is undelivered stays.
#include "ilert-bridge/base/log.hpp"
#include "src/journal/sqlite.hpp"
#include "tests/journal/folder.hpp"

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;

constexpr Retention month{.keep_delivered = 24h * 30, .max_size = Bytes{1} << 30};
constexpr Retention tiny{.keep_delivered = 24h * 30, .max_size = Bytes{64} << 10};

class PruneTest : public JournalTest {
 protected:
  PruneTest() {
    set_log_sink([](Level, std::string_view) {});
  }
  ~PruneTest() override { set_log_sink(nullptr); }

  EventId delivered(const std::string& host, Time at) {
    Recording recording = opening(subject(host));
    recording.changes[0].events[0].details = std::string(1500, 'd');
    journal.record(recording, at);
    const EventId id = recording.changes[0].events[0].id;
    journal.begin_attempt(id, at);
    journal.end_attempt(id, ended(Outcome::delivered, 202), Settled::delivered, false, std::nullopt, at);
    all_is_over();
    return id;
  }
  // No alert is open any more.
  void all_is_over() {
    journal::Database database(path(), journal::Database::Mode::read_write);
    database.run("/* test */ DELETE FROM reports");
  }
  // As many, without waiting for the disk each time.
  void delivered(const std::string& host, int count, Time first, Span apart = {}) {
    Recording recording;
    for (int number = 0; number < count; ++number) {
      recording.changes.push_back(opening(subject(host + std::to_string(number))).changes[0]);
      recording.changes.back().events[0].details = std::string(1500, 'd');
    }
    journal.record(recording, first);
    const EventId id = recording.changes[0].events[0].id;
    journal::Database database(path(), journal::Database::Mode::read_write);
    journal::Transaction transaction(database);
    for (int number = 0; number < count; ++number) {
      const Time at = first + number * apart;
      database.run(
          "INSERT INTO attempts (event, route, started_at, ended_at, outcome) VALUES (?, 'oncall', ?, ?, "
          "'delivered')",
          id + number, at, at);
      database.run("UPDATE events SET settled = 'delivered', settled_at = ? WHERE id = ?", at, id + number);
    }
    transaction.commit();
    all_is_over();
  }
  EventId parked(const std::string& host, Time at) {
    const EventId id = record_opening(journal, subject(host));
    journal.begin_attempt(id, at);
    journal.end_attempt(id, ended(Outcome::refused, 400), Settled::parked, true, std::nullopt, at);
    return id;
  }
  std::int64_t number(const std::string& sql) {
    journal::Database database(path(), journal::Database::Mode::read_only);
    return database.number("/* test */ " + sql);
  }

  Journal journal = opened();
};

TEST_F(PruneTest, WhatWasDeliveredLongAgoGoesWithItsAttempts) {
  const EventId old = delivered("old", start);
  const EventId young = delivered("young", after(24h));
  EXPECT_EQ(journal.prune(month, 500, after(24h * 30 + 1ms)), 1U);
  EXPECT_FALSE(journal.entry(old));
  EXPECT_TRUE(journal.entry(young));
  EXPECT_EQ(number("SELECT count(*) FROM attempts"), 1);
}

TEST_F(PruneTest, AnAttemptOfTheLastHourKeepsItsEventThoughTheClockWasSetBack) {
  const EventId id = record_opening(journal, subject("web01"));
  journal.begin_attempt(id, after(24h * 31));
  journal.end_attempt(id, ended(Outcome::failed), Settled::waiting, false, std::nullopt, after(24h * 31));
  journal.drop({id}, "ann", start);
  all_is_over();
  EXPECT_EQ(journal.prune(month, 500, after(24h * 31 + 59min)), 0U);
  EXPECT_EQ(journal.prune(month, 500, after(24h * 31 + 61min)), 1U);
}

TEST_F(PruneTest, WhatOpenedAnAlertAndWasSaidAboutItStaysWhileItIsOpen) {
  const std::string key = alert_key(subject("web01"), "mon1");
  EventType types[] = {EventType::alert, EventType::comment, EventType::accept};
  for (const EventType type : types) {
    Recording recording = opening(subject("web01"));
    recording.changes[0].events[0].type = type;
    journal.record(recording, start);
    const EventId id = recording.changes[0].events[0].id;
    journal.begin_attempt(id, start);
    journal.end_attempt(id, ended(Outcome::delivered, 202), Settled::delivered, false, std::nullopt, start);
  }
  EXPECT_EQ(journal.prune(month, 500, after(24h * 31)), 1U) << "the ACCEPT is said by the report";
  EXPECT_EQ(journal.last_told("oncall", key).alert_at, start);
  all_is_over();
  EXPECT_EQ(journal.prune(month, 500, after(24h * 31)), 2U);
}

TEST_F(PruneTest, WhatWaitsOrIsParkedNeverGoes) {
  record_opening(journal, subject("waits"));
  parked("parked", start);
  EXPECT_EQ(journal.prune(tiny, 500, after(24h * 10'000)), 0U);
  EXPECT_EQ(journal.list({}).size(), 2U);
}

TEST_F(PruneTest, SupersededAndDroppedEventsAreHistoryToo) {
  journal.drop({record_opening(journal, subject("dropped"))}, "ann", start);
  journal.supersede({record_opening(journal, subject("superseded"))}, 0, start);
  all_is_over();
  EXPECT_EQ(journal.prune(month, 500, after(24h * 31)), 2U);
  EXPECT_EQ(number("SELECT count(*) FROM by_hand"), 0) << "the note goes with what it is about";
}

TEST_F(PruneTest, OneStepIsNeverLargerThanItMayBe) {
  delivered("", 7, start, 1s);
  EXPECT_EQ(journal.prune(month, 3, after(24h * 31)), 3U);
  EXPECT_EQ(journal.list({}).back().queued.event.subject.host, "3") << "the oldest first";
  EXPECT_EQ(journal.prune(month, 3, after(24h * 31)), 3U);
  EXPECT_EQ(journal.prune(month, 3, after(24h * 31)), 1U);
}

TEST_F(PruneTest, AFileThatIsTooLargeLosesItsOldestHistoryBeforeItsTimeAndNotTheLastHour) {
  delivered("old-", 40, start);
  delivered("new-", 40, after(2h));
  const Bytes before = journal.in_use();
  EXPECT_GT(before, tiny.max_size);
  std::size_t gone = 0;
  while (const std::size_t some = journal.prune(tiny, 10, after(2h + 30min))) gone += some;
  EXPECT_EQ(gone, 40U) << "what the budget still counts stays, whatever the size";
  EXPECT_LT(journal.in_use(), before * 3 / 4);
  EXPECT_EQ(journal.attempts_since("oncall", after(1h + 30min)).size(), 40U);
}

TEST_F(PruneTest, NoMoreGoesThanTheSizeAsksFor) {
  delivered("", 80, start, 1s);
  const Retention half{.keep_delivered = 24h * 30, .max_size = journal.in_use() * 3 / 4};
  while (journal.prune(half, 5, after(3h)) > 0) continue;
  const std::size_t left = journal.list({}).size();
  EXPECT_GT(left, 20U);
  EXPECT_LT(left, 70U);
}

TEST_F(PruneTest, TheRoomOfWhatWentIsUsedAgain) {
  delivered("", 100, start);
  while (journal.prune(month, 50, after(24h * 31)) > 0) continue;
  const std::int64_t pages = number("PRAGMA page_count");
  delivered("", 90, after(24h * 31));
  EXPECT_LE(number("PRAGMA page_count"), pages + 4);
}

TEST_F(PruneTest, WhatIlertHeardOfAKeyOutlivesItsEvents) {
  Recording recording = opening(subject("web01"));
  journal.record(recording, start);
  const EventId id = recording.changes[0].events[0].id;
  journal.begin_attempt(id, start);
  journal.end_attempt(id, ended(Outcome::delivered, 202), Settled::delivered, false,
                      Heard{.told = Told::open}, start);
  all_is_over();
  ASSERT_EQ(journal.prune(month, 500, after(24h * 31)), 1U);
  EXPECT_EQ(journal.heard("oncall").at(alert_key(subject("web01"), "mon1")).told, Told::open);
}

TEST_F(PruneTest, ARescueDoesNotFindWhatWent) {
  delivered("", 300, start);
  for (int host = 0; host < 10; ++host) record_opening(journal, subject("waits-" + std::to_string(host)));
  while (journal.prune(month, 100, after(24h * 31)) > 0) continue;
  { Journal closed = std::move(journal); }
  {
    std::FILE* file = std::fopen(path().c_str(), "r+b");
    std::fputs("damaged", file);
    std::fclose(file);
  }
  journal = opened();
  EXPECT_EQ(journal.list({}).size(), 10U);
  EXPECT_GT(record_opening(journal, subject("next")), 310) << "ids go on";
}

}  // namespace
}  // namespace ilert_bridge
