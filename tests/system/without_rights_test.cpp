// Who may not read the keys still gets the right answer.
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "tests/cli/check_formats.hpp"
#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
namespace fs = std::filesystem;
namespace json = boost::json;

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
  json::value shown_to_nobody(std::vector<std::string> words) {
    words.emplace_back("--json");
    as_nobody(words);
    return json::parse(said.substr(said.find_first_of("{[")));
  }
  void beats_and_syncs() {
    for (const char* const name : {"/beat.key", "/api.key"}) {
      std::ofstream(rig.folder() + name) << "S3cretOf" << name[1] << '\n';
      fs::permissions(rig.folder() + name, fs::perms::owner_read);
    }
    rig.write_config(rig.config_text() + "[heartbeat]\nkey_file = \"" + rig.folder() +
                     "/beat.key\"\n[sync]\napi_token_file = \"" + rig.folder() + "/api.key\"\n");
  }

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

TEST_F(WithoutRights, WhatIsConfiguredIsSaidWithoutItsKey) {
  EXPECT_EQ(as_nobody({"status"}), 3) << said;
  EXPECT_TRUE(said_so("\nheartbeat  not configured\nsync       not configured\n")) << "so it is: " << said;
  beats_and_syncs();
  EXPECT_EQ(as_nobody({"status"}), 3) << said;
  EXPECT_TRUE(said_so("\nheartbeat  stopped with the daemon\nsync       stopped with the daemon\n")) << said;
  const json::value shown = shown_to_nobody({"status"});
  EXPECT_EQ(shown.at("heartbeat").at("configured"), json::value(true)) << said;
  EXPECT_EQ(shown.at("sync").at("configured"), json::value(true)) << said;
  as_nobody({"status", "--checkmk"});
  EXPECT_TRUE(said_so("\n3 ilert-bridge-heartbeat - ")) << said;
}

// There is an alert open, and one that waits.
TEST_F(WithoutRights, WhatTheJournalSaysIsNotZeroWhereItMayNotBeRead) {
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  ASSERT_EQ(run_once(), 0) << said;
  rig.ilert.stop();
  rig.world.add_host("db01");
  rig.world.host_check("db01", 1, "no ping");
  ASSERT_EQ(run_once(), 1) << said;
  ASSERT_EQ(run({"status"}), 3);
  EXPECT_TRUE(said_so("\noncall  unknown  1     0      1 ")) << said;
  EXPECT_TRUE(said_so("\njournal    1 waiting")) << said;
  fs::permissions(rig.folder() + "/live", fs::perms::all);  // what the site shows is known
  for (const bool in_a_closed_folder : {false, true}) {
    if (in_a_closed_folder) {
      fs::create_directory(rig.folder() + "/closed");
      fs::permissions(rig.folder() + "/closed", fs::perms::owner_all);
      fs::rename(rig.journal_file(), rig.folder() + "/closed/journal.db");
      replace_in_config(rig, "/journal.db", "/closed/journal.db");
    }
    EXPECT_EQ(as_nobody({"status"}), 3) << said;
    EXPECT_TRUE(said_so("the daemon is not running, and what the journal says is not known\n")) << said;
    EXPECT_TRUE(said_so("\noncall  unknown  ?     ?      ?        ?       ?")) << said;
    EXPECT_TRUE(said_so("\njournal    not known (no right to read ")) << said;
    EXPECT_TRUE(said_so("\nown alerts not known\n")) << said;
    const json::value shown = shown_to_nobody({"status"});
    for (const char* const key : {"open", "accepted", "notCalled", "waiting", "parked"})
      EXPECT_TRUE(shown.at("routes").at(0).at(key).is_null()) << key << said;
    for (const char* const key : {"waiting", "parked", "setAside"})
      EXPECT_TRUE(shown.at("journal").at(key).is_null()) << key << said;
    for (const char* const key : {"open", "givenUp", "dismissed"})
      EXPECT_TRUE(shown.at("sync").at(key).is_null()) << key << said;
    EXPECT_TRUE(shown.at("ownAlerts").is_null()) << said;
    EXPECT_EQ(as_nobody({"status", "--plugin"}), 2) << said;
    EXPECT_EQ(formats::plugin_fault(said), "") << said;
    EXPECT_FALSE(said_so("waiting=") || said_so("open=")) << said;
    as_nobody({"status", "--checkmk"});
    EXPECT_EQ(formats::checkmk_fault(said), "") << said;
    EXPECT_FALSE(said_so("waiting=") || said_so("open=")) << said;
    EXPECT_TRUE(said_so("\n3 ilert-bridge-journal ") && said_so("not known: no right to read ")) << said;
    as_nobody({"problems"});
    EXPECT_TRUE(said_so("warning: shown without what ilert was told: no right to read ")) << said;
    EXPECT_TRUE(said_so("not known\n")) << said;
    const json::value problems = shown_to_nobody({"problems"});
    EXPECT_TRUE(problems.at("problems").at(0).at("alert").is_null()) << said;
    EXPECT_TRUE(problems.at("missed").is_null()) << said;
    as_nobody({"explain", "web01", "HTTP"});
    EXPECT_TRUE(said_so("warning: shown without what ilert was told: no right to read ")) << said;
    const json::value explained = shown_to_nobody({"explain", "web01", "HTTP"});
    const json::value& route = explained.at(0).at("routes").at(0);
    for (const char* const key : {"alert", "report", "heard", "events", "order", "adopted"})
      EXPECT_TRUE(route.at(key).is_null()) << key << said;
    EXPECT_TRUE(route.at("queue").is_null()) << said;
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
