// The unsent files of the plugin for Nagios and Checkmk 1, taken over by the real program.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <csignal>
#include <filesystem>

#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

namespace fs = std::filesystem;
using namespace system_stage;
using doubles::HttpFault;

const std::string secret = "il1apiOLDKEY42";

class ImportSpool : public Stage {
 protected:
  ImportSpool()
      : Stage({.route_keys = "integration = \"nagios\"\n", .ilert = {.keys = {secret, "il1apiOTHERKEY"}}}) {
    fs::create_directory(spool());
    rig.world.add_service("web01", "HTTP");
    rig.world.add_service("web01", "DISK");
  }
  fs::path spool() const { return fs::path{rig.folder()} / "spool"; }
  int import(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"import-spool", spool()});
    return run(more);
  }

  static std::string xml(const std::string& type, const std::string& service,
                         const std::string& key = secret) {
    const auto entry = [](const std::string& name, const std::string& value) {
      return "<entry key=\"NOTIFY_" + name + "\">" + value + "</entry>";
    };
    return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><event><apiKey>" + key +
           "</apiKey><payload>" + entry("NOTIFICATIONTYPE", type) + entry("OMD_SITE", "prod") +
           entry("HOSTNAME", "web01") + entry("SERVICEDESC", service) +
           entry("SERVICESTATE", type == "RECOVERY" ? "OK" : "CRITICAL") +
           entry("SERVICEOUTPUT", "from the spool") + entry("PARAMETER_1", key) + "</payload></event>";
  }
  // Written so many seconds after the first.
  void put(const std::string& name, int at, const std::string& bytes) {
    std::ofstream(spool() / name, std::ios::binary) << bytes;
    const timespec times[] = {{1'767'323'045 + at, 0}, {1'767'323'045 + at, 0}};
    ASSERT_EQ(utimensat(AT_FDCWD, (spool() / name).c_str(), times, 0), 0);
  }
  bool is_left(const std::string& name) const { return fs::exists(fs::symlink_status(spool() / name)); }
  std::size_t of_state(Settled settled) const {
    const std::vector<Entry> all = rig.entries();
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](const Entry& entry) { return entry.settled == settled; }));
  }
};

TEST_F(ImportSpool, AProblemIsSentInItsOwnWordsAndResolvedWhenItIsOver) {
  put("a.ilert", 0, xml("PROBLEM", "HTTP"));
  ASSERT_EQ(import(), 0) << said;
  EXPECT_TRUE(said_so("1 file taken over: 1 event to be sent, 0 superseded")) << said;
  EXPECT_FALSE(is_left("a.ilert"));
  rig.start();  // Checkmk shows the service as OK by now
  ASSERT_TRUE(eventually([&] { return rig.ilert.types_taken("web01/HTTP") == Types{"ALERT", "RESOLVE"}; }));
  const doubles::ReceivedEvent first = rig.ilert.events().at(0);
  EXPECT_EQ(first.key, secret);
  EXPECT_EQ(first.body.at("NOTIFY_SERVICEOUTPUT"), "from the spool");
  EXPECT_FALSE(first.body.contains("NOTIFY_PARAMETER_1")) << "the key is kept and sent in one place";
  EXPECT_EQ(rig.stop(), 0);
  for (const char* file : {"/journal.db", "/journal.db-wal"})
    EXPECT_EQ(bytes_of(rig.folder() + file).find(secret), std::string::npos);
}

TEST_F(ImportSpool, WhatIsOverPagesNobody) {
  put("b.ilert", 9, xml("RECOVERY", "HTTP"));
  put("a.ilert", 0, xml("PROBLEM", "HTTP"));
  put("c.ilert", 5, xml("PROBLEM", "DISK"));
  put("d.ilert", 6, xml("ACKNOWLEDGEMENT", "DISK"));
  ASSERT_EQ(import(), 0) << said;
  EXPECT_TRUE(said_so("4 files taken over: 2 events to be sent, 2 superseded")) << said;
  EXPECT_EQ(run_once(), 0) << said;
  EXPECT_EQ(rig.ilert.pages(), 0);
  EXPECT_EQ(rig.waiting(), 0U);
}

