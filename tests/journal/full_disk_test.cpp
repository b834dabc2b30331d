// A disk that takes nothing more, or takes it wrongly. SQLite lets its system calls be replaced.
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>

#include "tests/journal/folder.hpp"

namespace ilert_bridge {
namespace {

int write_fault = 0;  // errno of every write; 0: as usual
int writes_before_it = 0;

ssize_t faulty_pwrite(int file, const void* bytes, std::size_t size, off_t offset) {
  if (write_fault != 0 && --writes_before_it < 0) {
    errno = write_fault;
    return -1;
  }
  return pwrite(file, bytes, size, offset);
}

class FullDiskTest : public JournalTest {
 protected:
  FullDiskTest() {
    sqlite3_vfs* vfs = sqlite3_vfs_find(nullptr);
    for (const char* call : {"pwrite", "pwrite64"})
      vfs->xSetSystemCall(vfs, call, reinterpret_cast<sqlite3_syscall_ptr>(faulty_pwrite));
  }
  ~FullDiskTest() override {
    write_fault = 0;
    sqlite3_vfs* vfs = sqlite3_vfs_find(nullptr);
    for (const char* call : {"pwrite", "pwrite64"}) vfs->xSetSystemCall(vfs, call, nullptr);
  }

  static void fail_writes(int error_number, int after_writes = 0) {
    write_fault = error_number;
    writes_before_it = after_writes;
  }
};

TEST_F(FullDiskTest, AFailedCommitSaysWhereWhyAndWhatToDo) {
  Journal journal = opened();
  fail_writes(ENOSPC);
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
  fail_writes(EIO);
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
  for (int writes = 0; writes < 12; ++writes) {
    std::size_t before = 0;
    bool committed = false;
    {
      Journal journal = opened();
      before = journal.reports().size();
      fail_writes(ENOSPC, writes);
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
      write_fault = 0;
    }
    EXPECT_EQ(opened().reports().size(), before + (committed ? 20 : 0))
        << "failed after " << writes << " writes";
  }
}

TEST_F(FullDiskTest, TheJournalGoesOnWhenThereIsRoomAgain) {
  Journal journal = opened();
  fail_writes(ENOSPC);
  Recording recording = opening(subject("web01"));
  EXPECT_THROW(journal.record(recording, start), CommitFailed);
  write_fault = 0;
  journal.record(recording, start);
  EXPECT_EQ(journal.waiting("oncall"), 1U);
}

}  // namespace
}  // namespace ilert_bridge
