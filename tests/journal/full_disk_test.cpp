// A disk that takes nothing more, or takes it wrongly.
#include "tests/journal/faults.hpp"
#include "tests/journal/folder.hpp"

namespace ilert_bridge {
namespace {

class FullDiskTest : public JournalTest {
 protected:
  FaultyWrites writes_;
};

TEST_F(FullDiskTest, AFailedCommitSaysWhereWhyAndWhatToDo) {
  Journal journal = opened();
  writes_.fail(ENOSPC);
  Recording recording = opening(subject("web01"));
  try {
    journal.record(recording, start);
    FAIL() << "it was accepted";
  } catch (const CommitFailed& failure) {
    const std::string text = failure.what();
    EXPECT_TRUE(failure.disk_full());
    EXPECT_NE(text.find(path().string()), std::string::npos) << text;
    EXPECT_NE(text.find("disk is full"), std::string::npos) << text;
    EXPECT_NE(text.find("make room"), std::string::npos) << text;
  }
}

TEST_F(FullDiskTest, AnErrorOfTheDiskIsNotAFullDisk) {
  Journal journal = opened();
  writes_.fail(EIO);
  Recording recording = opening(subject("web01"));
  try {
    journal.record(recording, start);
    FAIL() << "it was accepted";
  } catch (const CommitFailed& failure) {
    EXPECT_FALSE(failure.disk_full());
    EXPECT_NE(std::string{failure.what()}.find("cannot be written: disk I/O error"), std::string::npos)
        << failure.what();
  }
}

TEST_F(FullDiskTest, WhereverTheDiskFillsUpTheCommitIsWholeOrAbsent) {
  for (int writes = 0; writes < 90; writes += 7) {
    std::size_t before = 0;
    bool committed = false;
    {
      Journal journal = opened();
      before = journal.reports().size();
      writes_.fail(ENOSPC, writes);
      Recording recording;
      for (int host = 0; host < 20; ++host)
        recording.changes.push_back(
            opening(subject(std::to_string(writes) + "-" + std::to_string(host))).changes[0]);
      try {
        journal.record(recording, start);
        committed = true;
      } catch (const CommitFailed&) {
        EXPECT_EQ(journal.reports().size(), before) << "memory would believe in what is not there";
      }
      writes_.heal();
    }
    EXPECT_EQ(opened().reports().size(), before + (committed ? 20 : 0))
        << "failed after " << writes << " writes";
  }
}

TEST_F(FullDiskTest, TheJournalGoesOnWhenThereIsRoomAgain) {
  Journal journal = opened();
  writes_.fail(ENOSPC);
  Recording recording = opening(subject("web01"));
  EXPECT_THROW(journal.record(recording, start), CommitFailed);
  writes_.heal();
  journal.record(recording, start);
  EXPECT_EQ(journal.waiting("oncall"), 1U);
}

}  // namespace
}  // namespace ilert_bridge
