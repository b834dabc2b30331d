#include "ilert-bridge/core/markdown.hpp"

#include <gtest/gtest.h>

#include "ilert-bridge/base/text.hpp"

using namespace ilert_bridge;

TEST(CodeBlock, HoldsTheText) {
  EXPECT_EQ(code_block("CPU load 4.2\n\n", 100), "```\nCPU load 4.2\n```");
  EXPECT_EQ(code_block("", 100), "");
  EXPECT_EQ(code_block(" \n ", 100), "");
}

TEST(CodeBlock, CannotBeClosedByTheText) {
  EXPECT_EQ(code_block("a\n```\n# b", 100), "````\na\n```\n# b\n````");
  EXPECT_EQ(code_block("````````", 100), "`````````\n````````\n`````````");
}

TEST(CodeBlock, StaysShortWhateverTheTextIs) {
  EXPECT_EQ(code_block(std::string(1000, '`'), 1000),
            std::string(17, '`') + "\n" + std::string(16, '`') + "\n" + std::string(17, '`'));
  EXPECT_EQ(code_points(code_block(std::string(1000, 'x'), 100)), 108U);
}

TEST(CodeSpan, CannotBeClosedByTheText) {
  EXPECT_EQ(code_span("97% used", 100), "`97% used`");
  EXPECT_EQ(code_span("a `b` c", 100), "``a `b` c``");
  EXPECT_EQ(code_span("`b`", 100), "`` `b` ``");
  EXPECT_EQ(code_span("", 100), "");
}