TEST_F(ImportSpool, TakesEveryFileOnce) {
  put("a.ilert", 0, xml("PROBLEM", "HTTP"));
  put("b.ilert", 1, xml("PROBLEM", "DISK"));
  const fs::path copy = fs::path{rig.folder()} / "copy";
  fs::copy(spool(), copy);
  ASSERT_EQ(import(), 0) << said;
  EXPECT_EQ(import(), 0) << said;
  EXPECT_EQ(rig.entries().size(), 2U);
  // As after a kill between the commit and the removal: both are there.
  fs::copy(copy, spool(), fs::copy_options::overwrite_existing);
  EXPECT_EQ(import(), 0) << said;
  EXPECT_TRUE(said_so("0 files taken over")) << said;
  EXPECT_EQ(rig.entries().size(), 2U);
  EXPECT_FALSE(is_left("a.ilert"));
  // The same name with other words is another file.
  put("a.ilert", 2, xml("RECOVERY", "HTTP"));
  EXPECT_EQ(import(), 0) << said;
  EXPECT_EQ(rig.entries().size(), 3U);
}

TEST_F(ImportSpool, KilledAtAnyTimeNothingIsLostOrDoubled) {
  constexpr int files = 300;
  for (int i = 0; i < files; ++i)
    put(std::to_string(i) + ".ilert", i, xml("PROBLEM", "Service " + std::to_string(i)));
  for (const int pause : {15, 25, 35, 45, 60, 80}) {
    doubles::Child child({.program = ILERT_BRIDGE_PROGRAM,
                          .arguments = {"--config", rig.config_file(), "import-spool", spool()}});
    child.wait(std::chrono::milliseconds{pause});
    child.signal(SIGKILL);
    child.wait(std::chrono::seconds{20});
    std::size_t left = 0;
    for (const auto& entry : fs::directory_iterator(spool())) left += entry.path().extension() == ".ilert";
    const Result<Journal> journal =
        Journal::open(rig.journal_file(), Journal::Access::read_only, "rig", now());
    const std::size_t taken = journal ? journal->spool_files().size() : 0;
    EXPECT_TRUE(taken == 0 || taken == files) << "all of it or nothing: " << taken;
    EXPECT_GE(left + taken, static_cast<std::size_t>(files)) << "what is gone is in the journal";
  }
  ASSERT_EQ(import(), 0) << said;
  EXPECT_EQ(of_state(Settled::waiting), static_cast<std::size_t>(files));
  EXPECT_TRUE(fs::is_empty(spool()) || !is_left("0.ilert"));
}

