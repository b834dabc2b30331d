// A disk that fails under the journal, at any write or sync: the process ends and says so, and the next start
// loses nothing and tells nothing needlessly.
#include <ostream>

#include "tests/system/oracle.hpp"
#include "tests/system/stage.hpp"
#include "tests/system/tracer.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;

struct BadDisk {
  const char* what;
  const char* calls;
};

void PrintTo(const BadDisk& disk, std::ostream* out) { *out << disk.what; }

class BadDisks : public Stage, public testing::WithParamInterface<BadDisk> {
 protected:
  void SetUp() override {
    if (const std::string reason = Tracer::unavailable(); !reason.empty()) GTEST_SKIP() << reason;
    for (int i = 0; i < services; ++i) rig.world.add_service("web01", service(i));
  }
  static constexpr int services = 8;
  static std::string service(int i) { return "S" + std::to_string(i); }

  void all_become(int state) {
    for (int i = 0; i < services; ++i)
      rig.world.service_check("web01", service(i), state, state == 0 ? "fine" : "down");
  }
  int run_on_a_disk_that_fails_at(int call) {
    const int status =
        rig.command({"run", "--once"}, said, Tracer(rig).failing_from(call, GetParam().calls, "EIO"));
    expect_sane(said);
    return status;
  }
};

TEST_P(BadDisks, EndTheProcessWithClearTextAndLoseNothing) {
  int failures = 0;
  for (const int call : {1, 2, 3, 5, 8, 13, 21}) {
    all_become(failures % 2 == 0 ? 2 : 0);
    const int status = run_on_a_disk_that_fails_at(call);
    if (said.find("I/O error") == std::string::npos) continue;  // it had no need of so many calls
    ++failures;
    EXPECT_EQ(status, 1) << call << ": " << said;
    EXPECT_TRUE(said_so("journal " + rig.journal_file())) << call << ": " << said;
    EXPECT_TRUE(said_so("look for errors of the disk in the kernel's log")) << call << ": " << said;
    EXPECT_EQ(run_once(), 0) << "after call " << call << ": " << said;
    EXPECT_FALSE(said_so("damaged")) << said;
    expect_a_good_end(rig, "call " + std::to_string(call));
  }
  EXPECT_GE(failures, 4) << "the disk must fail, or this shows nothing";
}

TEST_P(BadDisks, EndTheRunningDaemonBeforeItTellsWhatIsNotWritten) {
  rig.start_through(Tracer(rig).failing_from(4, GetParam().calls, "EIO"));
  EXPECT_FALSE(rig.ended(std::chrono::milliseconds{0}).has_value());
  all_become(2);
  const std::optional<int> status = rig.ended();
  ASSERT_TRUE(status.has_value()) << "it must not go on without a journal";
  EXPECT_EQ(*status, 1);
  EXPECT_NE(rig.log().find("disk I/O error"), std::string::npos);
  rig.start();
  EXPECT_TRUE(comes_to_rest(rig));
  expect_a_good_end(rig);
}

INSTANTIATE_TEST_SUITE_P(Disk, BadDisks,
                         testing::Values(BadDisk{"FailsToSync", "?fsync,?fdatasync"},
                                         BadDisk{"FailsToWrite", "?pwrite64,?write,?pwritev"}),
                         [](const auto& disk) { return disk.param.what; });

}  // namespace
}  // namespace ilert_bridge
