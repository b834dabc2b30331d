// Names that a server shows otherwise than it has them, and does not find itself: bytes that are no UTF-8.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "ilert-bridge/livestatus/source.hpp"
#include "tests/doubles/livestatus_double.hpp"
#include "tests/net/scripted_peer.hpp"

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;
using doubles::World;
using testing_net::run;

const std::string office = "B\xfcro", fan =
                                          "L\xfc"
                                          "fter";

class Server {
 public:
  explicit Server(Flavour flavour, const std::string& contact = {}) : double_(world, {.flavour = flavour}) {
    SourceOptions options;
    options.site = "prod";
    options.endpoint = double_.endpoint();
    options.auth_user = contact;
    options.deadlines = {.connect = 5s, .silence = 5s, .answer = 20s};
    source_.emplace(options);
    world.add_host("Bar");
    world.add_host(office);
    world.add_service(office, fan);
    world.add_service(office, "HTTP");
    world.add_service("Bar", fan);
  }
  std::vector<Sighting> look(const std::vector<Subject>& by_name = {}) {
    const Asked<Look> looked = run(io_, source_->look(by_name));
    if (!looked) ADD_FAILURE() << looked.error().text;
    return looked ? looked->sightings : std::vector<Sighting>{};
  }
  std::map<Subject, Texts> texts(const std::vector<Subject>& subjects) {
    const auto texts = run(io_, source_->texts(subjects));
    if (!texts) ADD_FAILURE() << texts.error().text;
    return texts ? *texts : std::map<Subject, Texts>{};
  }
  void fails(const std::string& host, const std::string& service) {
    if (service.empty())
      world.host_check(host, 1, "bad");
    else
      world.service_check(host, service, 2, "bad");
  }
  void recovers(const std::string& host, const std::string& service) {
    if (service.empty())
      world.host_check(host, 0, "good");
    else
      world.service_check(host, service, 0, "good");
  }
  World world;

 private:
  doubles::LivestatusDouble double_;
  testing_net::asio::io_context io_;
  std::optional<Source> source_;
};

struct Object {
  std::string host, service;
};

TEST(ChangedNames, AreFoundAgainWhenTheProblemIsOver) {
  const Object objects[] = {{office, ""}, {office, "HTTP"}, {office, fan}, {"Bar", fan}};
  for (const Flavour flavour : {Flavour::checkmk, Flavour::nagios, Flavour::naemon, Flavour::icinga2})
    for (const auto& [host, service] : objects) {
      SCOPED_TRACE(std::string{name(flavour)} + " " + host + "/" + service);
      Server server{flavour};
      server.fails(host, service);
      const std::vector<Sighting> problem = server.look();
      ASSERT_EQ(problem.size(), 1U);
      const Subject subject = problem[0].subject;
      EXPECT_EQ(server.texts({subject})[subject].output, "bad") << "and its texts are";
      server.recovers(host, service);
      const std::vector<Sighting> over = server.look({subject});
      ASSERT_EQ(over.size(), 1U);
      EXPECT_EQ(over[0].subject, subject) << "who it is stays as it was told";
      ASSERT_EQ(over[0].presence, Presence::seen);
      EXPECT_TRUE(is_good(over[0].observation.state));
    }
}

TEST(ChangedNames, OfWhatIsGoneAreGone) {
  for (const Flavour flavour : {Flavour::checkmk, Flavour::naemon, Flavour::icinga2}) {
    Server server{flavour};
    const Subject gone[] = {{"prod", "K\xef\xbf\xbdln", "", ""},
                            {"prod", "K\xfcln", "HTTP", ""},
                            {"prod", "Bar", "\xfc", ""},
                            {"prod", "Köln", "", ""}};
    const std::vector<Sighting> seen = server.look({std::begin(gone), std::end(gone)});
    ASSERT_EQ(seen.size(), std::size(gone)) << name(flavour);
    for (const Sighting& one : seen) EXPECT_EQ(one.presence, Presence::absent) << to_text(one.subject);
  }
}

TEST(ChangedNames, AreSoughtWhereTheNameGoesOnWithWhatIsNoAscii) {
  const auto asked = [](const std::string& host, Flavour flavour = Flavour::checkmk) {
    Query query{"hosts"};
    only_hosts_like(query, Table::hosts, host, flavour);
    const std::string text = *query.text(true);
    std::string filters;
    for (auto at = text.find("Filter: "); at != std::string::npos; at = text.find("Filter: ", at + 1))
      filters += text.substr(at + 8, text.find('\n', at) - at - 8) + ";";
    return filters;
  };
  EXPECT_EQ(asked("B\xfcro"), "name >= B\x7f;name < C;");
  EXPECT_EQ(asked("B"), "name >= B\x7f;name < C;") << "cut, or another host with that beginning";
  EXPECT_EQ(asked("\xfc"), "name >= \x7f;");
  EXPECT_EQ(asked("a b \xfc"), "name >= a b;name < a c;") << "a blank at the end would be lost";
  EXPECT_EQ(asked("Br", Flavour::naemon), "name >= \x7f;name >= B\x7f;name < C;name >= Br\x7f;name < Bs;")
      << "a byte may have been left out anywhere";
  EXPECT_EQ(asked("B\xc3\xbcro", Flavour::naemon), asked("B\xc3\xbcro"));
  EXPECT_EQ(asked("a\nb"), "name >= a;name < b;") << "a line break stands before the letters";
}

}  // namespace
}  // namespace ilert_bridge
