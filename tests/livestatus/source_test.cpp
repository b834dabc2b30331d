#include "ilert-bridge/livestatus/source.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/livestatus/site.hpp"

namespace ilert_bridge {
namespace {

using namespace std::string_literals;
using namespace std::chrono_literals;
using testing_net::run;
using namespace testing_livestatus;

TEST(Source, SeesWhatIsNotGoodOnEveryServer) {
  for (const Flavour flavour : all_flavours) {
    SCOPED_TRACE(name(flavour));
    Site site{flavour};
    site.world.add_host("web01");
    site.world.add_host("db01");
    site.world.add_service("web01", "HTTP");
    site.world.add_service("web01", "CPU");
    site.world.add_service("web01", "Disk");
    site.world.host_check("db01", 1, "no ping");
    site.world.service_check("web01", "HTTP", 2, "refused", doubles::Certainty::soft);
    site.world.service_check("web01", "CPU", 1, "busy");
    site.world.acknowledge("web01", "CPU", "ada", "known since Größe 4");
    site.world.schedule_downtime("web01", "HTTP", "bob", "new disk");
    site.world.flapping("web01", "HTTP", true);
    site.world.notifications("web01", "CPU", false);
    const Asked<Look> look = site.look();
    ASSERT_TRUE(look) << look.error().text;
    EXPECT_EQ(site.source().capabilities().flavour, flavour);
    EXPECT_EQ(look->site, "prod");
    EXPECT_GT(look->program.start, 0);
    EXPECT_TRUE(look->notifications_enabled);
    EXPECT_EQ(look->sightings.size(), 3U);

    const Sighting* const down = find(*look, host("db01"));
    ASSERT_NE(down, nullptr);
    EXPECT_EQ(down->observation.state, State::down);
    EXPECT_TRUE(down->observation.hard && down->observation.checked &&
                down->observation.in_notification_period);

    const Sighting* const http = find(*look, service("web01", "HTTP"));
    ASSERT_NE(http, nullptr);
    EXPECT_EQ(http->observation.state, State::critical);
    EXPECT_FALSE(http->observation.hard);
    EXPECT_TRUE(http->observation.flapping && http->observation.in_downtime);
    EXPECT_EQ(http->observation.downtime, (Remark{"bob", "new disk"}));
    EXPECT_EQ(http->observation.host_state, State::up);

    const Sighting* const cpu = find(*look, service("web01", "CPU"));
    ASSERT_NE(cpu, nullptr);
    EXPECT_EQ(cpu->observation.state, State::warning);
    EXPECT_TRUE(cpu->observation.acknowledged && !cpu->observation.notifications_enabled);
    EXPECT_EQ(cpu->observation.acknowledgement, (Remark{"ada", "known since Größe 4"}));
    EXPECT_EQ(cpu->observation.acknowledged_at, from_unix(site.world.comments().at(0).entry_time));
    EXPECT_GT(unix_seconds(cpu->observation.last_check), 0);
  }
}

// Naemon leaves the flag as it is when flap detection is switched off.
TEST(Source, BelievesAFlagOfFlappingOnlyWhereFlapDetectionIsOn) {
  for (const Flavour flavour : all_flavours) {
    SCOPED_TRACE(name(flavour));
    Site site{flavour};
    site.world.add_host("web01");
    site.world.add_service("web01", "HTTP");
    site.world.service_check("web01", "HTTP", 2);
    site.world.flapping("web01", "HTTP", true);
    const auto flaps = [&] {
      const Asked<Look> look = site.look();
      const Sighting* const http = look ? find(*look, service("web01", "HTTP")) : nullptr;
      return http != nullptr && http->observation.flapping;
    };
    EXPECT_TRUE(flaps());
    site.world.flap_detection("web01", "HTTP", false);
    EXPECT_FALSE(flaps()) << "off for the object";
    site.world.flap_detection("web01", "HTTP", true);
    site.world.flap_detection_everywhere(false);
    EXPECT_FALSE(flaps()) << "off for the whole core";
  }
}

TEST(Source, SightsASubjectOnceHoweverOftenItIsNamed) {
  Site site;
  site.world.add_host("web01");
  site.world.add_service("web01", "HTTP");
  site.world.add_service("web01", "CPU");
  site.world.service_check("web01", "HTTP", 2);
  const Subject bad = service("web01", "HTTP"), good = service("web01", "CPU"),
                gone = service("web01", "Disk");
  const Asked<Look> look = site.look({gone, bad, good, good, bad, gone});
  ASSERT_TRUE(look) << look.error().text;
  EXPECT_EQ(look->sightings.size(), 3u);
  for (const Subject& subject : {bad, good, gone})
    EXPECT_NE(find(*look, subject), nullptr) << to_text(subject);
}

TEST(Source, AsksOnlyForColumnsTheServerHas) {
  for (const Flavour flavour : all_flavours) {
    SCOPED_TRACE(name(flavour));
    Site site{flavour};
    site.options.attributes = {true, true, true, true, true, true};
    site.world.add_host(
        {.host = "web01", .groups = {"linux"}, .contacts = {"ada"}, .labels = {{"os", "linux"}}});
    site.world.add_service({.host = "web01",
                            .description = "HTTP",
                            .state = 2,
                            .groups = {"http"},
                            .contacts = {"bob"},
                            .contact_groups = {"web"},
                            .labels = {{"app", "shop"}}});
    const Asked<Look> look = site.look();
    ASSERT_TRUE(look) << look.error().text;
    const Attributes& all = look->sightings.at(0).observation.attributes;
    EXPECT_EQ(all.host_groups, std::vector{"linux"s});
    EXPECT_EQ(all.service_groups, std::vector{"http"s});
    EXPECT_EQ(all.contacts, (std::vector{"ada"s, "bob"s})) << "its own and its host's";
    EXPECT_EQ(all.on_host_contacts, std::vector{"ada"s}) << "the host's alone";
    EXPECT_EQ(all.contact_groups, std::vector{"web"s});
    if (flavour == Flavour::checkmk) {
      EXPECT_EQ(all.labels, (std::vector{"app:shop"s, "os:linux"s}));
      EXPECT_EQ(all.on_host_labels, std::vector{"os:linux"s});
    } else {
      EXPECT_TRUE(all.labels.empty()) << "no other server has labels";
    }
  }
}

TEST(Source, AsksForNoTextsInALook) {
  Site site;
  site.world.add_service("web01", "HTTP");
  ASSERT_TRUE(site.look());
  for (const std::string& request : site.server().requests()) {
    EXPECT_FALSE(contains(request, "plugin_output")) << request;
    EXPECT_FALSE(contains(request, "labels")) << "no route needs them";
    EXPECT_FALSE(contains(request, "GET comments")) << "nothing is acknowledged";
    EXPECT_FALSE(contains(request, "GET downtimes")) << "nothing is in a downtime";
    EXPECT_TRUE(contains(request, "Columns: ") || contains(request, "Stats: ")) << request;
  }
}

TEST(Source, AsksByNameForWhatDidNotCome) {
  for (const Flavour flavour : all_flavours) {
    SCOPED_TRACE(name(flavour));
    Site site{flavour};
    site.world.add_service("web01", "HTTP");
    site.world.add_service("web01", "CPU");
    site.world.service_check("web01", "CPU", 2, "busy");
    const std::vector<Subject> reported = {host("web01"),
                                           host("gone"),
                                           service("web01", "HTTP"),
                                           service("web01", "CPU"),
                                           service("web01", "Gone"),
                                           service("gone", "HTTP"),
                                           service("web01", "a\nb"),
                                           {"other", "x", "", ""},
                                           {"prod", "", "", "site"}};
    const Asked<Look> look = site.look(reported);
    ASSERT_TRUE(look) << look.error().text;
    EXPECT_EQ(look->sightings.size(), 7U);
    EXPECT_EQ(find(*look, host("web01"))->presence, Presence::seen);
    EXPECT_EQ(find(*look, host("web01"))->observation.state, State::up);
    EXPECT_EQ(find(*look, service("web01", "HTTP"))->observation.state, State::ok);
    EXPECT_EQ(find(*look, service("web01", "CPU"))->observation.state, State::critical);
    EXPECT_EQ(find(*look, host("gone"))->presence, Presence::absent);
    EXPECT_EQ(find(*look, service("web01", "Gone"))->presence, Presence::absent);
    EXPECT_EQ(find(*look, service("gone", "HTTP"))->presence, Presence::absent);
    EXPECT_EQ(find(*look, service("web01", "a\nb"))->presence, Presence::absent)
        << "it cannot be said in a request, and is not among its host's services";
  }
}

// A name that no request can hold: all services of its host are asked for.
TEST(Source, FindsAmongItsHostsServicesWhatCannotBeAskedFor) {
  Site site{Flavour::naemon};
  const std::string odd = " a door";
  site.world.add_service("web01", odd);
  site.world.add_service("web01", "HTTP");
  site.world.service_check("web01", odd, 2, "open");
  const Asked<Look> problem = site.look({});
  ASSERT_TRUE(problem) << problem.error().text;
  ASSERT_EQ(problem->sightings.size(), 1U);
  const Subject reported = problem->sightings[0].subject;
  ASSERT_FALSE(can_be_asked_for(reported)) << reported.service;
  site.world.service_check("web01", odd, 0, "closed");
  const Asked<Look> over = site.look({reported});
  ASSERT_TRUE(over) << over.error().text;
  ASSERT_EQ(over->sightings.size(), 1U);
  EXPECT_EQ(over->sightings[0].subject, reported);
  EXPECT_EQ(over->sightings[0].presence, Presence::seen);
  EXPECT_TRUE(is_good(over->sightings[0].observation.state));
}

TEST(Source, AsksByNameInBatches) {
  Site site;
  std::vector<Subject> reported;
  for (int i = 0; i < 120; ++i) {
    const std::string of = "host" + std::to_string(i % 7), description = "service" + std::to_string(i);
    site.world.add_service(of, description);
    reported.push_back(service(of, description));
  }
  const Asked<Look> look = site.look(reported);
  ASSERT_TRUE(look) << look.error().text;
  EXPECT_EQ(look->sightings.size(), 120U);
  for (const Sighting& one : look->sightings) EXPECT_EQ(one.presence, Presence::seen);
  const std::vector<std::string> requests = site.server().requests();
  EXPECT_EQ(std::count_if(requests.begin(), requests.end(),
                          [](auto& one) { return contains(one, "description = "); }),
            3);
}

TEST(Source, TellsPendingSubjects) {
  for (const Flavour flavour : all_flavours) {
    SCOPED_TRACE(name(flavour));
    Site site{flavour};
    site.world.add_service({.host = "web01", .description = "HTTP", .checked = false});
    const Asked<Look> look = site.look({service("web01", "HTTP")});
    ASSERT_TRUE(look) << look.error().text;
    const Sighting* const seen = find(*look, service("web01", "HTTP"));
    ASSERT_NE(seen, nullptr);
    EXPECT_FALSE(seen->observation.checked);
  }
}

TEST(Source, AHostsDowntimeCoversItsServices) {
  Site site;
  site.world.add_service({.host = "web01", .description = "HTTP", .state = 2});
  site.world.schedule_downtime("web01", "", "ada", "reboot");
  const Asked<Look> look = site.look();
  ASSERT_TRUE(look) << look.error().text;
  const Observation& http = find(*look, service("web01", "HTTP"))->observation;
  EXPECT_TRUE(http.in_downtime);
  EXPECT_EQ(http.downtime, (Remark{"ada", "reboot"}));
}

TEST(Source, ADowntimeOfTomorrowIsNobodysRemark) {
  Site site;
  site.world.add_service({.host = "web01", .description = "HTTP", .state = 2});
  site.world.schedule_downtime("web01", "HTTP", "ada", "now");
  site.world.schedule_downtime("web01", "HTTP", "bob", "tomorrow", site.world.now() + 86400,
                               site.world.now() + 90000);
  EXPECT_EQ(find(*site.look(), service("web01", "HTTP"))->observation.downtime, (Remark{"ada", "now"}));
}

TEST(Source, AServiceHasWhatItsHostHasBesidesItsOwn) {
  using Words = std::vector<std::string>;
  Site site;
  site.options.attributes = {.host_groups = true,
                             .service_groups = true,
                             .contacts = true,
                             .contact_groups = true,
                             .labels = true,
                             .tags = true};
  site.world.add_host({.host = "web01",
                       .groups = {"linux"},
                       .contacts = {"hal"},
                       .contact_groups = {"hosters"},
                       .labels = {{"rack", "7"}},
                       .tags = {{"dc", "fra"}}});
  site.world.add_service({.host = "web01",
                          .description = "HTTP",
                          .state = 2,
                          .groups = {"web"},
                          .contacts = {"ann"},
                          .contact_groups = {"webbers"},
                          .labels = {{"team", "a"}},
                          .tags = {{"crit", "prod"}}});
  const Attributes all = find(*site.look(), service("web01", "HTTP"))->observation.attributes;
  EXPECT_EQ(all.host_groups, Words{"linux"});
  EXPECT_EQ(all.service_groups, Words{"web"});
  EXPECT_EQ(all.contacts, (Words{"ann", "hal"}));
  EXPECT_EQ(all.contact_groups, (Words{"hosters", "webbers"}));
  EXPECT_EQ(all.labels, (Words{"rack:7", "team:a"}));
  EXPECT_EQ(all.tags, (Words{"crit:prod", "dc:fra"}));
  EXPECT_EQ(all.on_host_contacts, Words{"hal"}) << "to ask whether a route takes the host";
  EXPECT_EQ(all.on_host_contact_groups, Words{"hosters"});
}

TEST(Source, TakesTheNewestAcknowledgement) {
  Site site;
  site.world.add_service({.host = "web01", .description = "HTTP", .state = 2});
  site.world.comment("web01", "HTTP", "old", "left over", 4);
  site.world.comment("web01", "HTTP", "eve", "just a comment", 1);
  ASSERT_TRUE(find(*site.look(), service("web01", "HTTP"))->observation.acknowledgement.empty())
      << "a comment may outlive its acknowledgement";
  site.world.acknowledge("web01", "HTTP", "ada", "mine");
  EXPECT_EQ(find(*site.look(), service("web01", "HTTP"))->observation.acknowledgement.text, "mine");
}

TEST(Source, AsksForNoRemarksNobodyWants) {
  Site site;
  site.options.wants_remarks = false;
  site.world.add_service({.host = "web01", .description = "HTTP", .state = 2});
  site.world.acknowledge("web01", "HTTP", "ada", "mine");
  const Asked<Look> look = site.look();
  EXPECT_TRUE(find(*look, service("web01", "HTTP"))->observation.acknowledged);
  for (const std::string& request : site.server().requests()) EXPECT_FALSE(contains(request, "GET comments"));
}

TEST(Source, SaysThatTheCoreNotifiesNobody) {
  Site site;
  site.world.notifications_everywhere(false);
  EXPECT_FALSE(site.look()->notifications_enabled);
}

TEST(Source, SeesAClockThatIsAhead) {
  Site site;
  site.world.add_service("web01", "HTTP");
  EXPECT_LT(site.look()->clock_ahead, 2s);
  site.world.clock_ahead(600s);
  site.world.service_check("web01", "HTTP", 2, "x");
  EXPECT_GT(site.look()->clock_ahead, 590s);
  site.world.change("web01", "HTTP", [](auto& row) { row.last_check = std::int64_t{1} << 62; });
  EXPECT_LT(site.look()->clock_ahead, 620s) << "one row's nonsense is no clock";
}

TEST(Source, SeesAClockThatIsBehind) {
  Site site;
  site.world.add_service("web01", "HTTP");
  site.world.clock_ahead(-600s);
  site.world.restart();
  for (const std::chrono::seconds passed : {0s, 1s, 2s, 3s, 4s, 5s, 6s}) {
    site.world.clock_ahead(-600s + passed);
    site.world.service_check("web01", "HTTP", 2, "x");
    EXPECT_TRUE(site.look());
  }
  EXPECT_LT(site.look()->clock_ahead, -590s);
  EXPECT_GT(site.look()->clock_ahead, -610s);
}

TEST(Source, CountsWhatThereIs) {
  Site site;
  site.world.add_service("web01", "HTTP");
  site.world.add_service("web01", "CPU");
  const Asked<Source::Size> size = run(site.context(), site.source().size());
  ASSERT_TRUE(size) << size.error().text;
  EXPECT_EQ(size->hosts, 1);
  EXPECT_EQ(size->services, 2);
}

}  // namespace
}  // namespace ilert_bridge
