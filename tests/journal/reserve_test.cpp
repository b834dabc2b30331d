// What is journalled can be delivered and recorded on a full disk, in the room that the reserve leaves.
#include <sys/stat.h>

#include "tests/journal/faults.hpp"
#include "tests/journal/folder.hpp"

namespace ilert_bridge {
namespace {

class ReserveTest : public JournalTest {
 protected:
  std::filesystem::path reserve() const { return path().string() + ".reserve"; }

  FaultyWrites writes_;
};

TEST_F(ReserveTest, TakesItsRoomForReal) {
  Journal journal = opened();
  EXPECT_FALSE(journal.has_reserve());
  ASSERT_TRUE(journal.make_reserve());
  EXPECT_TRUE(journal.has_reserve());
  struct stat status {};
  ASSERT_EQ(stat(reserve().c_str(), &status), 0);
  EXPECT_GE(status.st_blocks * 512, reserve_size);
  EXPECT_EQ(status.st_mode & 0777, 0640U);
  journal.free_reserve();
  EXPECT_FALSE(std::filesystem::exists(reserve()));
}

TEST_F(ReserveTest, OnAFullDiskADeliveryIsRecordedInItsRoom) {
  Journal journal = opened();
  ASSERT_TRUE(journal.make_reserve());
  const EventId id = record_opening(journal, subject("web01"));
  int told = 0;
  journal.on_reserve_used([&] { ++told; });
  writes_.fail_until_gone(reserve());
  journal.begin_attempt(id, start);
  EXPECT_FALSE(journal.has_reserve());
  EXPECT_EQ(told, 1);
  journal.end_attempt(id, ended(Outcome::delivered, 202), Settled::delivered, false, std::nullopt, start);
  EXPECT_EQ(journal.entry(id)->settled, Settled::delivered);
  EXPECT_EQ(journal.entry(id)->attempts.size(), 1U) << "tried twice, recorded once";
}

TEST_F(ReserveTest, TheEndOfAnAttemptIsRecordedInItsRoomToo) {
  Journal journal = opened();
  ASSERT_TRUE(journal.make_reserve());
  const EventId id = record_opening(journal, subject("web01"));
  journal.begin_attempt(id, start);
  writes_.fail_until_gone(reserve());
  journal.end_attempt(id, ended(Outcome::delivered, 202), Settled::delivered, false, std::nullopt, start);
  EXPECT_EQ(journal.entry(id)->settled, Settled::delivered);
}

TEST_F(ReserveTest, ALookDoesNotTakeIt) {
  Journal journal = opened();
  ASSERT_TRUE(journal.make_reserve());
  writes_.fail_until_gone(reserve());
  Recording recording = opening(subject("web01"));
  EXPECT_THROW(journal.record(recording, start), CommitFailed);
  EXPECT_TRUE(journal.has_reserve());
}

TEST_F(ReserveTest, WithoutItAFullDiskIsAFailedCommit) {
  Journal journal = opened();
  const EventId id = record_opening(journal, subject("web01"));
  writes_.fail(ENOSPC);
  try {
    journal.begin_attempt(id, start);
    FAIL() << "it was accepted";
  } catch (const CommitFailed& failure) {
    EXPECT_TRUE(failure.disk_full());
  }
  writes_.heal();
  journal.begin_attempt(id, start);
}

TEST_F(ReserveTest, AnErrorOfTheDiskDoesNotTakeIt) {
  Journal journal = opened();
  ASSERT_TRUE(journal.make_reserve());
  const EventId id = record_opening(journal, subject("web01"));
  writes_.fail(EIO);
  EXPECT_THROW(journal.begin_attempt(id, start), CommitFailed);
  EXPECT_TRUE(journal.has_reserve());
}

}  // namespace
}  // namespace ilert_bridge
