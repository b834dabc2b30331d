#include "ilert-bridge/cli/colour.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

TEST(Colour, IsOfWordsThatStandAlone) {
  EXPECT_EQ(painted("web01 CRITICAL 3 min"), "web01 \033[1;31mCRITICAL\033[0m 3 min");
  EXPECT_EQ(painted("DOWNTIME BROKEN OKAY CRITICAL_2 ü-OK"), "DOWNTIME BROKEN OKAY CRITICAL_2 ü-OK");
  EXPECT_EQ(painted("mon1: OK\n"), "mon1: \033[32mOK\033[0m\n");
  EXPECT_EQ(painted(""), "");
}

TEST(Colour, IsNotForPipes) {
  EXPECT_FALSE(wants_colour()) << "the tests' output is no terminal";
  EXPECT_EQ(on_screen("CRITICAL"), "CRITICAL");
}

}  // namespace
}  // namespace ilert_bridge
