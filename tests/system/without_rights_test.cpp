// Who may not read the keys still gets the right answer.
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>

#include "tests/cli/check_formats.hpp"
#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
namespace fs = std::filesystem;

// Commands are run as a user without any group of the daemon's.
class WithoutRights : public Stage {
 protected:
  WithoutRights() { rig.world.add_service("web01", "HTTP"); }
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
    setpriv_ = doubles::find_program("setpriv");
    if (setpriv_.empty()) GTEST_SKIP() << "there is no setpriv";
    fs::permissions(rig.folder(), fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec |
                                      fs::perms::others_read | fs::perms::others_exec);
    for (const auto& file : fs::directory_iterator(rig.folder()))
      if (file.path().extension() == ".key") fs::permissions(file.path(), fs::perms::owner_read);
  }
  int as(const std::string& group, const std::vector<std::string>& words) {
    const int status = rig.command(
        words, said,
        {.words = {setpriv_, "--reuid=65534", "--regid=" + group, "--clear-groups", "--no-new-privs"}});
    expect_sane(said);
    return status;
  }
  int as_nobody(const std::vector<std::string>& words) { return as("65534", words); }

 private:
  std::string setpriv_;
};

TEST_F(WithoutRights, ADeadDaemonIsCriticalAndNotUnknown) {
  EXPECT_EQ(as_nobody({"status", "--plugin"}), 2) << said;
  EXPECT_EQ(formats::plugin_fault(said), "") << said;
  EXPECT_EQ(as_nobody({"status"}), 3) << said;
  EXPECT_EQ(as_nobody({"status", "--checkmk"}), 0) << said;
  EXPECT_TRUE(said.starts_with("2 ilert-bridge ")) << said;
  EXPECT_FALSE(said_so("oncall.key")) << "no advice about a key: " << said;
}

TEST_F(WithoutRights, NoViewNeedsAKey) {
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  ASSERT_EQ(run_once(), 0) << said;
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"status"},
                                             {"problems"},
                                             {"explain", "web01", "HTTP"},
                                             {"journal", "list"},
                                             {"journal", "show", "1"}}) {
    as_nobody(words);
    EXPECT_FALSE(said_so("oncall.key")) << words.front() << ": " << said;
  }
}

TEST_F(WithoutRights, AMemberOfTheDaemonsGroupReadsTheJournal) {
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  ASSERT_EQ(run_once(), 0) << said;
  EXPECT_EQ(as("0", {"journal", "show", "1"}), 0) << said;
  EXPECT_TRUE(said_so("prod/web01/HTTP")) << said;
  EXPECT_EQ(as("0", {"journal", "list"}), 0) << said;
  EXPECT_TRUE(said_so("prod/web01/HTTP")) << said;
  EXPECT_NE(as_nobody({"journal", "list"}), 0) << "outputs of checks are not for everybody: " << said;
  rig.start();
  ASSERT_TRUE(rig.looks_again());
  EXPECT_EQ(as("0", {"journal", "show", "1"}), 0) << "beside a daemon, too: " << said;
}

// Who is no member of the site's group. The daemon looks for itself, and finds more.
TEST_F(WithoutRights, WhoMayNotLookAtTheSiteIsNotAskedWhatToAdopt) {
  rig.start();
  ASSERT_TRUE(rig.looks_again());
  rig.ilert.stop();
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  ASSERT_TRUE(eventually([&] { return rig.waiting() == 1; }));
  fs::permissions(rig.folder() + "/live", fs::perms::owner_all);
  EXPECT_EQ(as("0", {"adopt"}), 2) << said;
  EXPECT_TRUE(said_so("site prod: ") && said_so("Permission denied")) << said;
  EXPECT_TRUE(said_so("not all that it would silence can be shown: run it as root, or add --yes")) << said;
  EXPECT_FALSE(said_so("terminal") || said_so("problems")) << said;
  EXPECT_EQ(as("0", {"adopt", "--yes"}), 0) << said;
  EXPECT_TRUE(said_so("site prod, route oncall: 1 problems count as known")) << said;
}

}  // namespace
}  // namespace ilert_bridge
