// Questions about thousands of objects: what they cost the server must not grow with its size times theirs.
#include <gtest/gtest.h>

#include <algorithm>

#include "ilert-bridge/livestatus/source.hpp"
#include "tests/doubles/livestatus_double.hpp"
#include "tests/net/scripted_peer.hpp"

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;
using doubles::Fault;
using doubles::LivestatusDouble;
using doubles::World;
using testing_net::run;

class Crowded {
 public:
  Crowded(std::int64_t services, std::int64_t problems, Flavour flavour = Flavour::checkmk,
          std::size_t max_response = 0, bool old = false)
      : server(world, {.flavour = flavour, .max_response = max_response, .old = old}), source(options()) {
    world.many_services(services, problems);
  }
  std::vector<Subject> problems() {
    std::vector<Subject> subjects;
    const Asked<Look> look = run(io, source.look({}));
    EXPECT_TRUE(look) << look.error().text;
    for (const Sighting& sighting : look->sightings) subjects.push_back(sighting.subject);
    server.forget_requests();
    return subjects;
  }
  std::map<Subject, Texts> texts(const std::vector<Subject>& subjects) {
    const auto texts = run(io, source.texts(subjects));
    EXPECT_TRUE(texts) << texts.error().text;
    return texts ? *texts : std::map<Subject, Texts>{};
  }
  Asked<Look> look(const std::vector<Subject>& by_name) { return run(io, source.look(by_name)); }
  SourceOptions options() const {
    SourceOptions options;
    options.site = "prod";
    options.endpoint = server.endpoint();
    return options;
  }
  std::vector<std::string> asked(const std::string& part) const {
    std::vector<std::string> requests = server.requests();
    std::erase_if(requests, [&](const std::string& it) { return it.find(part) == std::string::npos; });
    return requests;
  }

  World world;
  LivestatusDouble server;
  testing_net::asio::io_context io;
  Source source;
};

std::vector<Subject> first_of(std::vector<Subject> subjects, std::size_t count) {
  subjects.resize(count);
  return subjects;
}

TEST(VeryMany, TextsOfAStormAreOneQuestion) {
  Crowded site(2000, 600);
  const std::vector<Subject> problems = site.problems();
  const std::map<Subject, Texts> texts = site.texts(problems);
  ASSERT_EQ(texts.size(), 600U);
  for (const auto& [subject, text] : texts) EXPECT_TRUE(text.output.starts_with("Used: ")) << subject.host;
  EXPECT_EQ(site.asked("GET services").size(), 1U);
  EXPECT_EQ(site.asked("Filter: state != 0").size(), 1U) << "no host has a problem";
}

// A look's texts are asked for in batches; each batch is a question about a part of the hosts, not about all.
TEST(VeryMany, TextsOfAPartOfAStormAreAQuestionAboutItsHosts) {
  for (const Flavour flavour : {Flavour::checkmk, Flavour::naemon, Flavour::nagios, Flavour::icinga2}) {
    SCOPED_TRACE(name(flavour));
    Crowded site(2000, 1000, flavour);
    std::vector<Subject> problems = site.problems();
    std::sort(problems.begin(), problems.end());
    std::map<Subject, Texts> texts;
    for (const std::size_t from : {0U, 500U}) {
      const std::vector<Subject> part(problems.begin() + from, problems.begin() + from + 500);
      const auto some = run(site.io, site.source.texts(part, 500));
      ASSERT_TRUE(some) << some.error().text;
      EXPECT_EQ(some->size(), 500U) << "no others are kept";
      texts.insert(some->begin(), some->end());
    }
    EXPECT_EQ(texts.size(), 1000U);
    const std::vector<std::string> asked = site.asked("GET services");
    EXPECT_EQ(asked.size(), 2U);
    for (const std::string& request : asked)
      EXPECT_NE(request.find("Filter: host_name >= "), std::string::npos) << request;
  }
}

TEST(VeryMany, WhatRecoveredMeanwhileIsAskedForByName) {
  Crowded site(2000, 600);
  const std::vector<Subject> problems = site.problems();
  site.world.many_services(2000, 300);
  EXPECT_EQ(site.texts(problems).size(), 600U);
}

