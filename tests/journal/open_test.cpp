// Who may open a journal, what they see, and what they are told if they may not.
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "src/journal/schema.hpp"
#include "tests/journal/folder.hpp"

namespace ilert_bridge {
namespace {

class OpenTest : public JournalTest {
 protected:
  std::string refused(Journal::Access access) {
    Result<Journal> journal = try_open(access);
    return journal ? "it was opened" : journal.error().text;
  }
  void sql(const std::string& statements) {
    journal::Database database(path(), journal::Database::Mode::read_write);
    database.execute(statements);
  }
  void make_empty_file() { std::ofstream{path()}; }
};

void expect_says(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << text << "\nlacks: " << part;
}

TEST_F(OpenTest, FilesAreForTheirUserAndItsGroupToRead) {
  const mode_t before = umask(0);
  Journal journal = opened();
  record_opening(journal, subject("web01"));
  umask(before);
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
    struct stat status {};
    ASSERT_EQ(stat((path().string() + suffix).c_str(), &status), 0) << suffix;
    EXPECT_EQ(status.st_mode & 0777, 0640U) << suffix;
  }
}

TEST_F(OpenTest, WhatRootMakesBelongsToWhomTheFolderDoes) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can do this";
  constexpr uid_t somebody = 12345;
  ASSERT_EQ(chown(folder_.c_str(), somebody, somebody), 0);
  Journal journal = opened();
  record_opening(journal, subject("web01"));
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
    struct stat status {};
    ASSERT_EQ(stat((path().string() + suffix).c_str(), &status), 0) << suffix;
    EXPECT_EQ(status.st_uid, somebody) << suffix;
  }
}

TEST_F(OpenTest, ALockThatIsALinkIsNotFollowed) {
  const std::filesystem::path precious = folder_ / "precious";
  std::ofstream{precious} << "keep me";
  std::filesystem::create_symlink(precious, path().string() + ".lock");
  expect_says(refused(Journal::Access::own), "cannot open the journal's lock");
  EXPECT_EQ(std::filesystem::file_size(precious), 7U);
}

TEST_F(OpenTest, ASecondOwnerIsRefusedWithThePid) {
  Journal journal = opened();
  expect_says(refused(Journal::Access::own), "process " + std::to_string(getpid()));
}

TEST_F(OpenTest, AnOwnerThatIsGoneLeavesNoLock) {
  { Journal journal = opened(); }
  EXPECT_EQ(refused(Journal::Access::own), "it was opened");
}

TEST_F(OpenTest, AMissingFolderIsNamed) {
  Result<Journal> journal =
      Journal::open(folder_ / "none" / "journal.db", Journal::Access::own, "mon1", start);
  ASSERT_FALSE(journal);
  expect_says(journal.error().text, (folder_ / "none").string());
  expect_says(journal.error().text, "does not exist");
}

TEST_F(OpenTest, ReadersOfNothingAreToldThatThereIsNoJournalYet) {
  expect_says(refused(Journal::Access::read_only), "no journal yet");
  EXPECT_FALSE(std::filesystem::exists(path())) << "reading makes no file";
  make_empty_file();
  expect_says(refused(Journal::Access::read_only), "no journal yet");
}

TEST_F(OpenTest, AReaderSeesWhatTheOwnerCommits) {
  Journal journal = opened();
  Journal reader = opened(Journal::Access::read_only);
  EXPECT_TRUE(reader.reports().empty());
  record_opening(journal, subject("web01"));
  EXPECT_EQ(reader.reports().size(), 1U);
  EXPECT_EQ(reader.list({}).size(), 1U);
}

TEST_F(OpenTest, AReaderDoesNotStopTheOwner) {
  Journal journal = opened();
  Journal reader = opened(Journal::Access::read_only);
  const auto before = reader.list({});
  for (int host = 0; host < 50; ++host) record_opening(journal, subject("web" + std::to_string(host)));
  EXPECT_EQ(reader.list({}).size(), before.size() + 50);
}

TEST_F(OpenTest, AReaderCannotWrite) {
  { Journal journal = opened(); }
  Journal reader = opened(Journal::Access::read_only);
  Recording recording = opening(subject("web01"));
  EXPECT_THROW(reader.record(recording, start), CommitFailed);
}

