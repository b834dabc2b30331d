#include "ilert-bridge/core/retention.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;

const Time noon = from_unix(1'800'000'000);
constexpr Bytes mib = Bytes{1} << 20;
const Retention month{.keep_delivered = 24h * 30, .max_size = 160 * mib};

TEST(RetentionRule, HistoryIsKeptAsLongAsItWasAskedFor) {
  EXPECT_EQ(kept_since(10 * mib, month, noon), noon - 24h * 30);
}

TEST(RetentionRule, ATooLargeJournalGivesUpEverythingButTheLastHour) {
  EXPECT_EQ(kept_since(150 * mib, month, noon), noon - 24h * 30);
  EXPECT_EQ(kept_since(150 * mib + 1, month, noon), noon - 1h) << "with a sixteenth to spare";
}

TEST(RetentionRule, TheLastHourIsKeptWhateverWasAskedFor) {
  EXPECT_EQ(kept_since(0, {.keep_delivered = 1min, .max_size = mib}, noon), noon - 1h);
}

}  // namespace
}  // namespace ilert_bridge