TEST(VeryMany, AnAnswerThatIsTooLargeIsNoReasonToGoWithoutTexts) {
  Crowded site(2000, 600, Flavour::checkmk, 40'000);
  EXPECT_EQ(site.texts(site.problems()).size(), 600U);
}

TEST(VeryMany, AFewAmongManyProblemsAreAskedForByName) {
  Crowded site(4000, 3000);
  const std::vector<Subject> few = first_of(site.problems(), 210);
  EXPECT_EQ(site.texts(few).size(), 210U);
  EXPECT_TRUE(site.asked("state != 0").empty());
}

// An index finds them; asked for together, the server would compare each of its services with each name.
TEST(VeryMany, AtALargeSiteTheServicesOfEachHostAreAskedForAlone) {
  for (const auto& [flavour, alone] : {std::pair{Flavour::checkmk, true},
                                       {Flavour::naemon, true},
                                       {Flavour::nagios, true},
                                       {Flavour::icinga2, false}}) {
    SCOPED_TRACE(name(flavour));
    Crowded site(20'000, 100, flavour);
    const std::vector<Subject> gone = site.problems();
    site.world.many_services(20'000, 0);
    const Asked<Look> look = site.look(gone);
    ASSERT_TRUE(look) << look.error().text;
    EXPECT_EQ(look->sightings.size(), 100U);
    const std::vector<std::string> by_name = site.asked("Filter: description = ");
    EXPECT_EQ(by_name.size(), alone ? 100U : 2U);
    for (const std::string& request : by_name) EXPECT_EQ(request.find("And:") == std::string::npos, alone);
  }
}

TEST(VeryMany, WhatRecoversAtOnceIsPickedFromTheRowsOfItsHosts) {
  for (const Flavour flavour : {Flavour::checkmk, Flavour::naemon, Flavour::nagios}) {
    SCOPED_TRACE(name(flavour));
    Crowded site(4000, 1500, flavour);
    const std::vector<Subject> gone = site.problems();
    site.world.many_services(4000, 0);
    const Asked<Look> look = site.look(gone);
    ASSERT_TRUE(look) << look.error().text;
    EXPECT_EQ(look->sightings.size(), 1500U) << "and no others";
    for (const Sighting& one : look->sightings) {
      EXPECT_EQ(one.presence, Presence::seen);
      EXPECT_TRUE(is_good(one.observation.state));
    }
    EXPECT_TRUE(site.asked("Filter: description = ").empty());
    EXPECT_EQ(site.asked("Filter: host_name >= ").size(), 2U);
  }
}

TEST(VeryMany, WhatIsNotAmongTheRowsOfItsHostsIsAskedForByName) {
  Crowded site(2000, 600);
  std::vector<Subject> gone = site.problems();
  gone.push_back({"prod", gone.front().host, "left the configuration", ""});
  site.world.many_services(2000, 0);
  const Asked<Look> look = site.look(gone);
  ASSERT_TRUE(look) << look.error().text;
  EXPECT_EQ(look->sightings.size(), 601U);
  EXPECT_EQ(std::count_if(look->sightings.begin(), look->sightings.end(),
                          [](const Sighting& one) { return one.presence == Presence::absent; }),
            1);
  EXPECT_EQ(site.asked("Filter: description = ").size(), 1U);
}

TEST(VeryMany, RowsThatAreTooManyForOneAnswerAreNoReasonToStay) {
  Crowded site(2000, 600);
  const std::vector<Subject> gone = site.problems();
  Crowded small(2000, 0, Flavour::checkmk, 60'000);
  const Asked<Look> look = small.look(gone);
  ASSERT_TRUE(look) << look.error().text;
  EXPECT_EQ(look->sightings.size(), 600U);
}

TEST(VeryMany, AnAnswerWithMoreRowsThanThereCanBeIsNotKept) {
  Crowded site(100, 1);
  site.problems();
  site.server.fault({.kind = Fault::Kind::never_ending, .after = 2});  // before it: status and hosts
  const Asked<Look> look = site.look({});
  ASSERT_FALSE(look);
  EXPECT_NE(look.error().text.find("the answer has more than 10200 rows"), std::string::npos)
      << look.error().text;
}

// Older servers cut an answer that is too large, and it looks whole.
TEST(VeryMany, WhatIsCutOffSilentlyIsNotTakenForOver) {
  for (const Flavour flavour : {Flavour::naemon, Flavour::nagios}) {
    SCOPED_TRACE(name(flavour));
    const std::vector<Subject> problems = Crowded(400, 200, flavour).problems();
    ASSERT_EQ(problems.size(), 200U);
    Crowded site(400, 200, flavour, 12'000, true);
    EXPECT_LT(site.problems().size(), 200U) << "it is cut";
    const Asked<Look> look = site.look(problems);
    ASSERT_TRUE(look) << look.error().text;
    EXPECT_EQ(look->sightings.size(), 200U);
    for (const Sighting& one : look->sightings) {
      EXPECT_EQ(one.presence, Presence::seen);
      EXPECT_FALSE(is_good(one.observation.state));
    }
  }
}

}  // namespace
}  // namespace ilert_bridge
