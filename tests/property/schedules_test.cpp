// Whatever happens to the world, the core, the bridge, the line and ilert, in whatever order: nothing false
// is ever told, nobody is paged twice for one problem, and in the end ilert shows what Checkmk shows.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdlib>
#include <filesystem>

#include "ilert-bridge/base/log.hpp"
#include "tests/property/schedule.hpp"

namespace ilert_bridge::property {
namespace {

TEST(Schedules, WhateverHappensNothingFalseIsToldAndIlertEndsUpRight) {
  set_log_sink([](Level, std::string_view) {});
  if (std::filesystem::is_directory("/dev/shm"))
    ::setenv("TMPDIR", "/dev/shm", 1);  // journals without a disk
  // The same schedules in every run: a red one is of the change at hand. The nightly run draws others, and
  // more.
  ::setenv("RC_PARAMS", "max_success=700 seed=20261122", 0);
  EXPECT_TRUE(rc::check("schedules", [] {
    const Setting setting = *any_setting();
    const Steps steps = *any_steps();
    Schedule schedule(setting);
    const std::string wrong = schedule.play(steps);
    if (!wrong.empty()) RC_FAIL(wrong);
  }));
  set_log_sink(nullptr);
}

}  // namespace
}  // namespace ilert_bridge::property
