#include "ilert-bridge/base/size.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ilert_bridge {
namespace {

TEST(Size, IsOneWholeNumberAndOneUnit) {
  EXPECT_EQ(parse_size("0B"), 0);
  EXPECT_EQ(parse_size("512B"), 512);
  EXPECT_EQ(parse_size("64KiB"), 65'536);
  EXPECT_EQ(parse_size("16MiB"), 16'777'216);
  EXPECT_EQ(parse_size("1GiB"), 1'073'741'824);
  EXPECT_EQ(parse_size("2TiB"), 2'199'023'255'552);
}

TEST(Size, AnythingElseIsNone) {
  for (const char* text : {"", "1", "GiB", "1GB", "1gib", "1 GiB", "-1B", "+1B", "1.5GiB", "1GiBx",
                           "9223372036854775808B", "8388608TiB"})
    EXPECT_FALSE(parse_size(text)) << text;
}

TEST(Size, TheShortestExactFormIsReadBack) {
  for (const char* text : {"0B", "1023B", "1KiB", "1025B", "1536MiB", "1GiB", "8388607TiB"})
    EXPECT_EQ(size_text(*parse_size(text)), text);
}

TEST(Size, ForPeopleItHasThreeDigitsAtMost) {
  EXPECT_EQ(about_size(-5), "0 B");
  EXPECT_EQ(about_size(512), "512 B");
  EXPECT_EQ(about_size(1536), "1.5 KiB");
  EXPECT_EQ(about_size(Bytes{87} << 20), "87 MiB");
  EXPECT_EQ(about_size((Bytes{14} << 30) / 10), "1.3 GiB");
  EXPECT_EQ(about_size(Bytes{3} << 50), "3072 TiB");
}

}  // namespace
}  // namespace ilert_bridge
