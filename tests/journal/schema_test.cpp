// Old files become new ones, whole or not at all.
#include "src/journal/schema.hpp"

#include <fstream>
#include <iterator>

#include "tests/journal/folder.hpp"

namespace ilert_bridge::journal {
namespace {

const std::vector<std::string> one_step{"CREATE TABLE notes (text TEXT) STRICT"};
const std::vector<std::string> two_steps{one_step[0],
                                         "ALTER TABLE notes ADD COLUMN author TEXT NOT NULL DEFAULT ''"};
const std::vector<std::string> bad_steps{one_step[0], two_steps[1], "ALTER TABLE nowhere ADD COLUMN x TEXT"};

TEST(Schema, AnEmptyFileTakesEveryStep) {
  Database database("memory", Database::Mode::memory);
  EXPECT_EQ(version_of(database, two_steps).origin, Lineage::empty);
  migrate(database, two_steps);
  EXPECT_EQ(version_of(database, two_steps).origin, Lineage::ours);
  EXPECT_EQ(version_of(database, two_steps).number, 2U);
}

TEST(Schema, AnOlderFileTakesOnlyTheMissingStepsAndKeepsItsRows) {
  Database database("memory", Database::Mode::memory);
  migrate(database, one_step);
  database.run("INSERT INTO notes VALUES ('kept')");
  migrate(database, two_steps);
  SqlQuery row = database.query("SELECT text, author FROM notes");
  ASSERT_TRUE(row.step());
  EXPECT_EQ(row.text(), "kept");
  EXPECT_EQ(row.text(), "");
}

TEST(Schema, AStepThatFailsLeavesTheFileAsItWas) {
  Database database("memory", Database::Mode::memory);
  migrate(database, one_step);
  EXPECT_THROW(migrate(database, bad_steps), CommitFailed);
  EXPECT_EQ(version_of(database, bad_steps).number, 1U);
  EXPECT_EQ(database.number("SELECT count(*) FROM pragma_table_info('notes')"), 1)
      << "step 2 was taken back too";
}

TEST(Schema, AFileWithMoreStepsIsNewer) {
  Database database("memory", Database::Mode::memory);
  migrate(database, two_steps);
  EXPECT_EQ(version_of(database, one_step).origin, Lineage::newer);
}

TEST(Schema, TablesWithoutOurMarkAreForeign) {
  Database database("memory", Database::Mode::memory);
  database.execute("CREATE TABLE songs (title TEXT); PRAGMA user_version = 1");
  EXPECT_EQ(version_of(database, two_steps).origin, Lineage::foreign);
}

using PragmaTest = JournalTest;

TEST_F(PragmaTest, ACommitIsOnDiskBeforeItIsAcknowledged) {
  { Journal creates_the_file = opened(); }
  Database database(path(), Database::Mode::read_write);
  set_up(database, true);
  constexpr std::int64_t full = 2;
  EXPECT_EQ(database.number("PRAGMA synchronous"), full);
  SqlQuery mode = database.query("PRAGMA journal_mode");
  ASSERT_TRUE(mode.step());
  EXPECT_EQ(mode.text(), "wal");
}

// What version 1 wrote, in version 1's words: stays as it is when steps are added.
constexpr const char* rows_of_version_1 = R"(
INSERT INTO events (id, route, alert_key, site, host, service, own, type, reason, because, state, priority, occurred_at,
                    recorded_at, summary, details, remark_author, remark_text, link)
VALUES (41, 'oncall', 'cmk-1', 'prod', 'web01', 'HTTP', '', 'ALERT', 'problem', 'verdict', 'CRITICAL', 'HIGH',
        1800000000000, 1800000001000, 's', 'd', '', '', '');
INSERT INTO attempts (event, route, started_at) VALUES (41, 'oncall', 1800000002000);
INSERT INTO reports (route, alert_key, site, host, service, own, told, state, priority, acceptance, remark_author,
                     remark_text, overruled_author, overruled_text, program_start, program_pid, checked_at, told_at)
VALUES ('oncall', 'cmk-1', 'prod', 'web01', 'HTTP', '', 'open', 'CRITICAL', 'HIGH', 'checkmk', '', '', '', '', 0, 0, 0, 0);
INSERT INTO looked_at (site, route) VALUES ('prod', 'oncall');
)";

using VersionTest = JournalTest;

TEST_F(VersionTest, AJournalOfVersion1IsTakenOver) {
  {
    { Journal claims_the_file = opened(); }
    std::filesystem::resize_file(path(), 0);
    Database database(path(), Database::Mode::read_write);
    set_up(database, true);
    migrate(database, {schema_steps().at(0)});
    database.execute(rows_of_version_1);
  }
  Journal journal = opened();
  EXPECT_EQ(journal.reports().at(subject("web01", "HTTP")).at("oncall").told, Told::open);
  EXPECT_EQ(journal.looked_at().size(), 1U);
  const Queued queued = queues(journal, "oncall", 1).at(0).at(0);
  EXPECT_EQ(queued.event.id, 41);
  EXPECT_TRUE(queued.outcome_unknown);
  EXPECT_EQ(record_opening(journal, subject("web02")), 42);
}

// As the last release left it, killed while it sent.
TEST_F(VersionTest, TheJournalOfRelease0_1IsTakenOver) {
  {
    { Journal claims_the_file = opened(); }
    std::filesystem::resize_file(path(), 0);
    std::ifstream recorded(ILERT_BRIDGE_SOURCE_DIR "/tests/data/journal/0.1.0.sql");
    Database database(path(), Database::Mode::read_write);
    set_up(database, true);
    database.execute(std::string{std::istreambuf_iterator<char>{recorded}, {}});
    ASSERT_EQ(database.number("PRAGMA user_version"), 4);
  }
  Journal journal = opened();
  const Reports reports = journal.reports();
  const Report& accepted = reports.at(subject("web01", "HTTP")).at("oncall");
  EXPECT_EQ(accepted.told, Told::accepted);
  EXPECT_EQ(accepted.remark.author, "carl");
  EXPECT_EQ(reports.at(subject("db01")).at("oncall").told, Told::open);
  const auto waiting = queues(journal, "oncall", 1);
  EXPECT_EQ(waiting.at(0).at(0).event.id, 3) << "what waited waits";
  EXPECT_TRUE(waiting.at(0).at(0).outcome_unknown) << "nobody saw the end of its attempt";
  EXPECT_EQ(record_opening(journal, subject("web02")), 5) << "what was parked keeps its number";
}

// What version 5 wrote of reports, in its words: one that waits to be believed gone, one that was accepted.
constexpr const char* reports_of_version_5 = R"(
INSERT INTO reports (route, alert_key, site, host, service, own, told, state, priority, acceptance, remark_author,
                     remark_text, overruled_author, overruled_text, program_start, program_pid, checked_at, told_at,
                     absent_since, absent_program_start, absent_program_pid)
VALUES ('oncall', 'cmk-1', 'prod', 'web01', '', '', 'open', 'DOWN', 'HIGH', 'checkmk', '', '', '', '', 1000, 11,
        1800000000000, 1800000001000, 1800000009000, 1000, 11),
       ('oncall', 'cmk-2', 'prod', 'web01', 'HTTP', '', 'accepted', 'WARNING', 'LOW', 'lost', 'ann', 'on it', '', '',
        1000, 11, 1800000000000, 1800000001000, NULL, NULL, NULL);
)";

TEST_F(VersionTest, ReportsOfVersion5GoOnAsTheyAre) {
  {
    { Journal claims_the_file = opened(); }
    std::filesystem::resize_file(path(), 0);
    Database database(path(), Database::Mode::read_write);
    set_up(database, true);
    migrate(database, {schema_steps().begin(), schema_steps().begin() + 5});
    database.execute(reports_of_version_5);
  }
  const Reports reports = opened().reports();
  Report gone;
  gone.told = Told::open;
  gone.state = State::down;
  gone.program = {1000, 11};
  gone.checked_at = from_millis(1'800'000'000'000);
  gone.told_at = from_millis(1'800'000'001'000);
  gone.absence = Absence{from_millis(1'800'000'009'000), {1000, 11}};
  EXPECT_EQ(reports.at(subject("web01")).at("oncall"), gone) << "nothing is held, nothing is known besides";
  const Report& accepted = reports.at(subject("web01", "HTTP")).at("oncall");
  EXPECT_EQ(accepted.acceptance, Acceptance::lost);
  EXPECT_EQ(accepted.outlived, std::nullopt);
  EXPECT_EQ(accepted.matched_by, 0) << "by which rules it was matched nobody knows";
}

}  // namespace
}  // namespace ilert_bridge::journal
