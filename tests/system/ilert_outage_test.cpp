// However ilert is away while Checkmk goes on: once it is well again it shows what Checkmk shows, nobody else
// got the key, and nobody is woken up for more than there was.
#include <filesystem>
#include <functional>
#include <ostream>

#include "tests/system/oracle.hpp"
#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
using doubles::FaultScript;
using doubles::HttpFault;

// Another server at whose address a redirect points.
struct Elsewhere {
  doubles::IlertDouble server;
};

struct Outage {
  const char* what;
  std::function<void(doubles::IlertDouble&, const Elsewhere&)> begin;
  int times = FaultScript::always;  // how many requests meet it, where it is a fault of requests
};

void PrintTo(const Outage& outage, std::ostream* out) { *out << outage.what; }

Outage of_requests(const char* what, const HttpFault& fault, int times = FaultScript::always) {
  return {what, [fault, times](doubles::IlertDouble& ilert, const Elsewhere&) { ilert.fault(fault, times); }};
}

Outage redirected(const char* what, int status) {
  return {what, [status](doubles::IlertDouble& ilert, const Elsewhere& elsewhere) {
            ilert.fault(HttpFault::redirect(elsewhere.server.url() + "/events", status), FaultScript::always);
          }};
}

class Outages : public Stage, public testing::WithParamInterface<Outage> {
 protected:
  Outages() {
    replace_in_config(rig, "timeout = \"5s\"", "timeout = \"1s\"");
    for (const char* name : {"Lasting", "Acknowledged", "Short", "Before", "Again"})
      rig.world.add_service("web01", name);
  }
  void fails(const std::string& service) { rig.world.service_check("web01", service, 2, "down"); }
  void recovers(const std::string& service) { rig.world.service_check("web01", service, 0, "fine"); }
  int pages(const std::string& service) const {
    int pages = 0;
    for (const doubles::AlertView& alert : rig.ilert.alerts())
      if (alert.alert_key == rig::Rig::key("web01", service)) pages += alert.pages;
    return pages;
  }
  // What Checkmk shows meanwhile, each step looked at by a run that tries to tell it.
  void time_goes_by() {
    fails("Lasting");
    fails("Acknowledged");
    fails("Short");
    recovers("Again");
    run_once();
    rig.world.acknowledge("web01", "Acknowledged", "alice", "on it");
    recovers("Short");
    recovers("Before");
    fails("Again");
    run_once();
  }
  bool ends_well() {
    for (int runs = 0; runs < 10; ++runs)
      if (run_once() == 0 && disagreement(rig).empty()) return true;
    return false;
  }
  Elsewhere elsewhere;
};

TEST_P(Outages, EndWithWhatCheckmkShows) {
  fails("Before");
  fails("Again");
  ASSERT_EQ(run_once(), 0) << said;
  GetParam().begin(rig.ilert, elsewhere);
  time_goes_by();
  rig.ilert.heal();
  rig.ilert.start();
  EXPECT_TRUE(ends_well()) << said;
  expect_a_good_end(rig);
  EXPECT_EQ(elsewhere.server.connections(), 0) << "the key must not go there";
  EXPECT_EQ(pages("Lasting"), 1);
  EXPECT_LE(pages("Acknowledged"), 1);
  EXPECT_LE(pages("Short"), 1);
  EXPECT_EQ(pages("Before"), 1);
  EXPECT_LE(pages("Again"), 2);
}

INSTANTIATE_TEST_SUITE_P(
    Ilert, Outages,
    testing::Values(
        Outage{"RefusesConnections", [](doubles::IlertDouble& ilert, const Elsewhere&) { ilert.stop(); }},
        of_requests("Hangs", HttpFault::hang()), of_requests("CutsBeforeProcessing", HttpFault::close_now()),
        of_requests("CutsAfterProcessing", HttpFault::drop_after_processing()),
        of_requests("CutsTwoAnswers", HttpFault::drop_after_processing(), 2),
        of_requests("EndsInTheMiddleOfAnAnswer", HttpFault::half_body()),
        of_requests("PromisesMoreThanItBrings", HttpFault::wrong_length()),
        of_requests("TalksGarbage", HttpFault::garbage()), of_requests("IsABadGateway", HttpFault::html(502)),
        of_requests("IsUnavailable", HttpFault::html(503)), redirected("HasMoved", 301),
        redirected("IsFoundElsewhere", 302), redirected("RedirectsForNow", 307),
        redirected("RedirectsForGood", 308), of_requests("IsOverItsLimit", HttpFault::too_many()),
        of_requests("SaysHowLongToWait", HttpFault::too_many(1), 3),
        of_requests("DoesNotKnowTheKey", HttpFault::answer(401)),
        of_requests("ForbidsTheKey", HttpFault::answer(403)),
        of_requests("IsNotThere", HttpFault::answer(404)),
        of_requests("RefusesOneBody", HttpFault::answer(400, R"({"code":"BAD_LABELS"})"), 1)),
    [](const auto& outage) { return outage.param.what; });

// What ilert shows when it is asked who it is, renewed in place.
struct Papers {
  doubles::TemporaryFolder folder;
  doubles::Authority authority{folder.path().string()};
  doubles::TlsFiles shown = authority.issue();

  void renew(const doubles::CertificateWish& wish) {
    const doubles::TlsFiles next = authority.issue(wish);
    std::filesystem::rename(next.certificate, shown.certificate);
    std::filesystem::rename(next.key, shown.key);
  }
};

class CertificateOfIlert : protected Papers, public Stage {
 protected:
  CertificateOfIlert() : Stage({.ilert = {.tls = shown}}) {
    replace_in_config(rig, "timeout = \"5s\"", "timeout = \"5s\"\nca_file = \"" + authority.ca_file() + "\"");
    rig.world.add_service("web01", "HTTP");
    rig.world.add_service("web01", "SSH");
  }
  void ilert_shows(const doubles::CertificateWish& wish) {
    rig.ilert.stop();
    renew(wish);
    rig.ilert.start();
  }
};

TEST_F(CertificateOfIlert, ThatIsNoGoodGetsNothingUntilItIsRenewed) {
  int state = 0;
  std::size_t told = 0;
  for (const auto& [wish, words] :
       std::vector<std::pair<doubles::CertificateWish, std::string>>{{{.expired = true}, "expired"},
                                                                     {{.name = "example.org"}, "localhost"},
                                                                     {{.self_signed = true}, "self"}}) {
    state = 2 - state;
    rig.world.service_check("web01", "HTTP", state, "as it is");
    ASSERT_EQ(run_once(), 0) << said;
    ASSERT_EQ(rig.ilert.events().size(), ++told);
    ilert_shows(wish);
    rig.world.service_check("web01", "SSH", state, "as it is");
    EXPECT_EQ(run_once(), 1) << words;
    EXPECT_TRUE(said_so("certificate") && said_so(words)) << said;
    EXPECT_EQ(rig.ilert.events().size(), told) << "the key must not be shown to it";
    ilert_shows({});
    ASSERT_EQ(run_once(), 0) << said;
    ASSERT_EQ(rig.ilert.events().size(), ++told);
  }
  expect_a_good_end(rig);
}

}  // namespace
}  // namespace ilert_bridge
