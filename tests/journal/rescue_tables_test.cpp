// The tables and columns that later versions added, in a damaged file that an older version began.
#include <fstream>

#include "ilert-bridge/base/log.hpp"
#include "src/journal/schema.hpp"
#include "tests/journal/folder.hpp"

namespace ilert_bridge {
namespace {

using journal::Database;

constexpr int hosts = 300;
constexpr std::size_t page_size = 4096;

std::string host_name(int host) { return "host-" + std::to_string(host); }

class RescueTablesTest : public JournalTest {
 protected:
  RescueTablesTest() {
    set_log_sink([](Level, std::string_view) {});
  }
  ~RescueTablesTest() override { set_log_sink(nullptr); }

  // Every host was alerted and delivered under version 1; every tenth has recovered since, every tenth + 1
  // has a RESOLVE that waits.
  void begin_with_version_1() {
    { Journal claims_the_file = opened(); }
    std::filesystem::resize_file(path(), 0);
    Database database(path(), Database::Mode::read_write);
    journal::set_up(database, true);
    journal::migrate(database, {journal::schema_steps().at(0)});
    database.execute("BEGIN");
    for (int host = 0; host < hosts; ++host) {
      add_event(database, host, "ALERT", "delivered");
      if (host % 10 == 0) {
        add_event(database, host, "RESOLVE", "delivered");
      } else {
        add_report(database, host);
      }
      if (host % 10 == 1) add_event(database, host, "RESOLVE", "waiting");
    }
    database.execute("COMMIT");
  }
  void add_event(Database& database, int host, const char* type, const char* settled) {
    database.run(
        "INSERT INTO events (route, alert_key, site, host, service, own, type, reason, because, state, "
        "priority,"
        " occurred_at, recorded_at, summary, details, remark_author, remark_text, link, settled, settled_at)"
        " VALUES ('oncall', ?, 'prod', ?, '', '', ?, 'problem', 'verdict', 'DOWN', 'HIGH', 1, 1, 's', ?, '', "
        "'', "
        "'', ?, ?)",
        key(host), host_name(host), type, std::string(200, 'd'), settled, start);
  }
  void add_report(Database& database, int host) {
    database.run(
        "INSERT INTO reports (route, alert_key, site, host, service, own, told, state, priority, acceptance,"
        " remark_author, remark_text, overruled_author, overruled_text, program_start, program_pid, "
        "checked_at,"
        " told_at) VALUES ('oncall', ?, 'prod', ?, '', '', 'open', 'DOWN', 'HIGH', 'checkmk', '', '', '', "
        "'', 0, 0, "
        "0, 0)",
        key(host), host_name(host));
  }
  static std::string key(int host) { return alert_key(subject(host_name(host)), "mon1"); }

  std::int64_t number(const std::string& sql) {
    Database database(path(), Database::Mode::read_only);
    return database.number("/* test */ " + sql);
  }
  void destroy(std::size_t page) {
    std::fstream file(path(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>((page - 1) * page_size));
    file.write(std::string(page_size, '\x5A').data(), page_size);
  }
  void destroy_all(const std::string& table, const std::string& kind) {
    std::vector<std::int64_t> pages;
    {
      Database database(path(), Database::Mode::immutable);
      journal::SqlQuery row =
          database.query("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = ?", table, kind);
      while (row.step()) pages.push_back(row.integer());
    }
    ASSERT_FALSE(pages.empty());
    for (const std::int64_t page : pages) destroy(static_cast<std::size_t>(page));
  }
};

constexpr int open_alerts = hosts - hosts / 10;

TEST_F(RescueTablesTest, WhatWasHeardFollowsFromTheDeliveredEventsOfVersion1) {
  begin_with_version_1();
  { Journal migrates = opened(); }
  EXPECT_EQ(number("SELECT count(*) FROM heard WHERE told = 'open' AND state = 'DOWN' AND priority = 'HIGH'"),
            open_alerts);
}

TEST_F(RescueTablesTest, RowsOfAnOlderVersionAreFoundWithoutTheirRoot) {
  begin_with_version_1();
  { Journal migrates = opened(); }
  destroy_all("events", "internal");
  Journal journal = opened();
  EXPECT_EQ(journal.waiting("oncall"), static_cast<std::size_t>(hosts / 10));
  EXPECT_EQ(number("SELECT count(*) FROM events"), hosts + 2 * hosts / 10);
  EXPECT_EQ(journal.entry(1)->queued.event.stands_for, 1) << "what a row was written without has its default";
}

TEST_F(RescueTablesTest, ADestroyedFirstPageOfAMigratedFileCostsNothing) {
  begin_with_version_1();
  { Journal migrates = opened(); }
  destroy(1);
  Journal journal = opened();
  EXPECT_EQ(journal.reports().size(), static_cast<std::size_t>(open_alerts));
  EXPECT_EQ(number("SELECT count(*) FROM heard"), open_alerts);
}

TEST_F(RescueTablesTest, WhatWasHeardAndIsLostFollowsFromEventsAndReportsAndWhatWaitsIsSent) {
  begin_with_version_1();
  { Journal migrates = opened(); }
  {
    Database prunes(path(), Database::Mode::read_write);
    prunes.run("/* test */ DELETE FROM events WHERE settled = 'delivered' AND id % 2 = 0");
  }
  destroy_all("heard", "leaf");
  Journal journal = opened();
  EXPECT_EQ(number("SELECT count(*) FROM heard WHERE told = 'open'"), open_alerts);
  EXPECT_EQ(number("SELECT count(*) FROM heard WHERE alert_key = '" + key(10) + "'"), 0)
      << "it has recovered";
  for (const auto& queue : queues(journal, "oncall", hosts)) EXPECT_TRUE(queue.front().outcome_unknown);
}

TEST_F(RescueTablesTest, IdsOfEventsThatAreGoneAreNotGivenAgain) {
  begin_with_version_1();
  { Journal migrates = opened(); }
  {
    Database prunes(path(), Database::Mode::read_write);
    prunes.run("/* test */ DELETE FROM events WHERE id > 50");
  }
  destroy_all("reports", "internal");
  Journal journal = opened();
  EXPECT_EQ(record_opening(journal, subject("new")), hosts + 2 * hosts / 10 + 1);
}

TEST_F(RescueTablesTest, WhatWasDoneByHandIsTakenOver) {
  { Journal creates_the_file = opened(); }
  {
    Database database(path(), Database::Mode::read_write);
    for (int change = 0; change < hosts; ++change)
      database.run("INSERT INTO by_hand (at, who, what, event) VALUES (?, 'ann', 'drop', ?)", start,
                   std::int64_t{change});
  }
  destroy_all("by_hand", "internal");
  { Journal rescued = opened(); }
  EXPECT_EQ(number("SELECT count(*) FROM by_hand WHERE who = 'ann' AND what = 'drop'"), hosts);
}

}  // namespace
}  // namespace ilert_bridge
