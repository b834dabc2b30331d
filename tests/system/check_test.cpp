// `check`, alone and with --connect: nothing calm that is not true, and each part in ten seconds.
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <chrono>
#include <filesystem>

#include "tests/doubles/http_listener.hpp"
#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
using doubles::HttpReceived;
using doubles::HttpReply;
namespace json = boost::json;

class Check : public Stage {
 protected:
  explicit Check(rig::RigOptions options = {}) : Stage(std::move(options)) {
    rig.world.add_host("db01");
    rig.world.add_service("web01", "HTTP");
  }
  int connect() { return run({"check", "--connect"}); }
};

TEST_F(Check, ConnectSaysWhoAnswersAndWhatWouldBeSent) {
  rig.world.host_check("db01", 1, "no ping");
  EXPECT_EQ(connect(), 0) << said;
  EXPECT_TRUE(said_so("site prod: answers, ")) << said;
  EXPECT_TRUE(said_so("2 hosts, 1 services")) << said;
  EXPECT_TRUE(said_so("route oncall: takes 2 of 2 hosts, 1 of 1 service, 1 problem now\n")) << said;
  EXPECT_TRUE(said_so("route oncall: would send 1 alert now, resolve 0, adopt 0\n")) << said;
  EXPECT_TRUE(said_so("ilert " + rig.ilert.url() + ": answers as ilert does")) << said;
  EXPECT_FALSE(said_so("warning") || said_so("unrouted")) << said;
  EXPECT_TRUE(rig.ilert.events().empty());
  EXPECT_FALSE(std::filesystem::exists(rig.journal_file()));
}

TEST_F(Check, ConnectFailsWithoutTheSite) {
  rig.livestatus->stop();
  EXPECT_EQ(connect(), 1);
  EXPECT_TRUE(said_so("site prod: FAILED: ")) << said;
  EXPECT_FALSE(said_so("would send")) << "nobody knows: " << said;
}

TEST_F(Check, ConnectFailsWithoutIlertAndSaysWhatToDo) {
  rig.ilert.stop();
  EXPECT_EQ(connect(), 1);
  EXPECT_TRUE(said_so("ilert " + rig.ilert.url() + ": FAILED: ")) << said;
  EXPECT_TRUE(said_so("that a firewall lets this host through to it")) << "as send-test does: " << said;
}

class CheckOfAMisspeltRoute : public Check {
 protected:
  CheckOfAMisspeltRoute() : Check({.route_keys = "match.hosts = [\"web1\", \"^db\"]\n"}) {
    rig.world.host_check("db01", 1, "no ping");
  }
};

TEST_F(CheckOfAMisspeltRoute, IsNotAllGreen) {
  EXPECT_EQ(connect(), 0) << said;
  EXPECT_TRUE(said_so("warning: 'route.oncall.match.hosts': \"^db\" is only a host called exactly so"))
      << said;
  EXPECT_TRUE(
      said_so("route oncall: warning: takes 0 of 2 hosts, 0 of 1 service, 0 problems now; it will "
              "never alert\n"))
      << said;
  EXPECT_TRUE(
      said_so("route oncall: warning: match.hosts names \"web1\", and no object has it\n  did you "
              "mean \"web01\"?\n"))
      << said;
  EXPECT_TRUE(said_so("unrouted: 2 hosts and 1 service are on no route, with 1 problem now: prod/db01"))
      << said;
}

TEST_F(CheckOfAMisspeltRoute, ProgramsReadTheSame) {
  EXPECT_EQ(run({"check", "--connect", "--json"}), 0);
  const json::object answer = json::parse(said).as_object();
  EXPECT_EQ(answer.at("schema"), json::value(1));
  EXPECT_EQ(answer.at("usable"), json::value(true));
  EXPECT_EQ(answer.at("warnings"), json::value(4)) << said;
  bool seen = false;
  for (const json::value& line : answer.at("lines").as_array()) {
    const json::object& object = line.as_object();
    if (!object.contains("allHosts")) continue;
    seen = true;
    EXPECT_EQ(object.at("part"), json::value("route"));
    EXPECT_EQ(object.at("name"), json::value("oncall"));
    EXPECT_EQ(object.at("outcome"), json::value("warning"));
    EXPECT_EQ(object.at("hosts"), json::value(0));
    EXPECT_EQ(object.at("allHosts"), json::value(2));
  }
  EXPECT_TRUE(seen) << said;
}

