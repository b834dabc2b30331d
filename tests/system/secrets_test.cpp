// Whatever goes wrong, no key is in any log, journal, output, page or process table.
#include <sys/stat.h>

#include <atomic>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <regex>

#include "tests/doubles/http_listener.hpp"
#include "tests/doubles/plain_client.hpp"
#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
using doubles::HttpFault;

const std::string secret = "il1apiS3CRETthatNobodyMaySee42";
const std::string token = "t0kenS3CRETthatNobodyMaySee43";
const std::string beat_key = "il1hbmS3CRETofTheHeartbeat43";
const std::vector<std::string> secrets{secret, beat_key, token};

class Secrets : public Stage {
 protected:
  explicit Secrets(std::vector<std::string> keys = {secret}, const std::string& more = {})
      : Stage({.other_tables = "[sync]\napi_token_file = \"api.token\"\ninterval = \"1s\"\n"
                               "[log]\nlevel = \"debug\"\n" +
                               more,
               .ilert = {.keys = std::move(keys), .tokens = {token}}}) {
    rig.world.add_service("web01", "HTTP");
    rig.world.service_check("web01", "HTTP", 2, "connection refused");
  }
  static void expect_no_secret_in(const std::string& text, const std::string& where) {
    for (const std::string& one : secrets) EXPECT_EQ(text.find(one), std::string::npos) << where;
  }
  void expect_no_secret_in_output() { expect_no_secret_in(said, said); }
  // Of the daemon's folder all but the key file itself: log, journal with its side files.
  void expect_no_secret_on_disk() const {
    for (const auto& file : std::filesystem::recursive_directory_iterator(rig.folder())) {
      const std::string extension = file.path().extension();
      if (!file.is_regular_file() || extension == ".key" || extension == ".token") continue;
      expect_no_secret_in(bytes_of(file.path().string()), file.path().string());
    }
  }
  void run_each(const std::vector<Types>& commands) {
    for (const Types& words : commands) {
      run(words);
      expect_no_secret_in_output();
    }
  }
  void run_every_command() {
    run_each({{"check"},
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
              {"journal", "export"},
              {"explain", "web01", "HTTP", "--all"},
              {"explain", "web01", "HTTP", "--json"},
              {"send-test", "--json"},
              {"run", "--once", "--dry-run"},
              {"adopt", "--dry-run"},
              {"adopt", "--yes"}});
  }
  // Those that show what ilert has answered.
  void run_what_quotes_ilert() {
    run_each({{"journal", "show", "1"},
              {"journal", "export"},
              {"explain", "web01", "HTTP", "--all"},
              {"send-test", "--json"},
              {"status", "--json"}});
  }
};

// Of a daemon with a heartbeat whose monitor tells the key back, and with pages.
class SecretsOnPages : public Secrets {
 protected:
  SecretsOnPages() {
    const std::string file = rig.folder() + "/beat.key";
    std::ofstream(file) << beat_key << "\n";
    ::chmod(file.c_str(), 0600);
    rig.write_config(rig.config_text() + "\n[heartbeat]\nkey_file = \"" + file + "\"\nurl = \"" +
                     beat.origin() + "/pings\"\n\n[metrics]\nlisten = \"127.0.0.1:0\"\n");
  }
  std::string page(const std::string& path) const {
    static const std::regex port("metrics are served address=127.0.0.1 port=([0-9]+)");
    const std::string log = rig.log();
    std::smatch found;
    if (!std::regex_search(log, found, port)) return {};
    return doubles::ask_once({.kind = Endpoint::Kind::tcp, .host = "127.0.0.1", .port = found[1]},
                             "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  }

  std::atomic<int> pings = 0;
  doubles::HttpListener beat{[this](const doubles::HttpReceived& received) {
    pings += received.target == "/pings/" + beat_key;
    return doubles::HttpReply{.status = 404, .body = "no such monitor: " + beat_key};
  }};
};

TEST_F(SecretsOnPages, AreNotShownThere) {
  rig.start();
  ASSERT_TRUE(eventually([&] { return pings > 0; })) << "the key must have been sent";
  ASSERT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::pending));
  ASSERT_TRUE(rig.says("metrics are served"));
  for (const char* path : {"/metrics", "/healthz", "/nowhere"}) {
    const std::string text = page(path);
    EXPECT_TRUE(text.starts_with("HTTP/1.1 ")) << text;
    expect_no_secret_in(text, text);
  }
  const std::string process = "/proc/" + std::to_string(rig.pid());
  expect_no_secret_in(bytes_of(process + "/cmdline") + bytes_of(process + "/environ"), process);
  run_every_command();
  EXPECT_EQ(rig.stop(), 0);
  expect_no_secret_on_disk();
}

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
  run_what_quotes_ilert();
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

