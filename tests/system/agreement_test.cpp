// What ilert shows and what it should show are compared, and what does not agree is put right: once, without
// a page for what is over, and without touching what is not ours.
#include <filesystem>

#include "tests/doubles/plain_client.hpp"
#include "tests/system/sync_stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
using doubles::HttpFault;

// A filter or a maintenance of the alert source: the event is answered well, and nothing comes of it.
const HttpFault swallowed = HttpFault::answer(202, "{}");
// ilert is given ten seconds to show what it was told, the comparison comes every ten, and after fifty
// questions ilert is left alone for the rest of a minute.
constexpr seconds some_comparisons{150};

class AgreementWithIlert : public SyncStage {
 protected:
  void add_problem(const std::string& service) {
    rig.world.add_service("web01", service);
    rig.world.service_check("web01", service, 2, "down");
  }
  bool becomes(const std::string& service, AlertStatus status) {
    return rig.becomes("web01", service, status, some_comparisons);
  }
  // What somebody else told the same alert source.
  void tell_of_something_else() {
    const std::string body =
        R"({"apiKey":"il1apiTESTKEY","eventType":"ALERT","summary":"backup failed","alertKey":"backup/1"})";
    const std::string url = rig.ilert.url();
    const std::size_t host = url.find("//") + 2, port = url.find(':', host) + 1, path = url.find('/', port);
    const Endpoint where{
        .kind = Endpoint::Kind::tcp, .host = "127.0.0.1", .port = url.substr(port, path - port)};
    doubles::ask_once(where,
                      "POST /api/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                      "Connection: close\r\nContent-Length: " +
                          std::to_string(body.size()) + "\r\n\r\n" + body);
    ASSERT_TRUE(rig.ilert.last_alert("backup/1"));
  }
};

TEST_F(AgreementWithIlert, WhatLeftNoTraceIsToldAgainAndNobodyIsPagedTwice) {
  for (const char* service : {"Lost", "Stays", "Taken"}) add_problem(service);
  rig.ilert.fault_for(rig.key("web01", "Lost"), swallowed);
  tell_of_something_else();
  rig.start();
  ASSERT_TRUE(becomes("HTTP", AlertStatus::pending));
  ASSERT_TRUE(becomes("Stays", AlertStatus::pending));
  ASSERT_TRUE(becomes("Taken", AlertStatus::pending));
  ASSERT_TRUE(rig.settles());
  EXPECT_FALSE(rig.alert("web01", "Lost"));
  rig.ilert.fault_for(rig.key("web01", "Stays"), swallowed);
  rig.ilert.fault_for(rig.key("web01", "Taken"), swallowed);
  rig.world.service_check("web01", "Stays", 0, "fine");
  rig.world.acknowledge("web01", "Taken", "carl", "on it");

  EXPECT_TRUE(becomes("Lost", AlertStatus::pending));
  EXPECT_TRUE(becomes("Stays", AlertStatus::resolved));
  EXPECT_TRUE(becomes("Taken", AlertStatus::accepted));
  EXPECT_EQ(rig.ilert.pages(), 5) << "four problems and the other matter, each once";
  ASSERT_TRUE(rig.settles()) << "or a kill leaves its outcome unknown";
  rig.kill();
  rig.start();
  let_everything_go_round();
  EXPECT_EQ(rig.told("web01", "Lost"), Types{"ALERT"});
  EXPECT_EQ(rig.told("web01", "Stays"), (Types{"ALERT", "RESOLVE"}));
  EXPECT_EQ(rig.told("web01", "Taken"), (Types{"ALERT", "ACCEPT"}));
  EXPECT_EQ(rig.ilert.last_alert("backup/1")->status, AlertStatus::pending) << "it is not ours";
}

TEST_F(AgreementWithIlert, WhatDoesNotHealIsNamedWithItsLikelyCause) {
  // Less often than every second: so the questions of a minute are not used up before the answer is there.
  replace_in_config(rig, "\ninterval = \"1s\"", "\ninterval = \"2s\"");
  rig.ilert.fault_for(rig.key("web01", "HTTP"), swallowed, doubles::FaultScript::always);
  rig.start();
  const auto is_named = [this] {
    return status_answer().find("1 alert does not show up in ilert") != std::string::npos;
  };
  EXPECT_TRUE(eventually(is_named, some_comparisons)) << status_answer();
  run({"status"});
  EXPECT_TRUE(said_so("1 alert does not show up in ilert") && said_so("a filter")) << said;
  rig.world.service_check("web01", "HTTP", 0, "fine");
  EXPECT_TRUE(eventually([&] { return rig.ilert.events().back().type == "RESOLVE"; }));
  EXPECT_EQ(rig.ilert.pages(), 0) << "it is over";
}

TEST_F(AgreementWithIlert, AlertsOfALostJournalAreResolvedWhenTheirProblemsAreOver) {
  add_problem("Lasts");
  rig.start();
  ASSERT_TRUE(becomes("HTTP", AlertStatus::pending));
  ASSERT_TRUE(becomes("Lasts", AlertStatus::pending));
  tell_of_something_else();
  rig.kill();
  for (const char* suffix : {"", "-wal", "-shm", ".reserve"})
    std::filesystem::remove(rig.journal_file() + suffix);
  rig.world.service_check("web01", "HTTP", 0, "fine");
  rig.start();
  EXPECT_TRUE(becomes("HTTP", AlertStatus::resolved));
  let_everything_go_round();
  EXPECT_EQ(rig.alert("web01", "Lasts")->status, AlertStatus::pending);
  EXPECT_EQ(rig.ilert.pages(), 3) << "two problems and the other matter, each once";
  EXPECT_EQ(rig.ilert.last_alert("backup/1")->status, AlertStatus::pending) << "it is not ours";
  // Its ALERT was told once more, and ilert added that to what was open.
  ASSERT_TRUE(rig.ilert.resolve(rig.alert("web01", "Lasts")->id, "Ada"));
  ASSERT_TRUE(rig.says("resolved in ilert while the problem lasts: prod/web01/Lasts"));
  let_everything_go_round();
  EXPECT_EQ(rig.ilert.pages(), 3) << "it is dismissed";
}

class WhatIsTakenBack : public SyncStage {
 protected:
  WhatIsTakenBack() : SyncStage({}, "unaccept = \"remove\"\n") {}
};

TEST_F(WhatIsTakenBack, InIlertTakesItsAcknowledgementInCheckmkAway) {
  open_an_alert();
  ASSERT_TRUE(accept("Ada Example"));
  ASSERT_TRUE(becomes_acknowledged());
  ASSERT_TRUE(rig.ilert.escalate(rig.alert("web01", "HTTP")->id, "Bert Example"));
  EXPECT_TRUE(eventually([this] { return !is_acknowledged(); }, some_comparisons));
  EXPECT_TRUE(rig.says("no longer acknowledged in Checkmk: prod/web01/HTTP"));
  let_everything_go_round();
  EXPECT_EQ(rig.told("web01", "HTTP"), Types{"ALERT"}) << "ilert calls already";
  EXPECT_EQ(rig.alert("web01", "HTTP")->status, AlertStatus::pending);
  ASSERT_TRUE(accept("Cleo Example"));
  ASSERT_TRUE(becomes_acknowledged());
  EXPECT_TRUE(acknowledgements().back().starts_with("Cleo Example (ilert): ")) << acknowledgements().back();
}

}  // namespace
}  // namespace ilert_bridge
