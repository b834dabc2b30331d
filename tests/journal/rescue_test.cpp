// A damaged file: nothing that lies on a readable page is lost, the old file is kept, and it is said.
#include <fstream>
#include <random>

#include "ilert-bridge/base/log.hpp"
#include "src/journal/rescue.hpp"
#include "src/journal/sqlite.hpp"
#include "tests/journal/folder.hpp"

namespace ilert_bridge {
namespace {

constexpr int hosts = 400;
constexpr std::size_t page_size = 4096;

std::vector<std::string>& logged() {
  static std::vector<std::string> lines;
  return lines;
}

std::string host_name(int host) { return "host-" + std::to_string(host); }

// Page by page: the table or index it belongs to, and the rows it holds.
struct Page {
  std::size_t number;
  std::string owner;
  std::string kind;
  int rows;
};

class RescueTest : public JournalTest {
 protected:
  RescueTest() {
    logged().clear();
    set_log_sink([](Level, std::string_view line) { logged().emplace_back(line); });
    fill();
  }
  ~RescueTest() override { set_log_sink(nullptr); }

  void fill() {
    Journal journal = opened();
    Recording recording;
    for (int host = 0; host < hosts; ++host) {
      Recording::Change change = opening(subject(host_name(host))).changes[0];
      change.events[0].details = std::string(host % 40 == 0 ? 9000 : 300, 'd');  // some longer than a page
      recording.changes.push_back(change);
    }
    recording.looked_at = {{"prod", "oncall"}};
    journal.record(recording, start);
    for (EventId id = 1; id <= hosts; id += 40) {
      journal.begin_attempt(id, start);
      journal.end_attempt(id, ended(Outcome::unknown), Settled::waiting, false, {}, start);
    }
  }

  std::vector<Page> pages() {
    journal::Database database(path(), journal::Database::Mode::immutable);
    std::vector<Page> found;
    journal::SqlQuery row =
        database.query("SELECT pageno, name, pagetype, ncell FROM dbstat ORDER BY pageno");
    while (row.step()) {
      Page page;
      page.number = static_cast<std::size_t>(row.integer());
      page.owner = row.text();
      page.kind = row.text();
      page.rows = static_cast<int>(row.integer());
      found.push_back(page);
    }
    return found;
  }
  std::vector<Page> pages_of(const std::string& owner, const std::string& kind) {
    std::vector<Page> all = pages();
    std::erase_if(all, [&](const Page& page) { return page.owner != owner || page.kind != kind; });
    return all;
  }

