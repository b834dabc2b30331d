// Whatever goes wrong, the integration key is in no log, no journal, no output and no process table.
#include <boost/json.hpp>
#include <filesystem>
#include <ostream>

#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
using doubles::HttpFault;

const std::string secret = "il1apiS3CRETthatNobodyMaySee42";

class Secrets : public Stage {
 protected:
  Secrets() : Stage({.other_tables = "[log]\nlevel = \"debug\"\n", .ilert = {.keys = {secret}}}) {
    rig.world.add_service("web01", "HTTP");
    rig.world.service_check("web01", "HTTP", 2, "connection refused");
  }
  void expect_no_secret_in_output() { EXPECT_EQ(said.find(secret), std::string::npos) << said; }
  // Of the daemon's folder all but the key file itself: log, journal with its side files.
  void expect_no_secret_on_disk() const {
    for (const auto& file : std::filesystem::recursive_directory_iterator(rig.folder())) {
      if (!file.is_regular_file() || file.path().extension() == ".key") continue;
      EXPECT_EQ(bytes_of(file.path().string()).find(secret), std::string::npos) << file.path();
    }
  }
  void run_every_command() {
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{"check"},
                                               {"check", "--connect"},
                                               {"config"},
                                               {"config", "--json"},
                                               {"problems"},
                                               {"problems", "--json"},
                                               {"status"},
                                               {"status", "--json"},
                                               {"status", "--plugin"},
                                               {"status", "--checkmk"},
                                               {"journal", "list"},
                                               {"journal", "list", "--json"},
                                               {"journal", "show", "1"},
                                               {"journal", "show", "1", "--json"},
                                               {"explain", "web01", "HTTP", "--all"},
                                               {"explain", "web01", "HTTP", "--json"},
                                               {"send-test", "--json"},
                                               {"run", "--once", "--dry-run"},
                                               {"adopt"}}) {
      run(words);
      expect_no_secret_in_output();
    }
  }
};

struct Echo {
  const char* what;
  HttpFault fault;
};
void PrintTo(const Echo& echo, std::ostream* out) { *out << echo.what; }

class Echoes : public Secrets, public testing::WithParamInterface<Echo> {};

TEST_P(Echoes, AreBlottedOutEverywhere) {
  rig.ilert.fault(GetParam().fault, doubles::FaultScript::always);
  run_once();
  expect_no_secret_in_output();
  EXPECT_FALSE(rig.ilert.events().empty()) << "the echo must have been heard";
  EXPECT_EQ(rig.ilert.events().at(0).key, secret) << "and the key must have been sent";
  run_every_command();
  expect_no_secret_on_disk();
}

HttpFault with_header(const std::string& name) {
  HttpFault fault = HttpFault::answer(500, "{}");
  fault.headers[name] = "id-" + secret;
  return fault;
}

INSTANTIATE_TEST_SUITE_P(
    Answer, Echoes,
    testing::Values(
        Echo{"WrongKey", HttpFault::answer(401, R"({"message":"no such key )" + secret + R"("})")},
        Echo{"Code", HttpFault::answer(400, R"({"code":")" + secret + R"(","message":"key error"})")},
        Echo{"Text", HttpFault::answer(500, "key " + secret + " broke us")},
        Echo{"LongText", HttpFault::answer(500, std::string(290, 'x') + secret)},
        Echo{"WebPage", HttpFault::answer(502, "<html><title>" + secret + "</title></html>")},
        Echo{"Redirect", HttpFault::redirect("https://example.com/" + secret + "?key=" + secret)},
        Echo{"CorrelationId", with_header("correlation-id")},
        Echo{"Success", HttpFault::answer(202, R"({"message":")" + secret + R"("})")}),
    [](const auto& echo) { return echo.param.what; });

TEST_F(Secrets, AreNotTheProcessTablesBusiness) {
  rig.start();
  ASSERT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::pending));
  const std::string process = "/proc/" + std::to_string(rig.pid());
  const std::string words = bytes_of(process + "/cmdline");
  EXPECT_NE(words.find("run"), std::string::npos) << "it must have been readable";
  EXPECT_EQ(words.find(secret), std::string::npos);
  EXPECT_EQ(bytes_of(process + "/environ").find(secret), std::string::npos);
  run_every_command();
  EXPECT_EQ(rig.stop(), 0);
  expect_no_secret_on_disk();
}

TEST_F(Secrets, AreNotInWhatIsSaidOfAHostThatCannotBeFound) {
  replace_in_config(rig, rig.ilert.url(), "https://ilert.invalid/api");
  EXPECT_EQ(run_once(), 1);
  EXPECT_TRUE(said_so("ilert.invalid")) << said;
  expect_no_secret_in_output();
  run_every_command();
  expect_no_secret_on_disk();
}

TEST_F(Secrets, AreMaskedInTheConfigurationWhateverIsWrongWithIt) {
  const std::string good = rig.config_text();
  for (const std::string& line :
       {"integration_key = \"" + secret + "\"", "integration_kye = \"" + secret + "\"",
        "integration_key_file = \"" + secret + "\"", "integration_key = " + secret,
        "integration_key = \"" + secret, "integration_key = [\"" + secret + "\"]"}) {
    const std::size_t at = good.find("integration_key_file");
    rig.write_config(good.substr(0, at) + line + good.substr(good.find('\n', at)));
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"check"}, {"config"}, {"config", "--json"}, {"run", "--once"}}) {
      run(words);
      expect_no_secret_in_output();
    }
  }
}

TEST_F(Secrets, AKeyFileThatEverybodyMayReadIsRefusedWithoutShowingIt) {
  std::filesystem::permissions(rig.folder() + "/oncall.key", std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  EXPECT_EQ(run({"check"}), 2);
  EXPECT_TRUE(said_so("chmod o-r")) << said;
  expect_no_secret_in_output();
}

}  // namespace
}  // namespace ilert_bridge
