#include "tests/doubles/icinga2.hpp"

#include <gtest/gtest.h>

#include "tests/doubles/plain_client.hpp"

namespace ilert_bridge::doubles {
namespace {

const std::string columns = "\nColumns: description state state_type acknowledged scheduled_downtime_depth";

class Icinga2Test : public testing::Test {
 protected:
  void SetUp() override {
    std::string reason;
    if (!Icinga2::available(&reason)) GTEST_SKIP() << reason;
    icinga_.start();
  }
  std::string problems() const {
    return icinga_.ask("GET services" + columns + "\nFilter: state > 0\nFilter: has_been_checked = 1");
  }
  // Commands of the runtime objects (acknowledgement, downtime) take a moment.
  bool shows(const std::string& rows) const {
    return eventually([&] { return problems() == rows; });
  }

  Icinga2 icinga_;
};

TEST_F(Icinga2Test, ShowsAProblemItsAcknowledgementAndItsDowntime) {
  EXPECT_EQ(problems(), "[]");
  icinga_.service_result("web01", "HTTP", 2, "connection refused");
  EXPECT_TRUE(shows("[[\"HTTP\",2,1,false,0]]")) << problems();
  icinga_.acknowledge("web01", "HTTP", "ann", "on it");
  icinga_.schedule_downtime("web01", "HTTP", "bob", "new disks");
  EXPECT_TRUE(shows("[[\"HTTP\",2,1,true,1]]")) << problems();
  icinga_.remove_acknowledgement("web01", "HTTP");
  icinga_.remove_downtimes("web01", "HTTP");
  EXPECT_TRUE(shows("[[\"HTTP\",2,1,false,0]]")) << problems();
  icinga_.service_result("web01", "HTTP", 0, "fine");
  EXPECT_TRUE(shows("[]")) << problems();
}

TEST_F(Icinga2Test, HasSoftStatesWhereItTakesThreeAttempts) {
  icinga_.service_result("web01", "Disk", 0, "80 % used");  // from pending, Icinga 2 would need two
  for (const auto* seen :
       {"[[\"Disk\",1,0,false,0]]", "[[\"Disk\",1,0,false,0]]", "[[\"Disk\",1,1,false,0]]"}) {
    icinga_.service_result("web01", "Disk", 1, "91 % used");
    EXPECT_TRUE(shows(seen)) << problems();
  }
}

TEST_F(Icinga2Test, ListensOnTcpToo) {
  const auto answer = ask_once(icinga_.tcp_endpoint(), "GET hosts\nColumns: name\nFilter: name = db01\n\n");
  EXPECT_EQ(answer, "db01\n");
}

TEST_F(Icinga2Test, KeepsItsStatesOverARestartButNotOverACrash) {
  const std::string program = "GET status\nColumns: program_start nagios_pid";
  icinga_.service_result("web01", "HTTP", 2, "connection refused");
  ASSERT_TRUE(shows("[[\"HTTP\",2,1,false,0]]")) << problems();
  const auto before = icinga_.ask(program);
  icinga_.restart();
  EXPECT_NE(icinga_.ask(program), before);
  EXPECT_EQ(problems(), "[[\"HTTP\",2,1,false,0]]");
  icinga_.service_result("db01", "Load", 1, "too much");
  icinga_.kill();
  icinga_.start();
  EXPECT_EQ(problems(), "[[\"HTTP\",2,1,false,0]]");
}

}  // namespace
}  // namespace ilert_bridge::doubles
