#include "ilert-bridge/core/log_windows.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;

const Time start = from_unix(1'750'000'000);

// "0-600": of the next window, in seconds since the start.
std::string next(const LogWindows& windows) {
  const auto seconds = [](Time at) { return std::to_string((at - start) / 1s); };
  return seconds(windows.next().from) + '-' + seconds(windows.next().to);
}

TEST(LogWindows, FollowEachOtherWithoutAGapToTheEnd) {
  LogWindows windows{{start, start + 25min}, 10min, 10min};
  std::vector<std::string> asked;
  while (!windows.done()) {
    asked.push_back(next(windows));
    EXPECT_TRUE(windows.took(true, 5));
  }
  EXPECT_EQ(asked, (std::vector<std::string>{"0-600", "600-1200", "1200-1500"}));
  EXPECT_EQ(windows.reached(), start + 25min);
  EXPECT_EQ(windows.unread(), 0s);
}

TEST(LogWindows, AreHalvedUntilAnAnswerIsWhole) {
  LogWindows windows{{start, start + 1h}, 10min, 10min};
  EXPECT_FALSE(windows.took(false, 20'000)) << "not to be used";
  EXPECT_EQ(next(windows), "0-300");
  EXPECT_FALSE(windows.took(false, 20'000));
  EXPECT_EQ(next(windows), "0-150");
  EXPECT_TRUE(windows.took(true, 15'000));
  EXPECT_EQ(next(windows), "150-300") << "as many will come again";
  EXPECT_EQ(windows.unread(), 0s);
}

TEST(LogWindows, AreDoubledWhereLittleHappenedUpToTheLongest) {
  LogWindows windows{{start, start + 30 * 24h}, 10min, 35min};
  EXPECT_TRUE(windows.took(true, 999));
  EXPECT_EQ(next(windows), "600-1800");
  EXPECT_TRUE(windows.took(true, 0));
  EXPECT_EQ(next(windows), "1800-3900");
  EXPECT_TRUE(windows.took(true, 1000));
  EXPECT_EQ(next(windows), "3900-6000");
}

TEST(LogWindows, OfTheShortestLengthCountAsUnreadIfTheyAreNotWhole) {
  LogWindows windows{{start, start + 1min}, 1min, 10min};
  while (!windows.took(false, 20'000)) EXPECT_EQ(windows.reached(), start) << "what came of more is not used";
  EXPECT_EQ(windows.reached(), start + 10s);
  EXPECT_EQ(windows.unread(), 10s);
  EXPECT_EQ(next(windows), "10-20");
  EXPECT_TRUE(windows.took(false, 20'000));
  EXPECT_EQ(windows.unread(), 20s);
  EXPECT_TRUE(windows.took(true, 3));
  EXPECT_EQ(windows.unread(), 20s);
}

// The last one is cut at the end: less than half of it is asked for, not half of what it could have been.
TEST(LogWindows, AreHalvedAsTheyWereAskedFor) {
  LogWindows windows{{start, start + 1min}, 1h, 1h};
  EXPECT_FALSE(windows.took(false, 20'000));
  EXPECT_EQ(next(windows), "0-30");
}

TEST(LogWindows, GoOnWhereMoreHappened) {
  LogWindows windows{{start, start + 5min}, 10min, 10min};
  EXPECT_TRUE(windows.took(true, 1));
  EXPECT_TRUE(windows.done());
  windows.extend(start + 7min);
  EXPECT_FALSE(windows.done());
  EXPECT_EQ(next(windows), "300-420");
}

TEST(LogWindows, OfNothingAreDone) { EXPECT_TRUE(LogWindows{}.done()); }

TEST(LogWindows, LeaveTheServerInPeaceFourTimesAsLongButNoLongerThanASecond) {
  EXPECT_EQ(pause_after(0ms), 20ms);
  EXPECT_EQ(pause_after(50ms), 200ms);
  EXPECT_EQ(pause_after(3s), 1s);
}

}  // namespace
}  // namespace ilert_bridge