TEST_F(OpenTest, AReaderWithoutADaemonSeesTheLastState) {
  {
    Journal journal = opened();
    record_opening(journal, subject("web01"));
  }
  EXPECT_EQ(opened(Journal::Access::read_only).reports().size(), 1U);
}

// A user that may read but not write: what root runs without capabilities, or a read-only mount.
template <class Work>
int as_nobody(Work work) {
  const pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(99);
    _exit(work() ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(OpenTest, AClosedJournalIsReadableWhereNothingMayBeWritten) {
  {
    Journal journal = opened();
    record_opening(journal, subject("web01"));
  }
  chmod(path().c_str(), 0444);
  chmod(folder_.c_str(), 0555);
  EXPECT_EQ(as_nobody([&] { return opened(Journal::Access::read_only).reports().size() == 1; }), 0);
  chmod(folder_.c_str(), 0755);
}

TEST_F(OpenTest, WhoMayNotReadIsToldWhoMay) {
  if (geteuid() != 0) GTEST_SKIP() << "needs a second user";
  { Journal journal = opened(); }
  chmod(folder_.c_str(), 0755);
  EXPECT_EQ(as_nobody([&] {
              const std::string text = refused(Journal::Access::read_only);
              return text.find("run as root") != std::string::npos &&
                     text.find(path().string()) != std::string::npos;
            }),
            0);
  EXPECT_EQ(
      as_nobody([&] { return refused(Journal::Access::own).find("Permission denied") != std::string::npos; }),
      0);
}

TEST_F(OpenTest, ARehearsalStartsFromTheJournalAndWritesNothing) {
  {
    Journal journal = opened();
    record_opening(journal, subject("web01"));
  }
  {
    Journal rehearsal = opened(Journal::Access::rehearsal);
    EXPECT_EQ(rehearsal.reports().size(), 1U);
    record_opening(rehearsal, subject("web02"));
    EXPECT_EQ(rehearsal.reports().size(), 2U);
  }
  EXPECT_EQ(opened().reports().size(), 1U);
}

TEST_F(OpenTest, ARehearsalGoesOnBesideARunningDaemon) {
  Journal journal = opened();
  record_opening(journal, subject("web01"));
  EXPECT_EQ(opened(Journal::Access::rehearsal).reports().size(), 1U);
}

TEST_F(OpenTest, ARehearsalWithoutAJournalStartsEmptyAndLeavesNoFile) {
  Journal rehearsal = opened(Journal::Access::rehearsal);
  record_opening(rehearsal, subject("web01"));
  EXPECT_EQ(rehearsal.reports().size(), 1U);
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(OpenTest, AJournalOfANewerVersionIsRefusedByEveryone) {
  { Journal journal = opened(); }
  const std::string newer = std::to_string(journal::schema_steps().size() + 1);
  sql("PRAGMA user_version = " + newer);
  for (const auto access : {Journal::Access::own, Journal::Access::read_only, Journal::Access::rehearsal}) {
    expect_says(refused(access), "journal version " + newer + ", this program knows up to " +
                                     std::to_string(journal::schema_steps().size()));
    expect_says(refused(access), "install that version again");
  }
}

TEST_F(OpenTest, ADatabaseOfAnotherProgramIsRefusedAndLeftAlone) {
  make_empty_file();
  sql("CREATE TABLE songs (title TEXT)");
  const auto before = std::filesystem::file_size(path());
  expect_says(refused(Journal::Access::own), "another program");
  EXPECT_EQ(std::filesystem::file_size(path()), before);
}

TEST_F(OpenTest, AnEmptyFileBecomesAJournal) {
  make_empty_file();
  EXPECT_TRUE(opened().reports().empty());
}

TEST_F(OpenTest, ThePathMayHoldAnyByte) {
  const std::filesystem::path odd = folder_ / "a ?#%b" / "journal.db";
  std::filesystem::create_directory(odd.parent_path());
  { ASSERT_TRUE(Journal::open(odd, Journal::Access::own, "mon1", start)); }
  EXPECT_TRUE(Journal::open(odd, Journal::Access::read_only, "mon1", start));
  EXPECT_TRUE(std::filesystem::exists(odd));
}

}  // namespace
}  // namespace ilert_bridge