const std::string other = "il1api+S3CRET&ofTheOther";

// Two routes, and a front that says of each everything it has ever heard.
class SecretsOfTwoRoutes : public Secrets {
 protected:
  SecretsOfTwoRoutes() : Secrets({secret, other}, "[route.second]\nintegration_key_file = \"2.key\"\n") {}
  HttpFault gossip() const {
    return HttpFault::answer(
        500, "gossip: " + secret + ", " + other + R"(, il1api%2BS3CRET%26ofTheOther, )" + token);
  }
  void expect_nothing_in(const std::string& text) const {
    EXPECT_NE(text.find("gossip: ***, ***"), std::string::npos) << text;
    EXPECT_EQ(text.find("S3CRET"), std::string::npos) << text;
  }
};

TEST_F(SecretsOfTwoRoutes, AreNotToldOfOneByTheOther) {
  rig.ilert.fault(gossip(), doubles::FaultScript::always);
  run_once();
  expect_nothing_in(said);
  run({"journal", "export"});
  expect_nothing_in(said);
  for (const char* event : {"1", "2"}) {
    run({"journal", "show", event});
    expect_nothing_in(said);
  }
  run_every_command();
  expect_no_secret_on_disk();
}

TEST_F(SecretsOfTwoRoutes, AreKeptAlsoWhenAReloadHasReplacedThem) {
  rig.start();
  ASSERT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::pending));
  ASSERT_TRUE(rig.settles());
  std::ofstream(rig.folder() + "/secrets/2.key") << "il1apiAnotherOneOfToday\n";
  rig.reload();
  ASSERT_TRUE(rig.says("configuration reloaded"));
  rig.ilert.fault(gossip(), doubles::FaultScript::always);
  rig.world.service_check("web01", "HTTP", 0, "HTTP OK");
  ASSERT_TRUE(rig.says("gossip: "));
  EXPECT_EQ(rig.stop(), 0);
  run({"journal", "export"});
  expect_nothing_in(said);
  expect_nothing_in(rig.log());
}

TEST_F(Secrets, AreBlottedOutOfWhatIlertSaysToWhoReadsAlerts) {
  for (const HttpFault& fault :
       {HttpFault::answer(403, R"({"code":"KEY_ERROR","message":"no )" + token + R"("})"),
        HttpFault::redirect("https://example.com/" + secret + "?token=" + token),
        HttpFault::answer(500, std::string(290, 'x') + token + secret)}) {
    rig.ilert.heal();
    rig.ilert.fault_rest(fault, doubles::FaultScript::always);
    rig.start();
    ASSERT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::pending));
    ASSERT_TRUE(eventually([&] { return run({"status"}) != 3 && said_so("PAUSED"); })) << said;
    run_each({{"status", "--json"}, {"check", "--connect"}, {"explain", "web01", "HTTP", "--all"}});
    EXPECT_EQ(rig.stop(), 0);
  }
  EXPECT_EQ(rig.log().find("S3CRET"), std::string::npos) << rig.log();
  expect_no_secret_on_disk();
}

TEST_F(Secrets, AreNotTheProcessTablesBusiness) {
  rig.start();
  ASSERT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::pending));
  const std::string process = "/proc/" + std::to_string(rig.pid());
  const std::string words = bytes_of(process + "/cmdline");
  EXPECT_NE(words.find("run"), std::string::npos) << "it must have been readable";
  EXPECT_EQ(words.find(secret), std::string::npos);
  EXPECT_EQ(bytes_of(process + "/environ").find(secret), std::string::npos);
  EXPECT_EQ(rig.stop(), 0);
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
    run_each({{"check"}, {"config"}, {"config", "--json"}, {"run", "--once"}});
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
