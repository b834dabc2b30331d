// The commands as a person types them: what they print, and how they end.
#include <boost/json.hpp>
#include <filesystem>
#include <ostream>

#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;
namespace json = boost::json;

class Commands : public Stage {
 protected:
  Commands() {
    rig.world.add_host("db01");
    rig.world.add_service("web01", "HTTP");
  }
  // An alert of HTTP that is resolved, one of db01 that is open, and one that waits.
  void make_history() {
    rig.world.service_check("web01", "HTTP", 2, "connection refused");
    ASSERT_EQ(run_once(), 0) << said;
    rig.world.service_check("web01", "HTTP", 0, "HTTP OK");
    rig.world.host_check("db01", 1, "no ping");
    ASSERT_EQ(run_once(), 0) << said;
    rig.ilert.stop();
    rig.world.service_check("web01", "HTTP", 2, "connection refused again");
    ASSERT_EQ(run_once(), 1) << said;
  }
  std::size_t listed(std::vector<std::string> filter) {
    filter.insert(filter.begin(), {"journal", "list", "--json"});
    EXPECT_EQ(run(filter), 0) << said;
    return json::parse(said).as_array().size();
  }
};

TEST_F(Commands, CheckOfAValidFileSaysSo) {
  EXPECT_EQ(run({"check"}), 0);
  EXPECT_EQ(said, "configuration: valid, 1 site, 1 route\n");
}

struct Typo {
  const char* what;
  std::string was, is;
  std::vector<std::string> said;
};

void PrintTo(const Typo& typo, std::ostream* out) { *out << typo.what; }

class Typos : public Commands, public testing::WithParamInterface<Typo> {};

TEST_P(Typos, AreShownWithPlaceAndCaretAndEndWith2) {
  replace_in_config(rig, GetParam().was, GetParam().is);
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"check"}, {"run", "--once"}, {"problems"}, {"config"}}) {
    const bool needs_no_key = words.front() == "problems" && std::string_view{GetParam().what} == "NoKeyFile";
    EXPECT_EQ(run(words), needs_no_key ? 0 : 2) << words.front();
    if (needs_no_key) continue;
    EXPECT_TRUE(said_so("ilert-bridge.toml:")) << said;
    EXPECT_TRUE(said_so(": error: ")) << said;
    for (const std::string& part : GetParam().said) EXPECT_TRUE(said_so(part)) << part << " in:\n" << said;
  }
  EXPECT_TRUE(rig.ilert.events().empty());
}

INSTANTIATE_TEST_SUITE_P(
    Config, Typos,
    testing::Values(
        Typo{"Key",
             "timeout =",
             "timout =",
             {"did you mean 'ilert.timeout'?", "| timout = \"5s\"", "| ^~~~~~\n"}},
        Typo{"Table", "[ilert]", "[ilart]", {"unknown", "did you mean 'ilert'?", "^"}},
        Typo{"Duration",
             "\"5s\"",
             "\"5 parsecs\"",
             {"'ilert.timeout' must be a duration such as \"30s\"", "^~~~"}},
        Typo{"Type", "\"5s\"", "5", {"'ilert.timeout'", "^"}},
        Typo{"PlainHttp", "http://127.0.0.1", "http://api.example.com", {"must begin with https://", "^~~~"}},
        Typo{"Address", "unix:", "unx:", {"'site.prod.address'", "^~~~"}},
        Typo{"NoKeyFile",
             "oncall.key",
             "gone.key",
             {"'route.oncall.integration_key_file'", "there is no file", "^~~"}},
        Typo{"State",
             "events_per_minute = 10000",
             "alert_on = [\"CRITCAL\"]",
             {"did you mean \"CRITICAL\"?", "^~~~"}},
        Typo{"Expression",
             "events_per_minute = 10000",
             "match = { hosts = [\"~db(\"] }",
             {"regular expression", "^~~~"}},
        Typo{"Number", "10000", "0", {"'route.oncall.events_per_minute'", "^"}},
        Typo{"Toml", "[site.prod]", "[site.prod", {"[site.prod", "^"}}),
    [](const auto& typo) { return typo.param.what; });

