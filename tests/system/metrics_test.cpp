// /metrics and /healthz of a real daemon.
#include <list>
#include <regex>

#include "tests/doubles/http_listener.hpp"
#include "tests/doubles/plain_client.hpp"
#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;

class MetricsPage : public Stage {
 protected:
  MetricsPage()
      : Stage({.site_keys = "silent_after = \"1s\"\n",
               .other_tables = "[metrics]\nlisten = \"127.0.0.1:0\"\n"}) {
    rig.world.add_service("web01", "HTTP");
  }
  void start() {
    rig.start();
    ASSERT_TRUE(rig.says("metrics are served"));
    static const std::regex port("metrics are served address=127.0.0.1 port=([0-9]+)");
    const std::string log = rig.log();
    std::smatch found;
    ASSERT_TRUE(std::regex_search(log, found, port)) << log;
    where = {.kind = Endpoint::Kind::tcp, .host = "127.0.0.1", .port = found[1]};
  }
  std::string get(const std::string& path, const std::string& method = "GET") const {
    return doubles::ask_once(
        where, method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  }
  bool shows(const std::string& line) const {
    return doubles::eventually([&] { return get("/metrics").find("\n" + line + "\n") != std::string::npos; });
  }
  Endpoint where;
};

TEST_F(MetricsPage, SaysWhatIsGoingOn) {
  start();
  EXPECT_TRUE(shows("ilert_bridge_livestatus_up{site=\"prod\"} 1"));
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  EXPECT_TRUE(shows("ilert_bridge_deliveries_total{result=\"accepted\"} 1"));
  EXPECT_TRUE(shows("ilert_bridge_http_responses_total{code=\"202\"} 1"));
  EXPECT_TRUE(shows("ilert_bridge_open_alerts{route=\"oncall\"} 1"));
  EXPECT_TRUE(shows("ilert_bridge_events_total{site=\"prod\",type=\"ALERT\"} 1"));
  EXPECT_TRUE(get("/healthz").starts_with("HTTP/1.1 200 "));
  rig.livestatus->stop();
  EXPECT_TRUE(doubles::eventually([&] { return get("/healthz").starts_with("HTTP/1.1 503 "); }));
  EXPECT_NE(get("/healthz").find("site prod: "), std::string::npos);
  EXPECT_TRUE(shows("ilert_bridge_livestatus_up{site=\"prod\"} 0"));
  EXPECT_EQ(rig.stop(), 0);
}

TEST_F(MetricsPage, GivesNothingElseAndIsHarmedByNobody) {
  start();
  EXPECT_TRUE(get("/").starts_with("HTTP/1.1 404 "));
  EXPECT_TRUE(get("/metrics", "POST").starts_with("HTTP/1.1 405 "));
  EXPECT_TRUE(get("/metrics?x=1", "HEAD").starts_with("HTTP/1.1 200 "));
  const doubles::PlainClient silent(where);
  for (const std::string& nonsense : {std::string{"\n\n\n"}, std::string(20000, 'x'),
                                      std::string{"GET /metrics HTTP/1.1\r\nContent-Length: 9\r\n\r\nx"}})
    doubles::ask_once(where, nonsense);
  EXPECT_TRUE(get("/healthz").starts_with("HTTP/1.1 200 "));
  EXPECT_EQ(rig.stop(), 0);
}

TEST_F(MetricsPage, IsKeptFromNobodyByVisitorsWhoStay) {
  start();
  std::list<doubles::PlainClient> visitors;
  for (int i = 0; i < 40; ++i) {
    visitors.emplace_back(where).send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_EQ(visitors.back().receive(15), "HTTP/1.1 200 OK") << i;
  }
  EXPECT_TRUE(get("/healthz").starts_with("HTTP/1.1 200 "));
  EXPECT_EQ(rig.stop(), 0);
}

// A web page that gives its own name the address 127.0.0.1 would read it in a browser of this machine.
TEST_F(MetricsPage, IsForRequestsThatMeanThisMachine) {
  start();
  EXPECT_TRUE(doubles::ask_once(where, "GET /metrics HTTP/1.1\r\nHost: attacker.example:9469\r\n\r\n")
                  .starts_with("HTTP/1.1 421 "));
  EXPECT_TRUE(shows("ilert_bridge_livestatus_up{site=\"prod\"} 1"));
  EXPECT_EQ(rig.stop(), 0);
}

TEST_F(MetricsPage, APortThatIsTakenIsSaidAndTheWorkGoesOn) {
  doubles::HttpListener other([](const doubles::HttpReceived&) { return doubles::HttpReply{}; });
  replace_in_config(rig, "127.0.0.1:0", "127.0.0.1:" + std::to_string(other.port()));
  rig.start();
  EXPECT_TRUE(rig.says("no metrics are served: cannot listen on 127.0.0.1 port"));
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  EXPECT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::pending));
}

}  // namespace
}  // namespace ilert_bridge