  void overwrite(std::size_t offset, const std::string& bytes) {
    std::fstream file(path(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(offset));
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  void destroy(const Page& page, char with = '\xA5') {
    overwrite((page.number - 1) * page_size, std::string(page_size, with));
  }

  std::vector<std::filesystem::path> set_aside() const {
    std::vector<std::filesystem::path> found;
    for (const auto& file : std::filesystem::directory_iterator(folder_))
      if (file.path().filename().string().starts_with("journal.db.damaged-")) found.push_back(file.path());
    return found;
  }
  bool was_rescued() const { return set_aside().size() == 1 && logged().size() == 1; }
};

TEST_F(RescueTest, ASoundJournalIsLeftAlone) {
  EXPECT_EQ(opened().reports().size(), static_cast<std::size_t>(hosts));
  EXPECT_TRUE(set_aside().empty());
  EXPECT_TRUE(logged().empty());
}

TEST_F(RescueTest, ADestroyedPageCostsOnlyItsOwnReports) {
  const std::vector<Page> leaves = pages_of("reports", "leaf");
  ASSERT_GT(leaves.size(), 3U);
  const Page& middle = leaves[leaves.size() / 2];
  destroy(middle);
  Journal journal = opened();
  EXPECT_EQ(journal.reports().size(), static_cast<std::size_t>(hosts - middle.rows));
  EXPECT_EQ(journal.waiting("oncall"), static_cast<std::size_t>(hosts)) << "events lie elsewhere";
  EXPECT_TRUE(was_rescued());
}

TEST_F(RescueTest, ADestroyedPageCostsOnlyItsOwnEvents) {
  const std::vector<Page> leaves = pages_of("events", "leaf");
  destroy(leaves.front(), '\0');
  destroy(leaves.back());
  Journal journal = opened();
  EXPECT_EQ(journal.waiting("oncall"),
            static_cast<std::size_t>(hosts - leaves.front().rows - leaves.back().rows));
  EXPECT_EQ(journal.reports().size(), static_cast<std::size_t>(hosts));
}

TEST_F(RescueTest, ADestroyedIndexCostsNothing) {
  destroy(pages_of("events_waiting", "leaf").front());
  destroy(pages_of("sqlite_autoindex_reports_1", "leaf").back());
  Journal journal = opened();
  EXPECT_EQ(journal.reports().size(), static_cast<std::size_t>(hosts));
  EXPECT_EQ(queues(journal, "oncall", hosts).size(), static_cast<std::size_t>(hosts));
  EXPECT_TRUE(was_rescued());
}

TEST_F(RescueTest, ADestroyedRootCostsNothing) {
  destroy(pages_of("reports", "internal").front());
  destroy(pages_of("events", "internal").front());
  Journal journal = opened();
  EXPECT_EQ(journal.reports().size(), static_cast<std::size_t>(hosts));
  EXPECT_EQ(journal.waiting("oncall"), static_cast<std::size_t>(hosts));
}

TEST_F(RescueTest, WhatWasForgottenDoesNotComeBack) {
  {
    Journal journal = opened();
    Recording recovery;
    for (int host = 100; host < 300; ++host)
      recovery.changes.push_back({subject(host_name(host)), "oncall", Report{}, {}});
    journal.record(recovery, start);
  }
  destroy(pages_of("reports", "internal").front());
  EXPECT_EQ(opened().reports().size(), static_cast<std::size_t>(hosts - 200));
}

TEST_F(RescueTest, AZeroedHeaderCostsNothing) {
  overwrite(0, std::string(100, '\0'));
  Journal journal = opened();
  EXPECT_EQ(journal.reports().size(), static_cast<std::size_t>(hosts));
  EXPECT_EQ(journal.waiting("oncall"), static_cast<std::size_t>(hosts));
  EXPECT_EQ(journal.attempts_since("oncall", start).size(), static_cast<std::size_t>(hosts / 40));
  EXPECT_TRUE(was_rescued());
}

TEST_F(RescueTest, ADestroyedFirstPageCostsNothing) {
  overwrite(0, std::string(page_size, '\x5A'));
  Journal journal = opened();
  EXPECT_EQ(journal.reports().size(), static_cast<std::size_t>(hosts));
  EXPECT_EQ(journal.waiting("oncall"), static_cast<std::size_t>(hosts));
}

TEST_F(RescueTest, ATruncatedFileKeepsWhatIsLeft) {
  const std::vector<Page> all = pages();
  const std::size_t kept_pages = all.size() / 2;
  int kept = 0;
  for (const Page& page : pages_of("reports", "leaf")) kept += page.number <= kept_pages ? page.rows : 0;
  ASSERT_GT(kept, 0);
  std::filesystem::resize_file(path(), kept_pages * page_size);
  EXPECT_EQ(opened().reports().size(), static_cast<std::size_t>(kept));
  EXPECT_TRUE(was_rescued());
}

// A bit of a number changed: SQLite gives no id after the last one there can be, and says that the disk is
// full.
TEST_F(RescueTest, AnIdBeyondAllCountingIsNotCountedOn) {
  for (const char* sql : {"UPDATE sqlite_sequence SET seq = 9223372036854775807",
                          "UPDATE reports SET id = 9223372036854775807 WHERE id = 7",
                          "UPDATE events SET id = -9223372036854775807 WHERE id = 7"}) {
    {
      journal::Database database(path(), journal::Database::Mode::read_write);
      database.execute("/* test */ " + std::string{sql});
    }
    Journal journal = opened();
    EXPECT_GE(journal.reports().size(), std::size_t{hosts - 1}) << sql;
    const EventId next = record_opening(journal, subject("after it"));
    EXPECT_GT(next, hosts) << sql;
    EXPECT_LT(next, 10 * hosts) << sql;
  }
}

TEST_F(RescueTest, GarbageIsSetAsideAndTheJournalStartsAnew) {
  std::filesystem::resize_file(path(), 0);
  overwrite(0, std::string(30'000, '#'));
  Journal journal = opened();
  EXPECT_TRUE(journal.reports().empty());
  record_opening(journal, subject("web01"));
  ASSERT_TRUE(was_rescued());
  EXPECT_EQ(std::filesystem::file_size(set_aside()[0]), 30'000U) << "untouched";
}

TEST_F(RescueTest, WhatWasTakenOverIsComplete) {
  destroy(pages_of("events_waiting", "leaf").front());
  Journal journal = opened();
  EXPECT_EQ(journal.reports().at(subject("host-7")).at("oncall"), open_report());
  EXPECT_EQ(journal.looked_at().size(), 1U);
  const Entry entry = journal.entry(41).value();
  EXPECT_EQ(entry.queued.event.details.size(), 9000U);
  EXPECT_TRUE(entry.queued.outcome_unknown);
  EXPECT_EQ(entry.attempts.size(), 1U);
  EXPECT_FALSE(journal.entry(42)->queued.outcome_unknown);
  EXPECT_EQ(record_opening(journal, subject("new")), hosts + 1) << "ids go on";
}

TEST_F(RescueTest, ALostAttemptLeavesTheOutcomeUnknown) {
  destroy(pages_of("attempts", "leaf").front());
  for (const auto& queue : queues(opened(), "oncall", hosts)) EXPECT_TRUE(queue[0].outcome_unknown);
}

TEST_F(RescueTest, TheIdsOfLostEventsAreNotGivenAgain) {
  destroy(pages_of("events", "leaf").back());
  Journal journal = opened();
  EXPECT_GT(record_opening(journal, subject("new")), hosts);
}

TEST_F(RescueTest, ASiteWithReportsIsNotNewAgain) {
  destroy(pages_of("looked_at", "leaf").front());
  EXPECT_EQ(opened().looked_at(), (std::set<std::pair<std::string, std::string>>{{"prod", "oncall"}}));
}

TEST_F(RescueTest, AValueThatIsNoneOfOursCostsItsRow) {
  {
    journal::Database database(path(), journal::Database::Mode::read_write);
    database.run("/* test */ UPDATE reports SET told = char(7) WHERE host = 'host-7'");
    database.run("/* test */ UPDATE events SET settled = 'wait1ng' WHERE host = 'host-8'");
  }
  Journal journal = opened();
  EXPECT_EQ(journal.reports().size(), static_cast<std::size_t>(hosts - 1));
  EXPECT_EQ(journal.list({}).size(), static_cast<std::size_t>(hosts - 1));
}

TEST_F(RescueTest, DamageSeenWhileRunningIsDealtWithAtTheNextStart) {
  Journal journal = opened();
  {
    journal::Database beside(path(), journal::Database::Mode::read_write);
    beside.run(
        "/* test */ UPDATE events SET settled = '' WHERE host = 'host-7'");  // no start reads what is settled
  }
  EXPECT_THROW(static_cast<void>(journal.list({})), CommitFailed);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "journal.db.suspect"));
  { Journal closed = std::move(journal); }
  EXPECT_EQ(opened().list({}).size(), static_cast<std::size_t>(hosts - 1));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "journal.db.suspect"));
  EXPECT_TRUE(was_rescued());
}

TEST_F(RescueTest, WhatIsOnlyInTheLogIsTakenOverToo) {
  std::filesystem::path copy = folder_ / "copy.db";
  {
    Journal journal = opened();
    record_opening(journal, subject("only-in-the-log"));
    std::filesystem::copy_file(path(), copy);
    std::filesystem::copy_file(path().string() + "-wal", copy.string() + "-wal");
  }
  std::filesystem::rename(copy, path());
  std::filesystem::rename(copy.string() + "-wal", path().string() + "-wal");
  overwrite(0, std::string(100, '\0'));
  EXPECT_EQ(opened().reports().count(subject("only-in-the-log")), 1U);
}

TEST_F(RescueTest, ARescueThatWasCutShortIsFinished) {
  std::filesystem::rename(path(), folder_ / "journal.db.rescued");
  std::ofstream{path()} << "the damaged file";
  EXPECT_EQ(opened().reports().size(), static_cast<std::size_t>(hosts));
  EXPECT_EQ(set_aside().size(), 1U);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "journal.db.rescued"));
}

TEST_F(RescueTest, TheLogLineSaysWhatWasLostAndWhereTheOldFileIs) {
  const Page lost = pages_of("reports", "leaf").at(1);
  destroy(lost);
  opened();
  ASSERT_EQ(logged().size(), 1U);
  const std::string& line = logged()[0];
  EXPECT_NE(line.find("damaged"), std::string::npos) << line;
  EXPECT_NE(line.find(set_aside().at(0).filename().string()), std::string::npos) << line;
  EXPECT_NE(line.find(std::to_string(hosts - lost.rows) + ", at most " + std::to_string(lost.rows) + " lost"),
            std::string::npos)
      << line;
}

TEST_F(RescueTest, OldFilesOfTheSameSecondAreKeptApart) {
  for (int round = 0; round < 2; ++round) {
    overwrite(0, std::string(100, '\0'));
    opened();
  }
  EXPECT_EQ(set_aside().size(), 2U);
}

TEST_F(RescueTest, ARehearsalDoesNotTouchADamagedFile) {
  overwrite(0, std::string(100, '\0'));
  EXPECT_FALSE(try_open(Journal::Access::rehearsal));
  EXPECT_FALSE(try_open(Journal::Access::read_only));
  EXPECT_TRUE(set_aside().empty());
}

TEST_F(RescueTest, AnyPageMayBeDestroyedAndTheJournalOpens) {
  std::mt19937 random(7);
  const std::vector<Page> all = pages();
  const std::filesystem::path sound = folder_ / "sound";
  std::filesystem::copy_file(path(), sound);
  for (int round = 0; round < 12; ++round) {
    std::filesystem::copy_file(sound, path(), std::filesystem::copy_options::overwrite_existing);
    int lost = 0;
    for (int damage = 0; damage < 3; ++damage) {
      const Page& page = all[random() % all.size()];
      destroy(page, static_cast<char>(random()));
      lost += page.owner == "reports" && page.kind == "leaf" ? page.rows : 0;
    }
    EXPECT_GE(opened().reports().size(), static_cast<std::size_t>(hosts - lost)) << "round " << round;
  }
}

}  // namespace
}  // namespace ilert_bridge
