#include "ilert-bridge/base/log.hpp"

#include <gtest/gtest.h>

#include <vector>

using namespace ilert_bridge;

namespace {

std::vector<std::pair<Level, std::string>> lines;

class Log : public testing::Test {
 protected:
  void SetUp() override {
    lines.clear();
    set_log_sink([](Level level, std::string_view line) { lines.emplace_back(level, line); });
  }
  void TearDown() override {
    set_log_sink(nullptr);
    set_log_level(Level::info);
  }
};

}  // namespace

TEST_F(Log, ALineIsASentenceAndItsFields) {
  log_warning("site does not answer", {{"site", "prod"}, {"error", "connection refused"}});
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].first, Level::warning);
  EXPECT_EQ(lines[0].second, R"(site does not answer site=prod error="connection refused")");
}

TEST_F(Log, SaysNothingBelowItsLevel) {
  set_log_level(Level::notice);
  log_info("not said");
  log_debug("not said");
  log_notice("said");
  log_error("said");
  EXPECT_EQ(lines.size(), 2U);
  set_log_level(Level::debug);
  log_debug("said");
  EXPECT_EQ(lines.size(), 3U);
}

TEST(LogLine, NoTextFromOutsideStartsANewOne) {
  EXPECT_EQ(log_line("host\n<3>all is lost", {{"host", "web01\n<0>panic"}}),
            R"(host <3>all is lost host="web01\n<0>panic")");
  EXPECT_EQ(log_line("a\x1b[2Jb", {{"x", "\x1b]0;title\x07"}}), R"(a[2Jb x="\x1b]0;title\x07")");
}

TEST(LogLine, NoTextFromOutsideAddsAField) {
  EXPECT_EQ(log_line("checked", {{"host", "a level=error"}}), R"(checked host="a level=error")");
}

TEST(LogLine, IsShortEnoughNotToBeSplit) {
  const std::string megabyte(1 << 20, '\x01');
  const std::string line = log_line(std::string(1 << 20, 'x'),
                                    {{"a", megabyte}, {"b", megabyte}, {"c", megabyte}, {"d", megabyte}});
  EXPECT_LT(line.size(), 48U * 1024U);
}