TEST_F(Check, ProgramsReadWhatIsWrongWithTheFile) {
  replace_in_config(rig, "timeout =", "timout =");
  EXPECT_EQ(run({"check", "--json"}), 2);
  const json::object answer = json::parse(said).as_object();
  EXPECT_EQ(answer.at("usable"), json::value(false));
  const json::object& line = answer.at("lines").as_array().at(0).as_object();
  EXPECT_EQ(line.at("outcome"), json::value("failed"));
  EXPECT_EQ(line.at("name"), json::value(rig.config_file()));
  EXPECT_GT(line.at("line").to_number<int>(), 0);
}

// Run by root, of a service that runs as nobody: its journal's folder says so.
class CheckByRoot : public Check {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can ask as somebody else";
    for (const auto& file : std::filesystem::recursive_directory_iterator(rig.folder())) give(file.path());
    give(rig.folder());
  }
  static void give(const std::filesystem::path& path, uid_t user = 65534, gid_t group = 65534) {
    ASSERT_EQ(::chown(path.c_str(), user, group), 0) << path;
  }
};

TEST_F(CheckByRoot, FindsAllWellWhereTheServiceMayReadEverything) {
  EXPECT_EQ(connect(), 0) << said;
  EXPECT_FALSE(said_so("as whom the service runs")) << said;
}

TEST_F(CheckByRoot, SaysWhichSocketTheServiceMayNotUseAndWhatHelps) {
  const std::string socket = rig.folder() + "/live";
  give(socket, 0, 1);
  ::chmod(socket.c_str(), 0660);
  EXPECT_EQ(connect(), 1);
  EXPECT_TRUE(said_so("site prod: FAILED: the socket " + socket +
                      " is not for nobody, as whom the service runs\n  run: usermod -aG daemon nobody && "
                      "systemctl restart ilert-bridge\n"))
      << said;
}

TEST_F(CheckByRoot, SaysWhichKeyTheServiceMayNotRead) {
  const std::string key = rig.folder() + "/oncall.key";
  give(key, 0, 0);
  ::chmod(key.c_str(), 0600);
  EXPECT_EQ(run({"check"}), 1);
  EXPECT_TRUE(said_so("route oncall: FAILED: the file of integration_key_file " + key +
                      " is not for nobody, as whom the service runs\n  run: chgrp " +
                      std::string{::getgrgid(65534)->gr_name} + ' ' + key + " && chmod g+r " + key + "\n"))
      << said;
}

// What answers at [ilert] url.
class CheckOfAnotherServer : public Check {
 protected:
  CheckOfAnotherServer() { replace_in_config(rig, rig.ilert.url(), server.origin() + "/api"); }
  std::atomic<int> status = 404;
  doubles::HttpListener server{[this](const HttpReceived&) {
    return HttpReply{.status = status, .body = "<html><title>It works</title></html>"};
  }};
};

TEST_F(CheckOfAnotherServer, IsNotTakenForIlert) {
  for (const int one : {200, 400, 401, 404}) {
    status = one;
    EXPECT_EQ(connect(), 0) << said;
    EXPECT_TRUE(said_so(": warning: something answers (" + std::to_string(one))) << said;
    EXPECT_TRUE(said_so("not proven")) << said;
  }
  status = 502;
  EXPECT_EQ(connect(), 1);
  EXPECT_TRUE(said_so("status.ilert.com")) << said;
}

TEST_F(Check, ASiteThatHangsCostsTenSecondsAndTheRestIsSaid) {
  rig.livestatus->fault({.kind = doubles::Fault::Kind::hang, .answers = -1});
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(connect(), 1);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{20});
  EXPECT_TRUE(said_so("site prod: FAILED: ")) << said;
  EXPECT_TRUE(said_so("answers as ilert does")) << said;
}

}  // namespace
}  // namespace ilert_bridge
