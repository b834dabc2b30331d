#include "ilert-bridge/cli/first_setup.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "ilert-bridge/cli/init.hpp"
#include "ilert-bridge/config/config.hpp"
#include "tests/doubles/temporary.hpp"

namespace ilert_bridge {
namespace {

FoundHost one_site() {
  return {.sites = {{.name = "prod",
                     .socket = "/omd/sites/prod/tmp/run/live",
                     .there = true,
                     .group_to_join = "prod"}},
          .keys = {},
          .config_folder = std::string{usual_config_folder}};
}

bool has(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

TEST(FirstSetup, WritesASiteARouteAndAHeartbeatThatWaitsForItsKey) {
  const std::string text = first_configuration(one_site());
  EXPECT_TRUE(has(text, "\n[site.prod]\naddress = \"unix:/omd/sites/prod/tmp/run/live\"\n")) << text;
  EXPECT_TRUE(has(text, "\n[route.oncall]")) << text;
  EXPECT_TRUE(has(text, "\nintegration_key_file = \"oncall.key\"\n")) << text;
  EXPECT_TRUE(has(text, "\n# [heartbeat]\n# key_file = \"heartbeat.key\"\n")) << text;
}

TEST(FirstSetup, TakesTheKeysThatAreThere) {
  FoundHost host = one_site();
  host.keys = {"heartbeat.key", "night.key"};
  const std::string text = first_configuration(host);
  EXPECT_TRUE(has(text, "\nintegration_key_file = \"night.key\"\n")) << text;
  EXPECT_TRUE(has(text, "\n[heartbeat]\nkey_file = \"heartbeat.key\"\n")) << text;
  EXPECT_FALSE(has(what_is_left(host), "umask")) << what_is_left(host);
}

TEST(FirstSetup, SaysTheTwoCommandsThatAreLeft) {
  const std::string text = what_is_left(one_site());
  EXPECT_TRUE(has(text, "\n  usermod -aG prod _ilert-bridge\n")) << text;
  EXPECT_TRUE(has(text, "\n  (umask 077; cat >/etc/ilert-bridge/secrets/oncall.key)\n")) << text;
  EXPECT_TRUE(has(text, "\n  ilert-bridge check --connect\n")) << text;
}

TEST(FirstSetup, JoinsTheGroupsOfAllSitesAtOnceAndNoneTwice) {
  FoundHost host = one_site();
  host.sites.push_back({.name = "dev", .socket = "/omd/sites/dev/tmp/run/live", .group_to_join = "dev"});
  host.sites.push_back({.name = "naemon", .socket = "/var/cache/naemon/live", .group_to_join = "dev"});
  host.sites.push_back({.name = "open", .socket = "/run/live", .group_to_join = ""});
  EXPECT_TRUE(has(what_is_left(host), "\n  usermod -aG prod,dev _ilert-bridge\n")) << what_is_left(host);
}

TEST(FirstSetup, NamesTheConfigurationToCommandsWhereItIsNotTheUsualOne) {
  FoundHost host = one_site();
  host.config_folder = "/srv/bridge";
  EXPECT_TRUE(
      has(what_is_left(host), "\n  ilert-bridge --config /srv/bridge/ilert-bridge.toml check --connect\n"));
  EXPECT_TRUE(has(what_is_left(host), "cat >/srv/bridge/secrets/oncall.key")) << what_is_left(host);
}

TEST(FirstSetup, SaysWhichSiteIsNotStarted) {
  FoundHost host = one_site();
  host.sites.front().there = false;
  EXPECT_EQ(sites_text(host), "found site prod: /omd/sites/prod/tmp/run/live, which is not started\n");
}

TEST(FirstSetup, SeesWhatIsSetUpAlready) {
  for (const char* text :
       {"[site.prod]\n", "x = 1\n  [route.oncall]\n", "site.prod.address = \"unix:/l\"\n", "[site]"})
    EXPECT_TRUE(is_set_up(text)) << text;
  for (const char* text : {"", "#[site.prod]\n", "[ilert]\n# [route.oncall]\n", "[policy]\n"})
    EXPECT_FALSE(is_set_up(text)) << text;
}

TEST(FirstSetup, NamesOfSitesAreThoseThatTheConfigurationTakesUnquoted) {
  for (const char* name : {"prod", "site_2", "a-b"}) EXPECT_TRUE(can_name_a_site(name)) << name;
  for (const char* name : {"", ".hidden", "a b", "a\"]", "ä"}) EXPECT_FALSE(can_name_a_site(name)) << name;
}

// A root folder of a made-up host, and the folder of the configuration beside it.
class WriteFirstConfiguration : public testing::Test {
 protected:
  WriteFirstConfiguration() {
    std::filesystem::create_directories(folder_.path() / "etc/secrets");
    std::ofstream(folder_ / "etc/ilert-bridge.toml") << "#[site.prod]\n";
  }
  void add_site(const std::string& name) const {
    std::filesystem::create_directories(folder_.path() / "omd/sites" / name / "tmp/run");
  }
  void listen_at(const std::string& path) const {
    const std::filesystem::path file = folder_.path() / path;
    std::filesystem::create_directories(file.parent_path());
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    file.string().copy(address.sun_path, sizeof address.sun_path - 1);
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ASSERT_EQ(::bind(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ::close(descriptor);
  }
  int run() {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int status = write_first_configuration(folder_.path(), folder_ / "etc/ilert-bridge.toml");
    said_ = testing::internal::GetCapturedStdout();
    complained_ = testing::internal::GetCapturedStderr();
    return status;
  }
  std::string written() const {
    std::ifstream in(folder_ / "etc/conf.d/site.toml");
    return {std::istreambuf_iterator<char>(in), {}};
  }
  // Not by the command, which also asks whether a service's user of this machine could read it.
  bool is_usable_with_a_key() const {
    std::ofstream(folder_ / "etc/secrets/oncall.key") << "il1apiTESTKEY\n";
    ::chmod((folder_ / "etc/secrets/oncall.key").c_str(), 0600);
    return load_config(folder_ / "etc/ilert-bridge.toml", Surroundings::of_process()).usable();
  }

  doubles::TemporaryFolder folder_;
  std::string said_, complained_;
};

TEST_F(WriteFirstConfiguration, WritesWhatCheckTakesOnceTheKeyIsThere) {
  add_site("prod");
  listen_at("omd/sites/prod/tmp/run/live");
  add_site("dev");
  listen_at("var/cache/naemon/live");
  EXPECT_EQ(run(), 0) << complained_;
  EXPECT_TRUE(has(said_, "found site prod: /omd/sites/prod/tmp/run/live\n")) << said_;
  EXPECT_TRUE(has(said_, "found site dev: /omd/sites/dev/tmp/run/live, which is not started\n")) << said_;
  EXPECT_TRUE(has(written(), "[site.naemon]\naddress = \"unix:/var/cache/naemon/live\"\n")) << written();
  EXPECT_TRUE(is_usable_with_a_key());
}

TEST_F(WriteFirstConfiguration, ChangesNothingWhereASiteIsDescribedAlready) {
  add_site("prod");
  std::filesystem::create_directory(folder_.path() / "etc/conf.d");
  std::ofstream(folder_ / "etc/conf.d/10-mine.toml") << "[site.mine]\n";
  EXPECT_EQ(run(), 1);
  EXPECT_TRUE(has(complained_, "10-mine.toml describes a site or a route already")) << complained_;
  EXPECT_EQ(written(), "");
}

TEST_F(WriteFirstConfiguration, WritesOverNoFile) {
  add_site("prod");
  std::filesystem::create_directory(folder_.path() / "etc/conf.d");
  std::ofstream(folder_ / "etc/conf.d/site.toml") << "# mine\n";
  EXPECT_EQ(run(), 1);
  EXPECT_TRUE(has(complained_, "site.toml: cannot be written: File exists")) << complained_;
  EXPECT_EQ(written(), "# mine\n");
}

TEST_F(WriteFirstConfiguration, SaysWhatToDoWhereNoSiteIsFound) {
  EXPECT_EQ(run(), 1);
  EXPECT_TRUE(has(complained_, "no site was found")) << complained_;
  EXPECT_EQ(written(), "");
}

}  // namespace
}  // namespace ilert_bridge