TEST_F(Commands, CheckShowsAllErrorsAtOnce) {
  replace_in_config(rig, "timeout =", "timout =");
  replace_in_config(rig, "address =", "adress =");
  EXPECT_EQ(run({"check"}), 2);
  EXPECT_TRUE(said_so("'ilert.timeout'?") && said_so("'site.prod.address'?")) << said;
  EXPECT_TRUE(said_so("2 errors, configuration not loaded")) << said;
}

TEST_F(Commands, ProblemsShowsVerdictRouteAndAlert) {
  EXPECT_EQ(run({"problems"}), 0);
  EXPECT_EQ(said, "no problems\n");
  make_history();
  rig.world.acknowledge("db01", "", "alice", "on it");
  EXPECT_EQ(run({"problems"}), 0) << said;
  EXPECT_TRUE(said_so("SUBJECT")) << said;
  EXPECT_TRUE(said_so("prod/web01/HTTP")) << said;
  EXPECT_EQ(run({"problems", "--json"}), 0) << said;
  const json::value shown = json::parse(said);
  const json::array& problems = shown.at("problems").as_array();
  ASSERT_EQ(problems.size(), 2U) << said;
  EXPECT_EQ(problems[0].as_object(), (json::object{{"site", "prod"},
                                                   {"host", "db01"},
                                                   {"service", ""},
                                                   {"own", ""},
                                                   {"name", ""},
                                                   {"state", "DOWN"},
                                                   {"route", "oncall"},
                                                   {"verdict", "accepted"},
                                                   {"reason", "acknowledged"},
                                                   {"alert", "open"}}));
  EXPECT_TRUE(shown.at("missed").as_array().empty()) << said;
  EXPECT_TRUE(shown.at("unsure").as_object().empty());
}

TEST_F(Commands, ProblemsOfASilentSiteFailsAndShowsWhatIsOpen) {
  make_history();
  rig.livestatus->stop();
  EXPECT_EQ(run({"problems"}), 1);
  EXPECT_TRUE(said_so("site prod is unsure, its alerts are held: ")) << said;
  EXPECT_TRUE(said_so("site_unsure")) << said;
}

TEST_F(Commands, JournalListFilters) {
  make_history();
  EXPECT_EQ(listed({}), 4U);
  EXPECT_EQ(listed({"--host", "db01"}), 1U);
  EXPECT_EQ(listed({"--service", "HTTP"}), 3U);
  EXPECT_EQ(listed({"--state", "waiting"}), 1U);
  EXPECT_EQ(listed({"--state", "delivered"}), 3U);
  EXPECT_EQ(listed({"--state", "parked"}), 0U);
  EXPECT_EQ(listed({"--route", "oncall"}), 4U);
  EXPECT_EQ(listed({"--site", "prod", "--host", "web01", "--state", "waiting"}), 1U);
  EXPECT_EQ(listed({"--since", "1h"}), 4U);
  EXPECT_EQ(listed({"--limit", "2"}), 2U);
  EXPECT_EQ(run({"journal", "list", "--state", "sleeping"}), 2);
  EXPECT_TRUE(said_so("must be waiting, delivered, parked, superseded or dropped")) << said;
  EXPECT_EQ(run({"journal", "list", "--since", "yesterday"}), 2);
  EXPECT_TRUE(said_so("must be a time span")) << said;
}

