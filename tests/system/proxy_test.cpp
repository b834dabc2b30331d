// Through a proxy that wants a user and a password, to an ilert that speaks TLS.
#include <sys/stat.h>

#include <fstream>
#include <mutex>

#include "tests/doubles/certificates.hpp"
#include "tests/doubles/http_listener.hpp"
#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
using doubles::HttpReceived;
using doubles::HttpReply;

const std::string password = "pw:S3CRET of the proxy";
const std::string basic = "YnJpZGdlOnB3OlMzQ1JFVCBvZiB0aGUgcHJveHk";

struct WithAuthority {
  doubles::TemporaryFolder folder;
  doubles::Authority authority{folder.path().string()};
};

class ThroughAProxy : protected WithAuthority, public Stage {
 protected:
  ThroughAProxy() : Stage({.ilert = {.tls = authority.issue()}}) {
    const std::string file = rig.folder() + "/secrets/proxy.pw";
    std::ofstream(file) << password << "\n";
    ::chmod(file.c_str(), 0600);
    replace_in_config(rig, "timeout = \"5s\"",
                      "timeout = \"5s\"\nca_file = \"" + authority.ca_file() + "\"\nproxy = \"" +
                          proxy.origin() + "\"\nproxy_user = \"bridge\"\nproxy_password_file = \"proxy.pw\"");
    rig.world.add_service("web01", "HTTP");
    rig.world.service_check("web01", "HTTP", 2, "connection refused");
  }
  unsigned short port_of_ilert() const {
    const std::string url = rig.ilert.url();
    return static_cast<unsigned short>(std::stoi(url.substr(url.find(':', 8) + 1)));
  }
  HttpReply answer(const HttpReceived& request) {
    const auto words = request.headers.find("proxy-authorization");
    const std::string said_to_us = words == request.headers.end() ? std::string{} : words->second;
    if (said_to_us == "Basic " + basic + "=" && lets_us_through) return {.tunnel_to = port_of_ilert()};
    return {.status = 407,
            .headers = {{"Proxy-Authenticate", "Basic realm=\"" + said_to_us + "\""}},
            .body = "not with " + said_to_us};
  }
  void expect_no_secret_in(const std::string& text) const {
    for (const std::string& one : {password, std::string{"S3CRET"}, basic})
      EXPECT_EQ(text.find(one), std::string::npos) << text;
  }

  std::atomic<bool> lets_us_through = true;
  doubles::HttpListener proxy{[this](const HttpReceived& request) { return answer(request); },
                              authority.issue()};
};

TEST_F(ThroughAProxy, EventsArriveAndThePasswordIsShownNowhere) {
  rig.start();
  ASSERT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::pending));
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"config"}, {"config", "--json"}, {"status"}, {"check", "--connect"}}) {
    run(words);
    expect_no_secret_in(said);
  }
  run({"config"});
  EXPECT_TRUE(said_so("\"proxy.pw\"")) << said;
  EXPECT_EQ(rig.stop(), 0);
  expect_no_secret_in(rig.log());
}

TEST_F(ThroughAProxy, ThatRefusesThemIsNamedWithARemedy) {
  lets_us_through = false;
  EXPECT_EQ(run({"send-test"}), 1);
  EXPECT_TRUE(said_so("the proxy wants a user and password")) << said;
  EXPECT_TRUE(said_so("proxy_password_file")) << said;
  expect_no_secret_in(said);
  EXPECT_EQ(run_once(), 1);
  EXPECT_TRUE(said_so("the proxy wants a user and password")) << said;
  run({"journal", "export"});
  expect_no_secret_in(said);
  lets_us_through = true;
  EXPECT_EQ(run_once(), 0) << said;
}

TEST_F(ThroughAProxy, APasswordFileThatEverybodyMayReadIsRefused) {
  ::chmod((rig.folder() + "/secrets/proxy.pw").c_str(), 0644);
  EXPECT_EQ(run({"check"}), 2);
  EXPECT_TRUE(said_so("'ilert.proxy_password_file': every user of this machine can read")) << said;
  expect_no_secret_in(said);
}

// What is said of ilert's certificate is not said of another host's.
TEST_F(ThroughAProxy, TheHeartbeatsHostIsNotTrustedForIlertsAuthority) {
  std::atomic<int> pings = 0;
  const doubles::HttpListener beat{[&](const HttpReceived&) {
                                     ++pings;
                                     return HttpReply{};
                                   },
                                   authority.issue()};
  const std::string file = rig.folder() + "/beat.key";
  std::ofstream(file) << "il1hbmS3CRET\n";
  ::chmod(file.c_str(), 0600);
  rig.write_config(replaced(rig.config_text(),
                            "proxy = \"" + proxy.origin() +
                                "\"\nproxy_user = \"bridge\"\n"
                                "proxy_password_file = \"proxy.pw\"",
                            "") +
                   "\n[heartbeat]\nkey_file = \"" + file + "\"\nurl = \"" + beat.origin() + "/pings\"\n");
  rig.start();
  ASSERT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::pending));
  ASSERT_TRUE(eventually([&] {
    return run({"status", "--json"}) != 3 && said_so("ca_file does not count");
  })) << said;
  EXPECT_EQ(pings, 0);
}

}  // namespace
}  // namespace ilert_bridge
