#include "ilert-bridge/base/result.hpp"

#include <gtest/gtest.h>

using namespace ilert_bridge;

namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return error(std::to_string(number) + " is odd");
  return number / 2;
}

}  // namespace

TEST(Result, HoldsAValueOrTheReasonWhyThereIsNone) {
  EXPECT_EQ(half(4).value(), 2);
  ASSERT_FALSE(half(3));
  EXPECT_EQ(half(3).error().text, "3 is odd");
}

TEST(Result, ToTakeAValueThatIsNotThereIsOurOwnMistake) {
  try {
    (void)half(3).value();
    FAIL() << "a value of nothing";
  } catch (const std::logic_error& mistake) {
    EXPECT_STREQ(mistake.what(), "result without a value: 3 is odd");
  }
}