TEST_F(ImportSpool, WhatCannotBeTrustedIsNamedAndLeftInPlace) {
  put("good.ilert", 0, xml("PROBLEM", "HTTP"));
  put("cut.ilert", 0, xml("PROBLEM", "HTTP").substr(0, 90));
  put("empty.ilert", 0, "");
  put("half.tmp", 0, "<event>");
  put("huge.ilert", 0, std::string(300'000, 'x'));
  put("foreign.ilert", 0, xml("PROBLEM", "HTTP", "il1apiFOREIGN"));
  put("flap.ilert", 0, xml("FLAPPINGSTART", "HTTP"));
  put("target", 0, xml("PROBLEM", "DISK"));
  fs::create_symlink(spool() / "target", spool() / "link.ilert");
  fs::create_hard_link(spool() / "target", spool() / "twin.ilert");
  ASSERT_EQ(mkfifo((spool() / "pipe.ilert").c_str(), 0600), 0);
  EXPECT_EQ(import(), 1);
  EXPECT_EQ(rig.entries().size(), 1U);
  EXPECT_FALSE(is_left("good.ilert"));
  const std::pair<const char*, const char*> rows[] = {
      {"cut.ilert", "is damaged"},
      {"empty.ilert", "is empty"},
      {"half.tmp", "half-written"},
      {"huge.ilert", "larger than 256 KiB"},
      {"foreign.ilert", "another alert source"},
      {"flap.ilert", "FLAPPINGSTART has no counterpart"},
      {"link.ilert", "is a link"},
      {"twin.ilert", "second name"},
      {"pipe.ilert", "no plain file"},
  };
  for (const auto& [name, words] : rows) {
    EXPECT_TRUE(is_left(name));
    const std::size_t at = said.find(std::string{name} + ": ");
    ASSERT_NE(at, std::string::npos) << name << ": " << said;
    EXPECT_NE(said.substr(at, said.find('\n', at) - at).find(words), std::string::npos) << said;
  }
  EXPECT_EQ(said.find("FOREIGN"), std::string::npos) << "a key";
}

TEST_F(ImportSpool, AnotherUsersFileIsNotTaken) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root, to give a file away";
  put("alien.ilert", 0, xml("PROBLEM", "HTTP"));
  ASSERT_EQ(chown((spool() / "alien.ilert").c_str(), 4242, 4242), 0);
  EXPECT_EQ(import(), 1);
  EXPECT_TRUE(said_so("belongs to user 4242")) << said;
  EXPECT_TRUE(is_left("alien.ilert"));
}

TEST_F(ImportSpool, WaitsForNeitherThePluginNorTheDaemon) {
  put("a.ilert", 0, xml("PROBLEM", "HTTP"));
  const int lock = open((spool() / "lockfile").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  ASSERT_EQ(flock(lock, LOCK_EX), 0);
  EXPECT_EQ(import(), 1);
  EXPECT_TRUE(said_so("the plugin is sending just now")) << said;
  close(lock);
  rig.start();
  ASSERT_TRUE(rig.looks_again());
  EXPECT_EQ(import(), 1);
  EXPECT_TRUE(said_so("systemctl stop ilert-bridge")) << said;
  EXPECT_TRUE(is_left("a.ilert"));
  EXPECT_EQ(import({"--dry-run"}), 0) << said;
  EXPECT_TRUE(said_so("1 file would be taken over")) << said;
  EXPECT_TRUE(is_left("a.ilert"));
  EXPECT_EQ(rig.stop(), 0);
  EXPECT_EQ(import(), 0) << said;
}

TEST_F(ImportSpool, WhatTheBridgeHasToldCountsMore) {
  rig.world.service_check("web01", "HTTP", 2, "refused");
  EXPECT_EQ(run_once(), 0) << said;
  put("a.ilert", 0, xml("RECOVERY", "HTTP"));
  ASSERT_EQ(import(), 0) << said;
  EXPECT_TRUE(said_so("0 events to be sent, 1 superseded")) << said;
  EXPECT_EQ(run_once(), 0) << said;
  EXPECT_EQ(rig.ilert.open_alerts(), 1);
}

TEST_F(ImportSpool, AFileGoesToTheRouteThatHasItsKey) {
  rig.write_config(replaced(rig.config_text(), "[journal]",
                            "[route.other]\nintegration_key_file = \"2.key\"\nintegration = \"nagios\"\n"
                            "match = { hosts = [\"none\"] }\n\n[route.new]\nintegration_key = \"il1apiNEW\"\n"
                            "match = { hosts = [\"none\"] }\n\n[journal]"));
  put("a.ilert", 0, xml("PROBLEM", "HTTP"));
  put("b.ilert", 0, xml("PROBLEM", "DISK", "il1apiOTHERKEY"));
  EXPECT_EQ(import({"--route", "new"}), 2);
  EXPECT_TRUE(said_so("routes that can: oncall, other")) << said;
  EXPECT_EQ(import({"--route", "other"}), 1) << "the other file stays";
  ASSERT_EQ(rig.entries().size(), 1U);
  EXPECT_EQ(rig.entries().front().queued.event.route, "other");
  EXPECT_EQ(import(), 0) << said;
  EXPECT_EQ(rig.entries().front().queued.event.route, "oncall");
}

TEST_F(ImportSpool, AFolderThatIsALinkIsNotFollowed) {
  fs::create_symlink(spool(), rig.folder() + "/elsewhere");
  EXPECT_EQ(run({"import-spool", rig.folder() + "/elsewhere/"}), 1);
  EXPECT_TRUE(said_so("a link")) << said;
  EXPECT_EQ(run({"import-spool", rig.folder() + "/nowhere"}), 1);
  EXPECT_TRUE(said_so("No such file")) << said;
}

}  // namespace
}  // namespace ilert_bridge
