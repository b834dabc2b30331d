#include "ilert-bridge/core/disk.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

constexpr Bytes mib = Bytes{1} << 20;
constexpr Bytes gib = Bytes{1} << 30;

Space space(Bytes free, Bytes total, Space before = Space::ok, bool commit_failed = false) {
  return space_of({.free = free, .total = total}, commit_failed, before);
}

TEST(DiskSpace, LowIsATwentiethWithin32And256MiB) {
  EXPECT_EQ(low_below({.free = 0, .total = 2 * gib}), 2 * gib / 20);
  EXPECT_EQ(low_below({.free = 0, .total = 10 * gib}), 256 * mib) << "a large disk is not low for nothing";
  EXPECT_EQ(low_below({.free = 0, .total = 300 * mib}), 32 * mib);
  EXPECT_EQ(low_below({.free = 0, .total = 40 * mib}), 10 * mib) << "a tiny one is not low for ever";
}

TEST(DiskSpace, GoesLowBelowTheThresholdAndComesBackWithAQuarterMore) {
  EXPECT_EQ(space(256 * mib, 10 * gib), Space::ok);
  EXPECT_EQ(space(256 * mib - 1, 10 * gib), Space::low);
  EXPECT_EQ(space(300 * mib, 10 * gib, Space::low), Space::low);
  EXPECT_EQ(space(320 * mib, 10 * gib, Space::low), Space::ok);
}

TEST(DiskSpace, IsFullBeforeACommitHasToFail) {
  EXPECT_EQ(space(mib, 10 * gib, Space::low), Space::low);
  EXPECT_EQ(space(mib - 1, 10 * gib, Space::low), Space::full);
}

TEST(DiskSpace, IsFullWhenACommitFailedWhateverTheFileSystemSays) {
  EXPECT_EQ(space(5 * gib, 10 * gib, Space::ok, true), Space::full) << "a quota, or the room is back already";
  EXPECT_EQ(space(5 * gib, 10 * gib, Space::full, false), Space::ok);
}

TEST(DiskSpace, HasRoomAgainWhenTheReserveFits) {
  EXPECT_EQ(space(8 * mib + 4 * mib - 1, 10 * gib, Space::full), Space::full);
  EXPECT_EQ(space(8 * mib + 4 * mib, 10 * gib, Space::full), Space::low);
  EXPECT_EQ(space(gib, 10 * gib, Space::full), Space::ok);
}

}  // namespace
}  // namespace ilert_bridge