TEST_F(Commands, JournalShowHasTheBodyAndEveryAttempt) {
  make_history();
  EXPECT_EQ(run({"journal", "show", "1"}), 0) << said;
  EXPECT_TRUE(said_so("ALERT  delivered")) << said;
  EXPECT_TRUE(said_so("prod/web01/HTTP")) << said;
  EXPECT_EQ(run({"journal", "show", "1", "--json"}), 0) << said;
  const json::value shown = json::parse(said);
  EXPECT_EQ(shown.at("body").at("summary"), json::value("web01/HTTP is CRITICAL: connection refused"));
  EXPECT_FALSE(shown.at("body").as_object().contains("integrationKey"));
  EXPECT_EQ(shown.at("attempts").as_array().size(), 1U);
  EXPECT_EQ(shown.at("attempts").at(0).at("httpStatus"), json::value(202));
  EXPECT_EQ(run({"journal", "show", "99"}), 1);
  EXPECT_TRUE(said_so("no event 99 in the journal")) << said;
  EXPECT_EQ(run({"journal", "show", "first"}), 2);
}

TEST_F(Commands, TheViewsWorkBesideTheRunningDaemon) {
  rig.start();
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  ASSERT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::pending));
  ASSERT_TRUE(rig.settles());
  EXPECT_EQ(run({"journal"}), 0) << said;
  EXPECT_TRUE(said_so("prod/web01/HTTP") && said_so("delivered")) << said;
  EXPECT_EQ(run({"problems"}), 0) << said;
  EXPECT_TRUE(said_so("open")) << said;
  EXPECT_EQ(run({"journal", "show", "1"}), 0) << said;
}

TEST_F(Commands, ASecondDaemonOnTheSameJournalIsRefusedAndTheFirstGoesOn) {
  rig.start();
  ASSERT_TRUE(rig.looks_again());
  for (const std::vector<std::string>& words : {Types{"run"}, Types{"run", "--once"}}) {
    EXPECT_EQ(run(words), 1);
    EXPECT_TRUE(said_so(rig.journal_file()) && said_so(std::to_string(rig.pid()))) << said;
  }
  EXPECT_TRUE(rig.ilert.events().empty()) << "the second one must not tell anything";
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  EXPECT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::pending));
  ASSERT_TRUE(rig.settles());
  EXPECT_EQ(rig.ilert.events().size(), 1U);
  EXPECT_EQ(rig.stop(), 0);
}

TEST_F(Commands, JournalListBeforeAnyJournalSaysThatThereIsNone) {
  const int status = run({"journal", "list"});
  EXPECT_EQ(status, 1) << said;
  EXPECT_TRUE(said_so(rig.journal_file())) << said;
  EXPECT_FALSE(std::filesystem::exists(rig.journal_file()));
}

TEST_F(Commands, ConfigShowsDefaultsAndPlacesAndMasksKeys) {
  replace_in_config(rig, "integration_key_file", "integration_key = \"il1apiTOPSECRET\" #");
  EXPECT_EQ(run({"config"}), 0) << said;
  EXPECT_TRUE(said_so("ilert-bridge.toml:4")) << said;
  EXPECT_TRUE(said_so("default")) << said;
  EXPECT_TRUE(said_so("***")) << said;
  EXPECT_FALSE(said_so("TOPSECRET")) << said;
}

TEST_F(Commands, HelpAndVersionEndWellAndNonsenseWith2) {
  EXPECT_EQ(run({"--version"}), 0);
  EXPECT_TRUE(said.starts_with("ilert-bridge ")) << said;
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"--help"},
                                             {"run", "--help"},
                                             {"check", "--help"},
                                             {"problems", "--help"},
                                             {"config", "--help"},
                                             {"journal", "--help"},
                                             {"journal", "list", "--help"},
                                             {"journal", "show", "--help"}}) {
    EXPECT_EQ(run(words), 0) << said;
    EXPECT_TRUE(said_so("Usage: ")) << said;
  }
  EXPECT_EQ(run({"frobnicate"}), 2);
  EXPECT_TRUE(said_so("frobnicate")) << said;
  EXPECT_EQ(run({"check", "--conect"}), 2);
  EXPECT_TRUE(said_so("--conect")) << said;
  EXPECT_EQ(run({}), 2);
}

}  // namespace
}  // namespace ilert_bridge
