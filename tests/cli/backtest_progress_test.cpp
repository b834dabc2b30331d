#include "ilert-bridge/cli/backtest_progress.hpp"

#include <gtest/gtest.h>

#include "ilert-bridge/base/text.hpp"
#include "tests/core/builders.hpp"

namespace ilert_bridge {
namespace {

TEST(ProgressLine, SaysHowFarTheReadingOfASiteIs) {
  struct Case {
    const char* why;
    Time until, reached;
    const char* text;
  };
  const Case cases[] = {
      {"at the begin", noon + min(60), noon, "prod [..............................] 0 %, Ctrl-C stops"},
      {"in the middle", noon + min(60), noon + min(30),
       "prod [###############...............] 50 %, Ctrl-C stops"},
      {"at the end", noon + min(60), noon + min(60),
       "prod [##############################] 100 %, Ctrl-C stops"},
      {"beyond it", noon + min(60), noon + min(90),
       "prod [##############################] 100 %, Ctrl-C stops"},
      {"of no time at all", noon, noon, "prod [##############################] 100 %, Ctrl-C stops"},
  };
  for (const Case& one : cases)
    EXPECT_EQ(progress_text({.site = "prod", .from = noon, .until = one.until, .reached = one.reached}),
              one.text)
        << one.why;
}

TEST(ProgressLine, StaysOneLine) {
  const std::string text = progress_text(
      {.site = std::string(200, 's') + "\n\x1b[2J", .from = noon, .until = noon, .reached = noon});
  EXPECT_LT(code_points(text), 80U);
  EXPECT_EQ(text.find_first_of("\n\x1b"), std::string::npos);
}

}  // namespace
}  // namespace ilert_bridge
