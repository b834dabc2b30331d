// The folder belongs to the service's user. What that user puts there must not make root write elsewhere, or
// give away what is elsewhere.
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <ostream>

#include "src/journal/sqlite.hpp"
#include "tests/journal/faults.hpp"
#include "tests/journal/folder.hpp"

namespace ilert_bridge {
namespace {

constexpr uid_t somebody = 12345;
const std::string kept = "keep me as I am";

class LinksTest : public JournalTest {
 protected:
  LinksTest() {
    std::ofstream{precious()} << kept;
    chmod(precious().c_str(), 0640);
    if (geteuid() == 0 && chown(folder_.c_str(), somebody, somebody) != 0) throw std::runtime_error("chown");
  }
  ~LinksTest() override { std::filesystem::remove(precious()); }

  std::filesystem::path precious() const { return folder_.string() + "-precious"; }
  std::filesystem::path beside(const std::string& suffix) const { return path().string() + suffix; }
  void plant(const std::string& suffix) const {
    std::filesystem::remove(beside(suffix));
    std::filesystem::create_symlink(precious(), beside(suffix));
  }
  std::string precious_bytes() const {
    std::ifstream file(precious());
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void expect_untouched() const {
    EXPECT_EQ(precious_bytes(), kept);
    struct stat status {};
    ASSERT_EQ(stat(precious().c_str(), &status), 0);
    EXPECT_EQ(status.st_uid, geteuid()) << "it was given away";
    EXPECT_EQ(status.st_mode & 0777, 0640U);
  }
};

TEST_F(LinksTest, TheReserveIsMadeAnewInTheLinksPlace) {
  Journal journal = opened();
  plant(".reserve");
  EXPECT_FALSE(journal.has_reserve()) << "what a link leads to is no reserve";
  EXPECT_TRUE(journal.make_reserve());
  EXPECT_TRUE(std::filesystem::is_regular_file(std::filesystem::symlink_status(beside(".reserve"))));
  expect_untouched();
}

TEST_F(LinksTest, AJournalThatIsALinkIsRefusedByEveryone) {
  plant("");
  for (const auto access : {Journal::Access::own, Journal::Access::read_only, Journal::Access::rehearsal}) {
    const Result<Journal> journal = try_open(access);
    ASSERT_FALSE(journal);
    EXPECT_NE(journal.error().text.find("symbolic link"), std::string::npos) << journal.error().text;
  }
  expect_untouched();
}

TEST_F(LinksTest, AFolderThatIsALinkIsTheAdministratorsOwnChoice) {
  const std::filesystem::path other = folder_.string() + "-link";
  std::filesystem::create_directory_symlink(folder_, other);
  EXPECT_TRUE(Journal::open(other / "journal.db", Journal::Access::own, "mon1", start));
  std::filesystem::remove(other);
}

TEST_F(LinksTest, ARescueDoesNotWriteThroughThem) {
  {
    Journal journal = opened();
    record_opening(journal, subject("web01"));
  }
  {
    std::fstream file(path(), std::ios::binary | std::ios::in | std::ios::out);
    file.write(std::string(100, '\0').data(), 100);
  }
  for (const char* suffix : {".new", ".new-wal", ".new-journal", ".new-shm", ".repaired", ".repaired-wal"})
    plant(suffix);
  EXPECT_EQ(opened().reports().size(), 1U);
  expect_untouched();
}

TEST_F(LinksTest, AFullDiskIsNotTriedOutThroughThem) {
  FaultyWrites writes;
  Journal journal = opened();
  plant(".room");
  writes.fail(EDQUOT);
  Recording recording = opening(subject("web01"));
  EXPECT_THROW(journal.record(recording, start), CommitFailed);
  expect_untouched();
}

TEST_F(LinksTest, ASuspicionIsNotWrittenThroughThem) {
  Journal journal = opened();
  record_opening(journal, subject("web01"));
  plant(".suspect");
  {
    journal::Database beside(path(), journal::Database::Mode::read_write);
    beside.run("/* test */ UPDATE events SET settled = char(1)");
  }
  EXPECT_THROW(static_cast<void>(journal.list({})), CommitFailed);
  expect_untouched();
}

TEST_F(LinksTest, AFileWithASecondNameElsewhereIsNoLock) {
  std::filesystem::create_hard_link(precious(), beside(".lock"));
  const Result<Journal> journal = try_open();
  ASSERT_FALSE(journal);
  EXPECT_NE(journal.error().text.find("second name of somebody"), std::string::npos) << journal.error().text;
  expect_untouched();
}

TEST_F(LinksTest, APipeIsNoLockAndHoldsNobodyUp) {
  ASSERT_EQ(mkfifo(beside(".lock").c_str(), 0600), 0);
  EXPECT_FALSE(try_open());
}

TEST_F(LinksTest, NothingIsGivenAwayThatWasThereBefore) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  for (const char* suffix : {"", ".lock", ".reserve"}) std::ofstream{beside(suffix)};
  Journal journal = opened();
  ASSERT_TRUE(journal.make_reserve());
  for (const char* suffix : {"", ".lock"}) {
    struct stat status {};
    ASSERT_EQ(stat(beside(suffix).c_str(), &status), 0);
    EXPECT_EQ(status.st_uid, 0U) << suffix;
  }
}

}  // namespace
}  // namespace ilert_bridge
